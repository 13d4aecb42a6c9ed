import {
  constants,
  copyFileSync,
  linkSync,
  lstatSync,
  mkdirSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

import { hasErrorCode } from "../errors/error-code.js";
import { createPrivateName } from "./private-name.js";

/**
 * Makes a file at a path where nothing is. It has a private name until it is complete, so a process that is killed leaves nothing half-made at the path.
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

/**
 * Writes a file of picklejar's own, mode 0600, in place of what is at the path: readers find the old content or the new one.
 *
 * @param options.flush whether the content is on the disk before the file has its name
 * @throws what `fs` throws; no partial file stays
 */
export function writeAtomically(path: string, content: string, { flush = false } = {}): void {
  withPrivatePath(path, (privatePath) => {
    writeFileSync(privatePath, content, { flag: "wx", mode: 0o600, flush });
    renameSync(privatePath, path);
  });
}

/** Writes a new file, mode 0600. */
export function writePrivately(path: string, content: string): void {
  writeFileSync(path, content, { flag: "wx", mode: 0o600 });
}

/**
 * Makes a folder that is complete as soon as it has its name. Does nothing if another process was first.
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

/** Gives a complete file another name, unless something has that name. */
function linkExclusively(privatePath: string, path: string): boolean {
  try {
    linkSync(privatePath, path);
    return true;
  } catch (error) {
    if (hasErrorCode(error, "EEXIST")) return false;
    if (!hasErrorCode(error, "EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK", "EINVAL")) throw error;
  }
  return copyExclusively(privatePath, path);
}

/** For file systems without links. A reader may see the file grow. */
function copyExclusively(privatePath: string, path: string): boolean {
  try {
    copyFileSync(privatePath, path, constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if (hasErrorCode(error, "EEXIST")) return false;
    // EXCL created it, so what is there is ours, and only half of it.
    if (lstatSync(path, { throwIfNoEntry: false })?.isFile() === true && !hasErrorCode(error, "EACCES", "ENOENT"))
      unlinkSync(path);
    throw error;
  }
}
