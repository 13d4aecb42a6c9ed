import { mkdirSync, readdirSync, renameSync, rmSync, statSync, unlinkSync, utimesSync } from "node:fs";
import { join } from "node:path";

import { loadSqlite, type Database } from "../sqlite/load-sqlite.js";
import type { Template } from "../template/template.js";
import { isUnchanged, isUntouched, pastSeconds, stampFile, type FileStamp } from "./file-stamp.js";
import { countOpenInProcess, isOpenInProcess } from "./open-descriptors.js";
import { writeCopy } from "./write-copy.js";

/** Why a base is not used again. */
export type SpoiltReason =
  /** It was written to, or another file took its place, or none. */
  | "changed"
  /** This process has it open, by other means than better-sqlite3 or by a connection that was never used. */
  | "open-in-process"
  /** A connection to it is open, in another process as a rule. */
  | "open-elsewhere"
  /** It could not be pinned. */
  | "not-pinned";

const FILE_NAME = "scenario.db";

/**
 * A copy of a template that serves one scenario after another and is never written: what they write stays in its log, which is dropped.
 *
 * A connection of ours pins it: it reads, for ever, what is in the file while the log is empty, so that SQLite lets nobody move the log into
 * the file. Base and log lie in a folder of their own. A scenario gets them under a new name of that folder; whoever still has the old name, as
 * a connection that was opened and never used, finds no place for a log and fails.
 *
 * @see https://sqlite.org/wal.html and https://sqlite.org/walformat.html (section 2.3.1, "WAL_READ_LOCK(0)")
 */
export class OverlayBase {
  readonly #isTouchSeen: boolean;
  #directory: string;
  #path: string;
  #pin: Database | undefined;
  #stamp: FileStamp;
  /** When something came into the folder last, or went, in milliseconds: a time that was set, as in a {@link FileStamp}. */
  #directoryStampMs = 0;

  /**
   * Copies the template into a new folder, and pins the copy.
   *
   * @param isTouchSeen whether the file system says that a file was read
   * @throws what `fs` and SQLite throw, and `Error` where a database cannot be pinned; nothing of it stays
   */
  constructor(template: Template, directory: string, isTouchSeen: boolean) {
    this.#directory = directory;
    this.#path = join(directory, FILE_NAME);
    this.#isTouchSeen = isTouchSeen;
    mkdirSync(directory, { mode: 0o700 });
    try {
      this.#stamp = writeCopy(template, this.path);
      if (!this.#pinDown()) throw new Error(`a database in "${directory}" cannot be pinned`);
    } catch (error) {
      this.abandon();
      throw error;
    }
  }

  /** Absolute. */
  get path(): string {
    return this.#path;
  }

  /** It stays the same as long as the base is used. */
  get identity(): string {
    return this.#stamp.identity;
  }

  /** Moves it to another folder: nothing is at the path from then on. One rename. */
  moveTo(directory: string): void {
    renameSync(this.#directory, directory);
    this.#directory = directory;
    this.#path = join(directory, FILE_NAME);
  }

  /**
   * Makes it what it was when it was made: a database that holds exactly the template, and is nobody's. To be called after `moveTo`, when
   * nobody can open it any more by the name that it had.
   *
   * @returns why it cannot be used again; `undefined` when it can
   */
  reset(): SpoiltReason | undefined {
    try {
      return this.#isUntouched() ? undefined : this.#resetTouched();
    } catch {
      // Something is there that is not ours, or something of ours is not.
      return "changed";
    }
  }

  /**
   * Whether this process has connections to it, besides the one that pins it: each that was used has the log open. (The base itself SQLite
   * keeps open until no connection in the process has a lock on it.)
   */
  isOpen(): boolean {
    const log = this.#isUntouched() ? undefined : statSync(`${this.path}-wal`, { throwIfNoEntry: false });
    return log !== undefined && countOpenInProcess(log) > (this.#pin === undefined ? 0 : 1);
  }

  /** Lets go of the base, which is then a database as any other. Idempotent. */
  unpin(): void {
    this.#pin?.close();
    this.#pin = undefined;
  }

  /** Removes it, with all that is in its folder. Never throws: what stays goes with the run directory. */
  abandon(): void {
    this.unpin();
    try {
      rmSync(this.#directory, { recursive: true, force: true, maxRetries: 3 });
    } catch {
      // The run directory went meanwhile, or the application writes into it still.
    }
  }

  /** Nobody opened it, and nothing came into its folder: it is pinned as it was. Two `stat`s. */
  #isUntouched(): boolean {
    const stats = this.#isTouchSeen ? statSync(this.path, { throwIfNoEntry: false }) : undefined;
    return (
      stats !== undefined &&
      isUntouched(stats, this.#stamp) &&
      // A rename of the folder itself changes only the folder's inode.
      statSync(this.#directory, { throwIfNoEntry: false })?.mtimeMs === this.#directoryStampMs
    );
  }

  /** All that could tell against it is looked at before the log is dropped: who has it open still may need it. */
  #resetTouched(): SpoiltReason | undefined {
    const stats = statSync(this.path);
    if (!isUnchanged(stats, this.#stamp)) return "changed";
    if (this.#isOpenElsewhere()) return "open-elsewhere";
    this.unpin();
    if (isOpenInProcess(stats)) return "open-in-process";
    this.#removeAllButBase();
    return this.#pinDown() ? undefined : "not-pinned";
  }

  /**
   * Whether another connection has it open: in another process, or in this one by the same SQLite library. In WAL mode a connection holds a
   * shared lock on the file from its first query until it is closed, so whoever gets an exclusive lock, has it alone. The beginning of a
   * write takes that lock in this mode.
   *
   * It does not see another SQLite library in this process, since a process's own locks never keep it out.
   */
  #isOpenElsewhere(): boolean {
    try {
      this.#pin?.exec("COMMIT; PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE");
      return false;
    } catch (error) {
      if (error instanceof Error && "code" in error && String(error.code).startsWith("SQLITE_BUSY")) return true;
      throw error;
    }
  }

  #removeAllButBase(): void {
    for (const name of readdirSync(this.#directory)) {
      if (name !== FILE_NAME) removeEntry(join(this.#directory, name));
    }
  }

  /**
   * Pins it, and stamps it, since pinning reads it. The read needs no schema; what matters is that it is a transaction.
   *
   * A file of shared memory that does not appear is that of a connection which is still open in this process: then ours shares the
   * state of a log that is gone.
   */
  #pinDown(): boolean {
    const { path } = this;
    const pin = new (loadSqlite())(path, { fileMustExist: true, timeout: 0 });
    this.#pin = pin;
    pin.exec("BEGIN; PRAGMA schema_version");
    if (statSync(`${path}-shm`, { throwIfNoEntry: false }) === undefined) return false;
    const { sizeBytes, identity } = this.#stamp;
    this.#stamp = stampFile(path);
    const stampSeconds = pastSeconds();
    utimesSync(this.#directory, stampSeconds, stampSeconds);
    this.#directoryStampMs = stampSeconds * 1000;
    return this.#stamp.sizeBytes === sizeBytes && this.#stamp.identity === identity;
  }
}

/** A file, as a rule: `rmSync` would take twice as long. */
function removeEntry(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    rmSync(path, { recursive: true, force: true });
  }
}
