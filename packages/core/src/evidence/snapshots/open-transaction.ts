import { loadSqlite, type Database } from "../../sqlite/load-sqlite.js";
import { isLockOn, listOwnLocks } from "../../sqlite/own-locks.js";
import type { OpenFile } from "../../files/processes/open-descriptors.js";
import { statReachable } from "../../files/identity/stat-reachable.js";
import { TestDatabase } from "../../databases/test-database.js";
import { isBusyError } from "../../errors/error-code.js";

/** Whether a transaction that writes was open, or may have been, as somebody kept the database locked even for readers. */
export type OpenTransaction = "open" | "possible";

/**
 * Looks whether somebody is in the middle of a transaction that writes to a database: what that wrote is in no snapshot. A transaction that only
 * reads hides nothing.
 *
 * The database is opened for a moment, as for a snapshot: a write lock that cannot be had is held. A journal that is rolled back by that was left
 * by a process that died in its transaction. Never throws: what else is wrong with the file is for the snapshot to say.
 */
export function findOpenTransaction(database: TestDatabase): OpenTransaction | undefined {
  const { path } = database;
  if (path === ":memory:") return TestDatabase.lifeOf(database).memory?.inTransaction === true ? "open" : undefined;
  if ((statReachable(path)?.size ?? 0) === 0) return undefined;
  // First: to open and close the database would drop the locks of another SQLite library in this process.
  return findInThisProcess(path) ?? findInFile(path);
}

function findInFile(path: string): OpenTransaction | undefined {
  const hasJournal = isFilled(`${path}-journal`);
  let connection: Database | undefined;
  let hasRead = false;
  try {
    connection = new (loadSqlite())(path, { fileMustExist: true, timeout: 0 });
    connection.prepare("SELECT count(*) FROM main.sqlite_schema").get();
    hasRead = true;
    connection.exec("BEGIN IMMEDIATE; ROLLBACK");
  } catch (error) {
    if (!isBusyError(error)) return undefined;
    // An exclusive lock is held during the end of a transaction, or for as long as a connection likes.
    return hasRead ? "open" : "possible";
  } finally {
    connection?.close();
  }
  return hasJournal && !isFilled(`${path}-journal`) ? "open" : undefined;
}

function isFilled(path: string): boolean {
  return (statReachable(path)?.size ?? 0) > 0;
}

/** SQLite's bytes of a database (https://sqlite.org/src/file/src/os.h): who writes has the first, who keeps readers out the second too. */
const RESERVED_BYTE = 0x4000_0001;
const SHARED_BYTE = 0x4000_0002;
/** The write lock in the index of a log (https://sqlite.org/walformat.html, section 2.3). */
const WAL_WRITE_BYTE = 120;

/** By the list of locks that Linux keeps: a process's own locks never keep it out, so another SQLite library in it is not to be seen otherwise. */
function findInThisProcess(path: string): OpenTransaction | undefined {
  const locks = (listOwnLocks() ?? []).filter(({ access }) => access === "WRITE");
  const isLocked = (file: OpenFile | undefined, byte: number) => locks.some((lock) => isLockOn(lock, file, byte));
  const database = statReachable(path);
  if (isLocked(statReachable(`${path}-shm`), WAL_WRITE_BYTE)) return "open";
  if (!isLocked(database, RESERVED_BYTE)) return undefined;
  return isLocked(database, SHARED_BYTE) ? "possible" : "open";
}
