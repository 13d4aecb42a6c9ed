import { closeSync, fstatSync, ftruncateSync, lstatSync, openSync, statSync } from "node:fs";

import { loadSqlite, type Database } from "../sqlite/load-sqlite.js";
import { LogIndex } from "./log-index.js";
import { countOpenInProcess, type OpenFile } from "./open-descriptors.js";

/** Descriptors of the log that the pin accounts for: SQLite's and its own. */
const OWN_LOG_DESCRIPTORS = 2;

/** SQLite keeps the descriptors of closed connections until none has a lock, and the pin always has one. More than so many are let go. */
const MOST_BASE_DESCRIPTORS = 8;

/**
 * What an emptied log has. SQLite takes all that is shorter than its 32-byte header for an empty one; ext4 writes a file that was cut to nothing
 * to the disk when it is closed next, which takes 0.1 to 3 ms.
 */
const EMPTY_LOG_BYTES = 1;

/**
 * A connection that keeps a database in WAL mode as it is: it reads, for ever, what is in the file while the log is empty, so that SQLite lets
 * nobody move the log into the file.
 *
 * It can empty that log without letting go, since the log holds nothing but what was written since the database was pinned.
 *
 * @see https://sqlite.org/walformat.html, section 2.3.1 ("WAL_READ_LOCK(0)")
 */
export class OverlayPin {
  readonly #connection: Database;
  readonly #log: number;
  readonly #index: LogIndex;
  readonly #logFile: OpenFile;
  readonly #base: OpenFile;
  readonly #isTouchSeen: boolean;
  /** Whether a look through the descriptors found nobody, after which the index was stamped. */
  #isKnownClosed = false;
  /** Whether it must be made anew; see {@link canEmptyLog}. */
  #isWorn: boolean;

  /**
   * Pins a database that nobody else has open.
   *
   * @param path absolute
   * @param isTouchSeen whether the file system says that a file was read
   * @throws what SQLite and `fs` throw: `ENOENT` where no shared memory appears, as with a connection in this process to a file that was here;
   * `Error` where the log is not empty
   */
  constructor(path: string, isTouchSeen: boolean) {
    this.#isTouchSeen = isTouchSeen;
    this.#isWorn = !isTouchSeen;
    this.#connection = new (loadSqlite())(path, { fileMustExist: true, timeout: 0 });
    const undo: (() => unknown)[] = [() => this.#connection.close()];
    try {
      this.#beginReading();
      this.#base = statSync(path);
      this.#log = openSync(`${path}-wal`, "r+");
      undo.push(() => closeSync(this.#log));
      this.#logFile = fstatSync(this.#log);
      this.#index = new LogIndex(path);
      undo.push(() => this.#index.close());
      if (!this.#index.saysEmpty) throw new Error(`the log of "${path}" is not empty`);
      ftruncateSync(this.#log, EMPTY_LOG_BYTES);
      this.#index.stamp();
    } catch (error) {
      for (const close of undo) close();
      throw error;
    }
  }

  /** Whether the log and the index of the database at a path, absolute, are still those that the pin has open. */
  hasItsFiles(path: string): boolean {
    return isFileAt(`${path}-wal`, this.#logFile) && isFileAt(`${path}-shm`, this.#index.file);
  }

  /** Whether SQLite may use the index. To be asked before {@link isOpenElsewhere}. */
  get hasWholeIndex(): boolean {
    return this.#index.isWhole;
  }

  /**
   * Whether another connection has the database open: in another process, or in this one by the same SQLite library. In WAL mode a
   * connection holds a shared lock on the file from its first query until it is closed, so whoever gets an exclusive lock, has it alone. The
   * beginning of a write takes that lock in this mode.
   *
   * It does not see another SQLite library in this process, since a process's own locks never keep it out. Afterwards nothing is pinned
   * before {@link emptyLog}.
   */
  isOpenElsewhere(): boolean {
    try {
      this.#connection.exec("COMMIT; PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; PRAGMA locking_mode = NORMAL; COMMIT");
      return false;
    } catch (error) {
      if (error instanceof Error && "code" in error && String(error.code).startsWith("SQLITE_BUSY")) return true;
      throw error;
    }
  }

  /** Whether this process has connections, of whichever library, besides this one: each that was used has the log open. */
  isOpenInProcess(): boolean {
    const [ofLog = 0, ofBase = 0] = countOpenInProcess([this.#logFile, this.#base]);
    const isOpen = ofLog > OWN_LOG_DESCRIPTORS;
    this.#isWorn ||= ofBase > MOST_BASE_DESCRIPTORS || this.#index.wasRead;
    this.#isKnownClosed = !isOpen;
    this.#index.stamp();
    return isOpen;
  }

  /** The same for other libraries than better-sqlite3, which {@link isOpenElsewhere} does not see: they read the index when they open it. */
  isOpenByOtherLibrary(): boolean {
    const isKnownClosed = this.#isKnownClosed && this.#isTouchSeen && !this.#index.wasRead;
    return !isKnownClosed && this.isOpenInProcess();
  }

  /**
   * Whether {@link emptyLog} is enough. When somebody in this process opened the index and closed it again, the system dropped the lock by which
   * others know that it is in use, and only a new connection takes that again: without it, another process cuts the index, and whoever is writing
   * is killed. Another process that opened it cannot be told from that.
   */
  get canEmptyLog(): boolean {
    return !this.#isWorn && !this.#index.wasRead;
  }

  /**
   * Drops what was written since the database was pinned, and pins it again. To be called when nobody else has it open, or can open it.
   *
   * @returns whether it is pinned
   * @throws what SQLite and `fs` throw
   */
  emptyLog(): boolean {
    ftruncateSync(this.#log, EMPTY_LOG_BYTES);
    this.#index.void();
    this.#beginReading();
    const isPinned = this.#index.saysEmpty;
    this.#index.stamp();
    this.#isKnownClosed = false;
    return isPinned;
  }

  /** Where this process has other connections to the same file, they lose their locks on its shared memory. To be called once. */
  close(): void {
    try {
      this.#connection.close();
    } finally {
      closeSync(this.#log);
      this.#index.close();
    }
  }

  /** The read needs no schema; what matters is that it is a transaction. */
  #beginReading(): void {
    this.#connection.exec("BEGIN; PRAGMA schema_version");
  }
}

function isFileAt(path: string, { dev, ino }: OpenFile): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats?.ino === ino && stats.dev === dev;
}
