import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { CONFIG_FILE_NAMES, findConfig } from "../../src/config/find-config.js";
import { createFolder } from "../fixtures/create-folder.js";

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
        message: `Several configurations lie in one folder: "${paths[0]}" and "${paths[1]}". Keep one of them.`,
      }),
    );
  });
});
