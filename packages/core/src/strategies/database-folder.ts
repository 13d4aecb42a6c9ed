import { mkdirSync, renameSync, rmdirSync, rmSync, statSync, unlinkSync } from "node:fs";
import { basename, join } from "node:path";

import { attempt } from "../errors/attempt.js";
import { isInMounts, isMountedBelow } from "../files/identity/mounts.js";
import { isFileAt, type OpenFile } from "../files/processes/open-descriptors.js";

const FILE_NAME = "scenario.db";

/** A folder for one scenario's database, so that the next scenario does not find what this one put beside it. */
export class DatabaseFolder {
  #path: string;
  #made: OpenFile;
  #databasePath: string;

  /**
   * @param path absolute; nothing is there, and no other folder ever has the same name
   * @throws what `fs` throws
   */
  constructor(path: string) {
    mkdirSync(path, { mode: 0o700 });
    this.#made = statSync(path);
    this.#path = path;
    this.#databasePath = join(path, FILE_NAME);
  }

  /** Absolute. */
  get databasePath(): string {
    return this.#databasePath;
  }

  /** Whether a mount leads into it, or out of it; see {@link isInMounts}. */
  get isInMounts(): boolean {
    return isInMounts(basename(this.#path));
  }

  /** Only for a folder whose path nobody knows: a process that works in it would follow. */
  rename(path: string): void {
    renameSync(this.#path, path);
    this.#moveTo(path);
  }

  /**
   * Moves the database into a new folder, and removes this one with everything else in it. A process that works in the old folder, or has it open, then
   * finds nothing there and can put nothing there.
   *
   * @param suffixes of the files that go with the database
   * @throws what `fs` throws, and `Error` where the old folder cannot be removed
   */
  moveDatabaseTo(path: string, suffixes: readonly string[]): void {
    const [left, leftMade] = [this.#path, this.#made];
    if (!isFileAt(left, leftMade)) throw new Error(`"${left}" is another folder now`);
    mkdirSync(path, { mode: 0o700 });
    try {
      // The database first: without it, nobody begins to use the others.
      for (const suffix of ["", ...suffixes]) renameSync(join(left, FILE_NAME + suffix), join(path, FILE_NAME + suffix));
    } catch (error) {
      removeFolder(path);
      throw error;
    }
    this.#moveTo(path);
    this.#made = statSync(path);
    if (!isFileAt(left, leftMade) || !removeFolder(left)) throw new Error(`"${left}" cannot be removed`);
  }

  /** Removes it, unless another folder is there by now. Never throws: what stays is removed with the run directory. */
  remove(): void {
    if (!isFileAt(this.#path, this.#made)) return;
    // It may be gone, or something else may have its name.
    attempt(() => unlinkSync(this.databasePath));
    removeFolder(this.#path);
  }

  #moveTo(path: string): void {
    this.#path = path;
    this.#databasePath = join(path, FILE_NAME);
  }
}

/** Returns whether it is gone. A file system that is mounted in it belongs to somebody else, and is not entered. */
function removeFolder(path: string): boolean {
  // Usually nothing else is in it, and looking for more takes longer.
  if (succeeds(() => rmdirSync(path))) return true;
  // The run directory may be gone, or the application may still write into it.
  return !isMountedBelow(basename(path)) && succeeds(() => rmSync(path, { recursive: true, force: true, maxRetries: 3 }));
}

function succeeds(remove: () => void): boolean {
  try {
    remove();
    return true;
  } catch {
    return false;
  }
}
