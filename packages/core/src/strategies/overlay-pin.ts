import { closeSync, fstatSync, ftruncateSync, lstatSync, openSync, readSync, writeSync } from "node:fs";

import { loadSqlite, type Database } from "../sqlite/load-sqlite.js";
import { countOpenInProcess, type OpenFile } from "./open-descriptors.js";

/** Descriptors of the log that the pin accounts for: SQLite's and its own. */
const OWN_LOG_DESCRIPTORS = 2;

/** The header of the shared memory, twice; an all-zero one makes the next reader build it anew from the log. */
const HEADERS_BYTES = 96;
const NO_HEADERS = new Uint8Array(HEADERS_BYTES);
/** Where the header says that it is one, and how many pages the log has, in the machine's byte order: zero is zero in each. */
const IS_INITIALIZED_AT = 12;
const LOG_PAGES_AT = 16;

/**
 * A connection that keeps a database in WAL mode as it is: it reads, for ever, what is in the file while the log is empty, so that SQLite lets
 * nobody move the log into the file.
 *
 * It can empty that log without letting go, since the log holds nothing but what was written since the pin was made.
 *
 * @see https://sqlite.org/walformat.html, section 2.1 ("The WAL-Index Header") and 2.3.1 ("WAL_READ_LOCK(0)")
 */
export class OverlayPin {
  readonly #connection: Database;
  readonly #log: number;
  /** The shared memory. To close it while this process has it open through SQLite would drop SQLite's locks on it. */
  readonly #index: number;
  readonly #logFile: OpenFile;

  private constructor(connection: Database, log: number, index: number) {
    this.#connection = connection;
    this.#log = log;
    this.#index = index;
    this.#logFile = fstatSync(log);
  }

  /**
   * Pins a database that nobody else has open.
   *
   * @param path absolute
   * @throws what SQLite and `fs` throw: `ENOENT` where no shared memory appears, as with a connection in this process to a file that was here
   */
  static create(path: string): OverlayPin {
    const connection = new (loadSqlite())(path, { fileMustExist: true, timeout: 0 });
    const descriptors: number[] = [];
    const open = (suffix: string): number => {
      const descriptor = openSync(`${path}${suffix}`, "r+");
      descriptors.push(descriptor);
      return descriptor;
    };
    try {
      beginReading(connection);
      const pin = new OverlayPin(connection, open("-wal"), open("-shm"));
      if (!pin.#readsOnlyTheFile()) throw new Error(`the log of "${path}" is not empty`);
      return pin;
    } catch (error) {
      connection.close();
      descriptors.forEach(closeSync);
      throw error;
    }
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

  /** Whether the log and the shared memory of the database at a path, absolute, are still those that the pin has open. */
  hasItsFiles(path: string): boolean {
    return isSameFile(`${path}-wal`, this.#logFile) && isSameFile(`${path}-shm`, fstatSync(this.#index));
  }

  /** Whether this process has connections, of whichever library, besides this one: each that was used has the log open. */
  isOpenInProcess(): boolean {
    return countOpenInProcess(this.#logFile) > OWN_LOG_DESCRIPTORS;
  }

  /**
   * Drops what was written since the database was pinned, and pins it again. To be called when nobody else has it open, or can open it.
   *
   * @returns whether it is pinned
   * @throws what SQLite and `fs` throw
   */
  emptyLog(): boolean {
    ftruncateSync(this.#log);
    writeSync(this.#index, NO_HEADERS, 0, HEADERS_BYTES, 0);
    beginReading(this.#connection);
    return this.#readsOnlyTheFile();
  }

  /** Closes the connection. Where this process has others to the same file, they lose the locks on its shared memory. */
  close(): void {
    this.#connection.close();
    closeSync(this.#log);
    closeSync(this.#index);
  }

  /** Whether the shared memory, as it is in the file by which others see it, says that the log is empty. */
  #readsOnlyTheFile(): boolean {
    const headers = new Uint8Array(HEADERS_BYTES);
    readSync(this.#index, headers, 0, HEADERS_BYTES, 0);
    const logPages = headers.subarray(LOG_PAGES_AT, LOG_PAGES_AT + 4);
    return headers[IS_INITIALIZED_AT] === 1 && logPages.every((byte) => byte === 0);
  }
}

/** The read needs no schema; what matters is that it is a transaction. */
function beginReading(connection: Database): void {
  connection.exec("BEGIN; PRAGMA schema_version");
}

function isSameFile(path: string, { dev, ino }: OpenFile): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats?.ino === ino && stats.dev === dev;
}
