import { rmSync } from "node:fs";
import { join } from "node:path";

import { FileLocksUnavailableError } from "../errors/lock-errors.js";
import { createUniqueName } from "../files/unique-name.js";
import { loadSqlite, type Database } from "./load-sqlite.js";
import { errorCodeOf, isBusyError } from "../errors/error-code.js";

/** What SQLite says when the system refuses a lock for another reason than that somebody has it. */
const LOCK_FAILURES: ReadonlySet<unknown> = new Set([
  "SQLITE_IOERR_LOCK",
  "SQLITE_IOERR_RDLOCK",
  "SQLITE_IOERR_UNLOCK",
  "SQLITE_IOERR_CHECKRESERVEDLOCK",
]);

export function isLockFailure(error: unknown): boolean {
  return LOCK_FAILURES.has(errorCodeOf(error));
}

/**
 * Tries whether a folder's file system has file locks, with a database that nobody else can know. A lock that cannot be had there is not held: some
 * systems (`ENOLCK`, of NFS without its lock daemon) let SQLite say the same of both.
 *
 * @throws {@link FileLocksUnavailableError} `FILE_LOCKS_UNAVAILABLE`
 */
export function refuseMissingFileLocks(directory: string): void {
  const path = join(directory, `.lock-probe-${createUniqueName()}`);
  let database: Database | undefined;
  try {
    database = new (loadSqlite())(path, { timeout: 0 });
    // A lock needs no name, and so none is left if this process is killed now.
    rmSync(path, { force: true });
    database.exec("PRAGMA journal_mode = MEMORY; BEGIN IMMEDIATE; ROLLBACK");
  } catch (error) {
    if (isLockFailure(error) || isBusyError(error)) throw new FileLocksUnavailableError(directory, error);
    // No room, or no permission: the caller's own file will say so.
  } finally {
    database?.close();
    rmSync(path, { force: true });
  }
}
