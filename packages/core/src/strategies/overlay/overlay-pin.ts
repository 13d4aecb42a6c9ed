import { loadSqlite, type Database } from "../../sqlite/load-sqlite.js";
import { isLockOn, listOwnLocks } from "../../sqlite/own-locks.js";
import { hasMapping, isOpenInOtherProcess } from "../../files/processes/other-processes.js";
import { isOpenedBySqlite, listOpenInProcess } from "../../files/processes/open-descriptors.js";
import { OverlayFiles } from "./overlay-files.js";
import { errorCodeOf } from "../../errors/error-code.js";

/** Descriptors of the WAL, and of the wal-index, that belong to the pin: SQLite's and its own. */
const OWN_DESCRIPTORS = 2;

/** SQLite keeps the descriptors of closed connections until none has a lock, and the pin always has one. With more, the pin is opened again. */
const MAX_BASE_DESCRIPTORS = 8;

/** Where SQLite's shared lock on a database begins (https://sqlite.org/src/file/src/os.h). */
const SHARED_BYTE = 0x4000_0002;
/** By this lock others know that a wal-index is in use, and do not cut it (`UNIX_SHM_DMS` in https://sqlite.org/src/file/src/os_unix.c). */
const INDEX_IN_USE_BYTE = 128;

/**
 * A connection that keeps a base file in WAL mode as it is. Its read transaction began while the WAL was empty and stays open, so SQLite lets nobody
 * move the WAL into the file.
 *
 * It can empty the WAL and stay open, since the WAL holds only what was written after the pin. That is three times as fast as closing it, removing
 * `-wal` and `-shm`, and opening it again, and right only while {@link needsReopening} is false.
 *
 * @see https://sqlite.org/walformat.html, section 2.3.1 ("WAL_READ_LOCK(0)")
 */
export class OverlayPin {
  readonly files: OverlayFiles;
  readonly #connection: Database;
  readonly #hasAccessTimes: boolean;
  /** Whether a look through the descriptors found nobody, after which the index was stamped. */
  #isKnownClosed = false;
  #needsReopening: boolean;

  /**
   * Pins a database that nobody else has open.
   *
   * @param path absolute
   * @param hasAccessTimes whether the file system says that a file was read
   * @throws what SQLite and {@link OverlayFiles} throw; `Error` where the WAL is not empty
   */
  constructor(path: string, hasAccessTimes: boolean) {
    this.#hasAccessTimes = hasAccessTimes;
    this.#connection = new (loadSqlite())(path, { fileMustExist: true, timeout: 0 });
    const undo: (() => unknown)[] = [() => this.#connection.close()];
    try {
      this.#beginReading();
      this.files = new OverlayFiles(path, undo);
      const { index, wal, isLayoutKnown } = this.files;
      if ((index.header?.mxFrame ?? 0) > 0) throw new Error(`the WAL of "${path}" is not empty`);
      wal.empty();
      index.stamp();
      this.#needsReopening = !hasAccessTimes || !isLayoutKnown;
    } catch (error) {
      for (const close of undo) close();
      throw error;
    }
  }

  /**
   * Whether another connection has the database open: in another process, or in this one by the same SQLite library. In WAL mode a
   * connection holds a shared lock on the file from its first query until it is closed, so one that gets an exclusive lock is the only one.
   * In exclusive mode, the beginning of a write takes that lock.
   *
   * It does not see another SQLite library in this process, since a process's own locks never keep it out. Afterwards the database is not pinned
   * until {@link emptyWal}.
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
    return isOpenInOtherProcess({ files: this.files.all, mapped: this.files.index.file }, sincePid);
  }

  /**
   * Has the pin opened again where SQLite lost its locks: they go when anybody in this process closes a descriptor of the file that they are on,
   * which leaves no other trace.
   */
  noteLostLocks(): void {
    const { base, index } = this.files;
    const locks = listOwnLocks();
    const ofBase = locks?.filter((lock) => isLockOn(lock, base, SHARED_BYTE)) ?? [];
    const ofIndex = locks?.filter((lock) => isLockOn(lock, index.file, INDEX_IN_USE_BYTE)) ?? [];
    // Files of other file systems may have the same inodes, but hardly both.
    this.#needsReopening ||= !ofBase.some(({ device }) => ofIndex.some((lock) => lock.device === device));
  }

  /** Whether this process has connections, of whichever library, or other descriptors to one of the files, besides this pin's. */
  isOpenInProcess(): boolean {
    const { all, baseDescriptor, index } = this.files;
    const [ofBase = [], ofWal = [], ofIndex = []] = listOpenInProcess(all);
    const openers = new Set(ofBase.filter((descriptor) => descriptor !== baseDescriptor).map(isOpenedBySqlite));
    const isOpen = ofWal.length > OWN_DESCRIPTORS || ofIndex.length > OWN_DESCRIPTORS || openers.has(false);
    this.#needsReopening ||= ofBase.length > MAX_BASE_DESCRIPTORS || openers.has(undefined) || index.wasRead;
    this.#isKnownClosed = !isOpen;
    index.stamp();
    return isOpen;
  }

  /** Whether this process has the database file or its WAL mapped into memory: SQLite does so only while a connection is open. */
  isMappedInProcess(): boolean {
    const { base, wal, index } = this.files;
    return process.platform === "linux" && hasMapping(process.pid, { files: [base, wal.file], mapped: index.file });
  }

  /** {@link isOpenInProcess}, which looks again only where somebody may have opened the database since it last found nobody. */
  isStillOpenInProcess(): boolean {
    const isKnownClosed = this.#isKnownClosed && this.#hasAccessTimes && !this.files.index.wasRead;
    return !isKnownClosed && this.isOpenInProcess();
  }

  /**
   * Whether {@link emptyWal} is not enough.
   *
   * - If somebody in this process opened the wal-index and closed it again, the system dropped the lock by which others know that it is in use.
   *   Only a new connection takes that lock again. Without it another process cuts the wal-index, and a process that is writing is killed.
   * - Connections of this process map the wal-index region by region, which is an access, and never look at its size again: if it grew, it may have
   *   been cut since.
   * - Where its header cannot be read, or has an unknown version, nothing may be written to it.
   */
  get needsReopening(): boolean {
    const { index } = this.files;
    return this.#needsReopening || index.wasRead || index.header === undefined;
  }

  /**
   * Drops what was written since the database was pinned, and pins it again. Call it only when nobody else has it open, or can open it.
   *
   * @returns whether it is pinned
   * @throws what SQLite and `fs` throw
   */
  emptyWal(): boolean {
    const { index, wal } = this.files;
    wal.empty();
    index.discard();
    this.#beginReading();
    const isPinned = index.header?.mxFrame === 0;
    index.stamp();
    this.#isKnownClosed = false;
    return isPinned;
  }

  /** Call it once. Other connections of this process to the same file lose their locks on its shared memory. */
  close(): void {
    try {
      // SQLite looks into the index when it closes.
      this.files.index.restoreSize();
      this.#connection.close();
    } finally {
      this.files.close();
    }
  }

  /** The read needs no schema; what matters is that it is a transaction. */
  #beginReading(): void {
    this.#connection.exec("BEGIN; PRAGMA schema_version");
  }
}
