import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { ensureParentDirectory, findParentDirectory } from "../../src/files/parent-directory.js";
import { createStorage, parentOf } from "../helpers/start-module.js";

describe("ensureParentDirectory", () => {
  test("makes a folder that only this user may use, and the storage above it", () => {
    const storage = join(createStorage(), "missing", "too");
    expect(ensureParentDirectory(storage)).toBe(parentOf(storage));
    expect(lstatSync(parentOf(storage)).mode & 0o777).toBe(0o700);
  });

  test("gives a path without symbolic links", () => {
    const storage = createStorage();
    const link = join(storage, "link");
    mkdirSync(join(storage, "real"));
    symlinkSync("real", link);
    expect(ensureParentDirectory(link)).toBe(parentOf(join(storage, "real")));
  });

  test("refuses a folder that others may use, and says how to close it", () => {
    const storage = createStorage();
    mkdirSync(parentOf(storage));
    chmodSync(parentOf(storage), 0o755);
    expect(() => ensureParentDirectory(storage)).toThrow(
      expect.objectContaining({
        code: "RUN_DIRECTORY_UNSAFE",
        directory: parentOf(storage),
        message: expect.stringContaining(`mode 755). Run: chmod 700 "${parentOf(storage)}"`),
      }),
    );
    expect(findParentDirectory(storage)).toBeUndefined();
  });

  test("refuses a symbolic link, even to a folder of the user's own", () => {
    const storage = createStorage();
    symlinkSync(mkdtempSync(join(storage, "elsewhere-")), parentOf(storage));
    expect(() => ensureParentDirectory(storage)).toThrow(
      expect.objectContaining({ code: "RUN_DIRECTORY_UNSAFE", problem: "it is a symbolic link" }),
    );
    expect(findParentDirectory(storage)).toBeUndefined();
  });

  test("refuses a file", () => {
    const storage = createStorage();
    writeFileSync(parentOf(storage), "");
    expect(() => ensureParentDirectory(storage)).toThrow(expect.objectContaining({ code: "RUN_DIRECTORY_UNSAFE" }));
  });

  test("refuses a folder of another user", ({ skip }) => {
    if (process.getuid?.() !== 0) {
      console.log("skipped: only root can give a folder away");
      skip();
    }
    const storage = createStorage();
    mkdirSync(parentOf(storage), { mode: 0o700 });
    chownSync(parentOf(storage), 12_345, 12_345);
    expect(() => ensureParentDirectory(storage)).toThrow(
      expect.objectContaining({ code: "RUN_DIRECTORY_UNSAFE", problem: expect.stringContaining("belongs to user 12345") }),
    );
  });

  test("says so when the storage cannot be made, with the system's own error as the cause", () => {
    const file = join(createStorage(), "file");
    writeFileSync(file, "");
    expect(() => ensureParentDirectory(file)).toThrow(
      expect.objectContaining({
        code: "RUN_DIRECTORY_UNAVAILABLE",
        cause: expect.objectContaining({ code: expect.stringMatching(/EEXIST|ENOTDIR/) }),
      }),
    );
  });
});

describe("findParentDirectory", () => {
  test("makes nothing", () => {
    const storage = realpathSync(createStorage());
    expect(findParentDirectory(storage)).toBeUndefined();
    expect(existsSync(parentOf(storage))).toBe(false);
  });
});
