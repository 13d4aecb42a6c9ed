import { mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, utimesSync } from "node:fs";
import { join } from "node:path";

import { removeDatabaseFiles } from "../sqlite/database-files.js";
import { statReachable } from "../sqlite/stat-reachable.js";
import { pastSeconds } from "./file-stamp.js";

const FILE_NAME = "scenario.db";

/** A folder for one scenario's database, so that what a scenario puts beside its database is not found by the next one. */
export class DatabaseFolder {
  #path: string;
  #databasePath: string;
  /** When something came into it last, or went, in milliseconds: a time that was set, which is in the past. */
  #stampMs = 0;

  /**
   * Makes the folder.
   *
   * @param path absolute; where nothing is
   * @throws what `fs` throws
   */
  constructor(path: string) {
    mkdirSync(path, { mode: 0o700 });
    this.#path = path;
    this.#databasePath = join(path, FILE_NAME);
  }

  /** Absolute. */
  get databasePath(): string {
    return this.#databasePath;
  }

  /** One rename: nothing is at the old paths from then on. */
  moveTo(path: string): void {
    renameSync(this.#path, path);
    this.#path = path;
    this.#databasePath = join(path, FILE_NAME);
  }

  /** Notes that what is in it now belongs there. */
  stamp(): void {
    const stampSeconds = pastSeconds();
    utimesSync(this.#path, stampSeconds, stampSeconds);
    this.#stampMs = stampSeconds * 1000;
  }

  /** Whether nothing came or went since it was stamped. One `stat`: a rename of the folder itself changes only its inode. */
  get isAsStamped(): boolean {
    return statReachable(this.#path)?.mtimeMs === this.#stampMs;
  }

  /** Removes all but the database, and the files beside it that end so. */
  removeAllBut(suffixes: readonly string[]): void {
    const names = new Set(["", ...suffixes].map((suffix) => `${FILE_NAME}${suffix}`));
    for (const name of readdirSync(this.#path)) {
      if (!names.has(name)) rmSync(join(this.#path, name), { recursive: true, force: true });
    }
  }

  /** Removes it, with all that is in it. Never throws: what stays goes with the run directory. */
  remove(): void {
    try {
      removeDatabaseFiles(this.#databasePath);
      // As a rule that was all, and to look for more takes longer.
      rmdirSync(this.#path);
    } catch {
      this.#removeWhatever();
    }
  }

  #removeWhatever(): void {
    try {
      rmSync(this.#path, { recursive: true, force: true, maxRetries: 3 });
    } catch {
      // The run directory went meanwhile, or the application writes into it still.
    }
  }
}
