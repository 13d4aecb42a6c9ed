import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { linkExclusively } from "./link-exclusively.js";
import { createPrivateName } from "./private-name.js";
import { hasErrorCode } from "../errors/error-code.js";

/**
 * Makes a file at a path where nothing is: under a private name first, so that nothing half-made has a name, even if the process is killed over it.
 *
 * @param make writes the file at the path that it is given
 * @returns `false` when something is at the path, which stays as it is
 * @throws what `make` and `fs` throw
 */
export function placeFile(path: string, make: (privatePath: string) => void): boolean {
  return withPrivatePath(path, (privatePath) => {
    make(privatePath);
    return linkExclusively(privatePath, path);
  });
}

/** Writes a new file that only this user may read. */
export function writePrivately(path: string, content: string): void {
  writeFileSync(path, content, { flag: "wx", mode: 0o600 });
}

/**
 * Makes a folder with something in it, at once: whoever finds it, finds it complete. Does nothing where another process was first.
 *
 * @param fill is given the path of the folder under its private name
 */
export function placeDirectory(path: string, fill: (privatePath: string) => void): void {
  withPrivatePath(path, (privatePath) => {
    mkdirSync(privatePath, { mode: 0o700 });
    fill(privatePath);
    try {
      renameSync(privatePath, path);
    } catch (error) {
      if (!isTaken(error)) throw error;
    }
  });
}

function withPrivatePath<Result>(path: string, use: (privatePath: string) => Result): Result {
  const privatePath = join(dirname(path), createPrivateName());
  try {
    return use(privatePath);
  } finally {
    rmSync(privatePath, { recursive: true, force: true });
  }
}

function isTaken(error: unknown): boolean {
  return hasErrorCode(error, "ENOTEMPTY", "EEXIST") || (process.platform === "win32" && hasErrorCode(error, "EPERM"));
}
