import { closeSync, fstatSync, lstatSync, openSync } from "node:fs";

import { loadSqlite, type Database } from "../../sqlite/load-sqlite.js";
import type { Template } from "../../template/template.js";
import { isLocked, listOwnLocks } from "../../sqlite/own-locks.js";
import { hasMapping, isOpenInOtherProcess } from "../../files/other-processes.js";
import { isOneOf, isOpenedBySqlite, listOpenInProcess, type OpenFile } from "../../files/open-descriptors.js";
import { hasContentOf } from "./same-content.js";
import { WalFile, type WalState } from "./wal-file.js";
import { WalIndex } from "./wal-index.js";
import { errorCodeOf } from "../../errors/error-code.js";

/** Descriptors of the WAL, and of its index, that the pin accounts for: SQLite's and its own. */
const OWN_DESCRIPTORS = 2;

/** SQLite keeps the descriptors of closed connections until none has a lock, and the pin always has one. With more, the pin is opened again. */
const MAX_BASE_DESCRIPTORS = 8;

/** Where SQLite's shared lock on a database begins (https://sqlite.org/src/file/src/os.h). */
const SHARED_BYTE = 0x4000_0002;
/** By this lock others know that a wal-index is in use, and do not cut it (`UNIX_SHM_DMS` in https://sqlite.org/src/file/src/os_unix.c). */
const INDEX_IN_USE_BYTE = 128;

/**
 * A connection that keeps a database in WAL mode as it is: it reads, for ever, what is in the file while the WAL is empty, so that SQLite lets
 * nobody move the WAL into the file.
 *
 * It can empty the WAL without letting go, since the WAL holds nothing but what was written since the database was pinned. That is three times as
 * fast as to close it, remove `-wal` and `-shm`, and open it again, and right only while {@link needsReopening} is false.
 *
 * @see https://sqlite.org/walformat.html, section 2.3.1 ("WAL_READ_LOCK(0)")
 */
export class OverlayPin {
  readonly #connection: Database;
  /** Of the database file, for as long as the connection is open: to close it earlier would drop this process's locks. */
  readonly #base: number;
  readonly #baseFile: OpenFile;
  readonly #wal: WalFile;
  readonly #index: WalIndex;
  readonly #isTouchSeen: boolean;
  readonly #isLayoutKnown: boolean;
  /** Whether a look through the descriptors found nobody, after which the index was stamped. */
  #isKnownClosed = false;
  #needsReopening: boolean;

