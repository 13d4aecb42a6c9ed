import { rmSync } from "node:fs";
import { join } from "node:path";

import { FileLocksUnavailableError } from "../errors/classes/lock-errors.js";
import { createUniqueName } from "../files/unique-name.js";
import { loadSqlite, type Database } from "./load-sqlite.js";
import { hasErrorCode, isBusyError } from "../errors/error-code.js";

/** Whether the system refused a lock, and not because somebody holds it. */
export function isLockFailure(error: unknown): boolean {
  const kinds = ["LOCK", "RDLOCK", "UNLOCK", "CHECKRESERVEDLOCK"];
  return hasErrorCode(error, ...kinds.map((kind) => `SQLITE_IOERR_${kind}`));
}

/**
 * Tries file locks in a folder, with a database that nobody else knows. Some systems (NFS without its lock daemon: `ENOLCK`) make SQLite report a
 * missing lock service as busy.
 *
 * @throws {@link FileLocksUnavailableError} `FILE_LOCKS_UNAVAILABLE`
 */
export function refuseMissingFileLocks(directory: string): void {
  const path = join(directory, `.lock-probe-${createUniqueName()}`);
  let database: Database | undefined;
  try {
    database = new (loadSqlite())(path, { timeout: 0 });
    // So that no file is left if this process is killed now. A lock needs no name.
    rmSync(path, { force: true });
    database.exec("PRAGMA journal_mode = MEMORY; BEGIN IMMEDIATE; ROLLBACK");
  } catch (error) {
    if (isLockFailure(error) || isBusyError(error)) throw new FileLocksUnavailableError(directory, error);
    // No room, or no permission: the caller's own file has the same problem.
  } finally {
    database?.close();
    rmSync(path, { force: true });
  }
}
