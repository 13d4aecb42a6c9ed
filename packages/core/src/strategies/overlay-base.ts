import { statSync, unlinkSync, type Stats } from "node:fs";

import { statReachable } from "../sqlite/stat-reachable.js";
import type { Template } from "../template/template.js";
import { DatabaseFolder } from "./database-folder.js";
import { isUnchanged, isUntouched, stampFile, type FileStamp } from "./file-stamp.js";
import { OverlayPin } from "./overlay-pin.js";
import { writeCopy } from "./write-copy.js";

/** Why a base is not used again. */
export type SpoiltReason =
  /** It was written to, or another file took its place or that of its log, or none. */
  | "changed"
  /** A connection of this process to it is open, as a rule of another SQLite library than better-sqlite3. */
  | "open-in-process"
  /** A connection to it is open, in another process as a rule. */
  | "open-elsewhere"
  /** It could not be pinned. */
  | "not-pinned";

/** Of the log and its index. */
const SUFFIXES = ["-wal", "-shm"] as const;

/**
 * A copy of a template that serves one scenario after another and is never written: what they write stays in its log, which is emptied.
 *
 * An {@link OverlayPin} sees to that. Base and log lie in a folder of their own. A scenario gets them under a new name of that folder;
 * whoever still has the old name, as a connection that was opened and never used, finds no log and fails.
 *
 * @see https://sqlite.org/wal.html
 */
export class OverlayBase {
  readonly #isTouchSeen: boolean;
  readonly #folder: DatabaseFolder;
  #pin: OverlayPin | undefined;
  #stamp: FileStamp;

  /**
   * Copies the template into a new folder, and pins the copy.
   *
   * @param isTouchSeen whether the file system says that a file was read
   * @throws what `fs` and SQLite throw, and `Error` where a database cannot be pinned; nothing of it stays
   */
  constructor(template: Template, directory: string, isTouchSeen: boolean) {
    this.#isTouchSeen = isTouchSeen;
    this.#folder = new DatabaseFolder(directory);
    try {
      this.#stamp = writeCopy(template, this.path);
      this.#pin = new OverlayPin(this.path, isTouchSeen);
      this.#stamp = stampFile(this.path);
      this.#folder.stamp();
    } catch (error) {
      this.abandon();
      throw error;
    }
  }

  /** Absolute. */
  get path(): string {
    return this.#folder.databasePath;
  }

  /** It stays the same as long as the base is used. */
  get identity(): string {
    return this.#stamp.identity;
  }

  /** Moves it to another folder: nothing is at the path from then on. One rename. */
  moveTo(directory: string): void {
    this.#folder.moveTo(directory);
  }

  /**
   * Moves it to another folder, and makes it what it was when it was made: a database that holds exactly the template, and is nobody's. To be
   * called when it was moved before, so that nobody can open it by the name that it had.
   *
   * @returns why it cannot be used again; `undefined` when it can
   */
  renew(directory: string): SpoiltReason | undefined {
    try {
      this.moveTo(directory);
      return this.#reset();
    } catch (error) {
      // Something is there that is not ours, or something of ours is not.
      return isSqliteError(error) ? "not-pinned" : "changed";
    }
  }

  /**
   * Whether this process has connections to it, besides the one that pins it. (The base itself SQLite keeps open until no connection in the
   * process has a lock on it.)
   */
  isOpen(): boolean {
    const stats = statReachable(this.path);
    if (stats !== undefined && this.#isUntouched(stats)) return false;
    return this.#pin?.isOpenInProcess() === true;
  }

  /** Removes it, with all that is in its folder. Never throws: what stays goes with the run directory. Idempotent. */
  abandon(): void {
    try {
      this.#unpin();
    } catch {
      // Its descriptors are closed; a connection that SQLite does not close goes with the process.
    }
    this.#folder.remove();
  }

  #unpin(): void {
    const pin = this.#pin;
    this.#pin = undefined;
    pin?.close();
  }

  /** Nobody opened it, and nothing came into its folder: it is pinned as it was. One more `stat`. */
  #isUntouched(stats: Stats): boolean {
    return this.#isTouchSeen && isUntouched(stats, this.#stamp) && this.#folder.isAsStamped;
  }

  /** All that could tell against it is looked at before the log is emptied: who has it open still may need it. */
  #reset(): SpoiltReason | undefined {
    const stats = statSync(this.path);
    if (this.#isUntouched(stats)) return undefined;
    const pin = this.#pin;
    if (pin === undefined || !isUnchanged(stats, this.#stamp)) return "changed";
    if (!this.#folder.isAsStamped) {
      if (!pin.hasItsFiles(this.path)) return "changed";
      this.#folder.removeAllBut(SUFFIXES);
      this.#folder.stamp();
    }
    if (!pin.hasWholeIndex) return "changed";
    if (pin.isOpenElsewhere()) return "open-elsewhere";
    // Once more: by whoever closed it just now.
    if (!isUnchanged(statSync(this.path), this.#stamp)) return "changed";
    if (pin.isOpenByOtherLibrary()) return "open-in-process";
    if (!pin.canEmptyLog) this.#pinAnew();
    else if (!pin.emptyLog()) return "not-pinned";
    // Pinning reads it.
    this.#stamp = stampFile(this.path);
    return undefined;
  }

  #pinAnew(): void {
    this.#unpin();
    for (const suffix of SUFFIXES) unlinkSync(`${this.path}${suffix}`);
    this.#pin = new OverlayPin(this.path, this.#isTouchSeen);
    this.#folder.stamp();
  }
}

function isSqliteError(error: unknown): boolean {
  return error instanceof Error && "code" in error && String(error.code).startsWith("SQLITE_");
}