  /**
   * Pins a database that nobody else has open.
   *
   * @param path absolute
   * @param isTouchSeen whether the file system says that a file was read
   * @throws what SQLite and `fs` throw: `ENOENT` where no shared memory appears, as with a connection in this process to a file that was here;
   * `Error` where the WAL is not empty
   */
  constructor(path: string, isTouchSeen: boolean) {
    this.#isTouchSeen = isTouchSeen;
    this.#connection = new (loadSqlite())(path, { fileMustExist: true, timeout: 0 });
    const undo: (() => unknown)[] = [() => this.#connection.close()];
    try {
      this.#beginReading();
      this.#base = openSync(path, "r");
      undo.push(() => closeSync(this.#base));
      this.#baseFile = fstatSync(this.#base);
      this.#wal = new WalFile(path);
      undo.push(() => this.#wal.close());
      this.#index = new WalIndex(path);
      undo.push(() => this.#index.close());
      this.#isLayoutKnown = this.#index.isLayoutKnown;
      if ((this.#index.header?.mxFrame ?? 0) > 0) throw new Error(`the WAL of "${path}" is not empty`);
      this.#wal.empty();
      this.#index.stamp();
      this.#needsReopening = !isTouchSeen || !this.#isLayoutKnown;
    } catch (error) {
      for (const close of undo) close();
      throw error;
    }
  }

  /** Whether the database file still has a name somewhere. */
  get hasName(): boolean {
    return fstatSync(this.#base).nlink > 0;
  }

  /** Whether the database file holds exactly what the template does. Reads all of it. */
  hasContentOf(template: Template): boolean {
    return hasContentOf(template, this.#base);
  }

  /** Whether the WAL and the index of the database at a path, absolute, are still those that the pin has open. */
  hasItsFiles(path: string): boolean {
    return isFileAt(`${path}-wal`, this.#wal.file) && isFileAt(`${path}-shm`, this.#index.file);
  }

  /** Whether the WAL of the database at a path, absolute, is still the one that the pin has open. */
  hasItsWal(path: string): boolean {
    return isFileAt(`${path}-wal`, this.#wal.file);
  }

  /** What was written since the database was pinned. */
  get walState(): WalState {
    return this.#wal.stateFor(this.#index.header);
  }

  /** Whether a page of what was written is in another database file: SQLite takes a WAL for that of any file beside it. */
  isWalReplayedInto(path: string): boolean {
    return this.#wal.hasPageIn(path);
  }

  /** Whether all that was written has reached the database file, past the pin. */
  get isWalFolded(): boolean {
    return this.#wal.isFoldedInto(this.#base);
  }

  /** Whether SQLite may use the index, as it was neither cut nor emptied. To be asked before {@link isOpenElsewhere}. */
  get hasWholeIndex(): boolean {
    const isThere = this.#index.header !== undefined || this.walState === "empty" || !this.#isLayoutKnown;
    return isThere && this.#index.sizeBytes >= this.#index.neededBytes;
  }

  /**
   * Whether another connection has the database open: in another process, or in this one by the same SQLite library. In WAL mode a
   * connection holds a shared lock on the file from its first query until it is closed, so whoever gets an exclusive lock, has it alone. The
   * beginning of a write takes that lock in this mode.
   *
   * It does not see another SQLite library in this process, since a process's own locks never keep it out. Afterwards nothing is pinned
   * before {@link emptyWal}.
   */
  isOpenElsewhere(): boolean {
    try {
      this.#connection.exec("COMMIT; PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; PRAGMA locking_mode = NORMAL; COMMIT");
      return false;
    } catch (error) {
      if (errorCodeOf(error)?.startsWith("SQLITE_BUSY") === true) return true;
      throw error;
    }
  }

  /**
   * Whether a child process, or one that was started since, has one of the files open, by whatever program.
   *
   * @param sincePid of the last process that had been started when the test got the database
   */
  isOpenInOtherProcess(sincePid: number): boolean {
    return isOpenInOtherProcess([this.#baseFile, this.#wal.file, this.#index.file], sincePid);
  }

  /**
   * Looks whether SQLite still has its locks, and sees to it that the pin is opened again where it has not: they go when anybody in this process
   * closes a descriptor of the file that they are on, which leaves no other trace.
   */
  noteLostLocks(): void {
    const locks = listOwnLocks();
    const hasLocks =
      locks !== undefined &&
      isLocked(locks, this.#baseFile.ino, SHARED_BYTE) &&
      isLocked(locks, this.#index.file.ino, INDEX_IN_USE_BYTE);
    this.#needsReopening ||= !hasLocks;
  }

  /** Whether this process has connections, of whichever library, or other descriptors to one of the files, besides this pin's. */
  isOpenInProcess(): boolean {
    const [ofWal = [], ofIndex = [], ofBase = []] = listOpenInProcess([this.#wal.file, this.#index.file, this.#baseFile]);
    const openers = new Set(ofBase.filter((descriptor) => descriptor !== this.#base).map(isOpenedBySqlite));
    const isOpen = ofWal.length > OWN_DESCRIPTORS || ofIndex.length > OWN_DESCRIPTORS || openers.has(false);
    this.#needsReopening ||= ofBase.length > MAX_BASE_DESCRIPTORS || openers.has(undefined) || this.#index.wasRead;
    this.#isKnownClosed = !isOpen;
    this.#index.stamp();
    return isOpen;
  }

  /** Whether this process has the database file or its WAL mapped into memory: SQLite does so only while a connection is open. */
  isMappedInProcess(): boolean {
    return process.platform === "linux" && hasMapping(process.pid, [this.#baseFile, this.#wal.file]);
  }

  /** {@link isOpenInProcess}, where anything has changed since it was found that there are none. */
  isStillOpenInProcess(): boolean {
    const isKnownClosed = this.#isKnownClosed && this.#isTouchSeen && !this.#index.wasRead;
    return !isKnownClosed && this.isOpenInProcess();
  }

  /**
   * Whether {@link emptyWal} is not enough.
   *
   * - When somebody in this process opened the index and closed it again, the system dropped the lock by which others know that it is in use, and
   *   only a new connection takes that again: without it, another process cuts the index, and whoever is writing is killed.
   * - Connections of this process map an index region by region, which is an access, and never look at its size again: one that grew may have been
   *   cut since.
   * - Without a header that can be read, of a version that is known, nothing may be written to it.
   */
  get needsReopening(): boolean {
    return this.#needsReopening || this.#index.wasRead || this.#index.header === undefined;
  }

  /**
   * Drops what was written since the database was pinned, and pins it again. To be called when nobody else has it open, or can open it.
   *
   * @returns whether it is pinned
   * @throws what SQLite and `fs` throw
   */
  emptyWal(): boolean {
    this.#wal.empty();
    this.#index.discard();
    this.#beginReading();
    const isPinned = this.#index.saysEmpty;
    this.#index.stamp();
    this.#isKnownClosed = false;
    return isPinned;
  }

  /** Where this process has other connections to the same file, they lose their locks on its shared memory. To be called once. */
  close(): void {
    try {
      // SQLite looks into the index when it closes.
      this.#index.restoreSize();
      this.#connection.close();
    } finally {
      closeSync(this.#base);
      this.#wal.close();
      this.#index.close();
    }
  }

  /** The read needs no schema; what matters is that it is a transaction. */
  #beginReading(): void {
    this.#connection.exec("BEGIN; PRAGMA schema_version");
  }
}

function isFileAt(path: string, file: OpenFile): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats !== undefined && isOneOf(stats, [file]);
}
