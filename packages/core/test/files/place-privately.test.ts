import { mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { ensureDirectory } from "../../src/files/ensure-directory.js";
import { createUniqueName, THREAD_NAME } from "../../src/files/unique-name.js";
import { writeAtomically } from "../../src/files/place-privately.js";
import { createProject } from "../helpers/create-project.js";

describe("writeAtomically", () => {
  test("replaces a file by another, which only this user may read", () => {
    const project = createProject();
    const path = project.write("record.json", "before");
    const { ino } = statSync(path);
    writeAtomically(path, "after", { flush: true });
    expect(readFileSync(path, "utf8")).toBe("after");
    expect(statSync(path).ino).not.toBe(ino);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test("leaves nothing behind when it fails", () => {
    const project = createProject();
    mkdirSync(project.path("folder"));
    project.write("folder/record.json/file", "");
    expect(() => writeAtomically(project.path("folder/record.json"), "text")).toThrow(
      expect.objectContaining({ code: "EISDIR" }),
    );
    expect(readdirSync(project.path("folder"))).toEqual(["record.json"]);
  });
});

describe("ensureDirectory", () => {
  test("makes a folder for this user, and leaves one that is there as it is", () => {
    const path = join(createProject().directory, "own");
    ensureDirectory(path);
    expect(statSync(path).mode & 0o777).toBe(0o700);
    ensureDirectory(path, 0o755);
    expect(statSync(path).mode & 0o777).toBe(0o700);
  });

  test("brings no parent back", () => {
    const path = join(createProject().directory, "gone", "own");
    expect(() => ensureDirectory(path)).toThrow(expect.objectContaining({ code: "ENOENT" }));
  });
});

describe("createUniqueName", () => {
  test("names the thread, and never gives a name twice", () => {
    const names = Array.from({ length: 1000 }, createUniqueName);
    expect(new Set(names).size).toBe(1000);
    expect(names.every((name) => name.startsWith(`${THREAD_NAME}-`) && /^\d+-\d+-[0-9a-f]{12}$/.test(name))).toBe(true);
  });
});
