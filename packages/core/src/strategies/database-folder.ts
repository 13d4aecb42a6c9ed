import { lstatSync, mkdirSync, renameSync, rmdirSync, statSync, unlinkSync } from "node:fs";
import { basename, join } from "node:path";

import { removeWhateverIsAt } from "../files/database-files.js";
import { isInMounts } from "../files/mounts.js";
import { lstatReachable } from "../files/stat-reachable.js";
import type { OpenFile } from "../files/open-descriptors.js";

const FILE_NAME = "scenario.db";

/** A folder for one scenario's database, so that what a scenario puts beside its database is not found by the next one. */
export class DatabaseFolder {
  #path: string;
  #made: OpenFile;

  /**
   * Makes the folder.
   *
   * @param path absolute; nothing is there, and its last part is a name that no other folder ever has
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

  /** Renames it. Only for one whose path nobody knows: a process that works in it would follow. */
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
    if (!isStill(left, leftMade)) throw new Error(`"${left}" is another folder now`);
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
    if (!isStill(left, leftMade) || !removeFolder(left)) throw new Error(`"${left}" cannot be removed`);
  }

  /** Removes it, with all that is in it, unless another folder is there by now. Never throws: what stays goes with the run directory. */
  remove(): void {
    if (!isStill(this.#path, this.#made)) return;
    try {
      unlinkSync(this.databasePath);
    } catch {
      // It is gone, or the whole folder is, or something else has its name.
    }
    removeFolder(this.#path);
  }
}

/** Whether a folder is the one that was made, and neither a link to one of somebody's nor one that was mounted over it. */
function isStill(path: string, { dev, ino }: OpenFile): boolean {
  try {
    const stats = lstatSync(path);
    return stats.ino === ino && stats.dev === dev;
  } catch {
    return false;
  }
}

/** Gives whether it is gone. What is mounted in it belongs to somebody else, and is not entered. */
function removeFolder(path: string): boolean {
  try {
    // As a rule nothing else is in it, and to look for more takes longer.
    rmdirSync(path);
    return true;
  } catch {
    removeWhateverIsAt(path);
    return lstatReachable(path) === undefined;
  }
}
