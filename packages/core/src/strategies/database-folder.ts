import { mkdirSync, renameSync, rmdirSync, rmSync, statSync, unlinkSync } from "node:fs";
import { basename, join } from "node:path";

import { isInMounts, isMountedBelow } from "../files/mounts.js";
import { isFileAt, type OpenFile } from "../files/open-descriptors.js";

const FILE_NAME = "scenario.db";

/** A folder for one scenario's database: the next scenario does not find what this one put beside its database. */
export class DatabaseFolder {
  #path: string;
  #made: OpenFile;

  /**
   * Makes the folder.
   *
   * @param path absolute; nothing is there, and no other folder ever has the same name
   * @throws what `fs` throws
   */
  constructor(path: string) {
    mkdirSync(path, { mode: 0o700 });
    this.#made = statSync(path);
    this.#path = path;
  }

  /** Absolute. */
  get databasePath(): string {
    return join(this.#path, FILE_NAME);
  }

  /** Whether a mount leads into it, or out of it; see {@link isInMounts}. */
  get isInMounts(): boolean {
    return isInMounts(basename(this.#path));
  }

  /** Renames it. Only for a folder whose path nobody knows: a process that works in it would follow. */
  rename(path: string): void {
    renameSync(this.#path, path);
    this.#path = path;
  }

  /**
   * Moves the database into a new folder, and removes this one with all else that is in it. A process that works in the old folder, or has it open,
   * then finds nothing there and can put nothing there.
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
    this.#path = path;
    this.#made = statSync(path);
    if (!isFileAt(left, leftMade) || !removeFolder(left)) throw new Error(`"${left}" cannot be removed`);
  }

  /** Removes it, with all that is in it, unless another folder is there by now. Never throws: what stays goes with the run directory. */
  remove(): void {
    if (!isFileAt(this.#path, this.#made)) return;
    try {
      unlinkSync(this.databasePath);
    } catch {
      // It is gone, or the whole folder is, or something else has its name.
    }
    removeFolder(this.#path);
  }
}

/** Returns whether it is gone. A file system that is mounted in it belongs to somebody else, and is not entered. */
function removeFolder(path: string): boolean {
  try {
    // Usually nothing else is in it, and looking for more takes longer.
    rmdirSync(path);
    return true;
  } catch {
    return !isMountedBelow(basename(path)) && removeWhatever(path);
  }
}

function removeWhatever(path: string): boolean {
  try {
    rmSync(path, { recursive: true, force: true, maxRetries: 3 });
    return true;
  } catch {
    // The run directory went meanwhile, or the application still writes into it.
    return false;
  }
}
