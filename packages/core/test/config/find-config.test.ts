import { chownSync, lchownSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { CONFIG_FILE_NAMES, findConfig } from "../../src/config/find-config.js";
import { createFolder } from "../helpers/create-folder.js";

describe("findConfig", () => {
  test.each(CONFIG_FILE_NAMES)("finds %s", (name) => {
    const directory = createFolder({ [name]: "" });
    expect(findConfig(directory)).toBe(join(directory, name));
  });

  test('finds "picklejar" in package.json', () => {
    const directory = createFolder({ "package.json": '{ "picklejar": {} }' });
    expect(findConfig(directory)).toBe(join(directory, "package.json"));
  });

  test("takes the nearest folder upwards", () => {
    const directory = createFolder({ "picklejar.config.js": "", "a/picklejar.config.ts": "", "a/b/c/file": "" });
    expect(findConfig(join(directory, "a/b/c"))).toBe(join(directory, "a/picklejar.config.ts"));
    expect(findConfig(directory)).toBe(join(directory, "picklejar.config.js"));
  });

  test("passes over a package.json that is not about picklejar, or is broken", () => {
    const directory = createFolder({
      "picklejar.config.json": "{}",
      "a/package.json": '{ "devDependencies": { "picklejar": "1" } }',
      "a/b/package.json": '{ "picklejar": ',
    });
    expect(findConfig(join(directory, "a/b"))).toBe(join(directory, "picklejar.config.json"));
  });

  test("gives nothing where there is none up to the root", () => {
    expect(findConfig("/")).toBeUndefined();
  });

  test("refuses two in one folder, and names both", () => {
    const directory = createFolder({ "picklejar.config.mjs": "", "package.json": '{ "picklejar": {} }' });
    const paths = [join(directory, "picklejar.config.mjs"), join(directory, "package.json")];
    expect(() => findConfig(directory)).toThrow(
      expect.objectContaining({
        code: "CONFIG_AMBIGUOUS",
        paths,
        message: `One folder has several configurations: "${paths[0]}" and "${paths[1]}". Keep one of them.`,
      }),
    );
  });
});

/** A user who need not exist by name. */
const OTHER = 12_345;

const isRoot = process.getuid?.() === 0;
if (!isRoot) console.info("Skipped: configurations of other users, as only root can give files away.");

describe.skipIf(!isRoot)("findConfig, where another user put a configuration", () => {
  test.each([...CONFIG_FILE_NAMES, "package.json"])(
    "refuses %s above the working directory, and says how to name it",
    (name) => {
      const directory = createFolder({ [name]: '{ "picklejar": {} }', "a/b/file": "" });
      chownSync(join(directory, name), OTHER, OTHER);
      expect(() => findConfig(join(directory, "a/b"))).toThrow(
        expect.objectContaining({
          code: "CONFIG_FOREIGN",
          path: join(directory, name),
          ownerId: OTHER,
          message: expect.stringContaining(`--config "${join(directory, name)}"`),
        }),
      );
    },
  );

  test("refuses it in the working directory too, if that is not theirs", () => {
    const directory = createFolder({ "picklejar.config.js": "" });
    chownSync(join(directory, "picklejar.config.js"), OTHER, OTHER);
    expect(() => findConfig(directory)).toThrow(expect.objectContaining({ code: "CONFIG_FOREIGN" }));
  });

  test("refuses a file of this user's in their folder, beside which they may put what it imports", () => {
    const directory = createFolder({ "picklejar.config.js": "", "a/file": "" });
    chownSync(directory, OTHER, OTHER);
    expect(() => findConfig(join(directory, "a"))).toThrow(expect.objectContaining({ code: "CONFIG_FOREIGN", ownerId: OTHER }));
  });

  test.each([
    ["their link to a file of this user's", 0, OTHER],
    ["a link of this user's to their file", OTHER, 0],
  ])("refuses %s", (_what, ownerOfFile, ownerOfLink) => {
    const directory = createFolder({ "elsewhere.js": "", "a/file": "" });
    symlinkSync("elsewhere.js", join(directory, "picklejar.config.js"));
    chownSync(join(directory, "elsewhere.js"), ownerOfFile, ownerOfFile);
    lchownSync(join(directory, "picklejar.config.js"), ownerOfLink, ownerOfLink);
    expect(() => findConfig(join(directory, "a"))).toThrow(expect.objectContaining({ code: "CONFIG_FOREIGN", ownerId: OTHER }));
  });

  test("never passes over it to one further up, which would be another one than the folder's", () => {
    const directory = createFolder({ "picklejar.config.js": "", "a/picklejar.config.js": "", "a/b/file": "" });
    chownSync(join(directory, "a/picklejar.config.js"), OTHER, OTHER);
    expect(() => findConfig(join(directory, "a/b"))).toThrow(expect.objectContaining({ code: "CONFIG_FOREIGN" }));
    rmSync(join(directory, "a/picklejar.config.js"));
    expect(findConfig(join(directory, "a/b"))).toBe(join(directory, "picklejar.config.js"));
  });

  test("takes it for a working directory of theirs, as root has in a container with their checkout", () => {
    const directory = createFolder({ "picklejar.config.js": "", "packages/shop/file": "" });
    for (const name of ["", "picklejar.config.js", "packages", "packages/shop"]) chownSync(join(directory, name), OTHER, OTHER);
    expect(findConfig(join(directory, "packages/shop"))).toBe(join(directory, "picklejar.config.js"));
  });
});
