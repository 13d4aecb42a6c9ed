import { lstatSync, rmSync, statSync, unlinkSync } from "node:fs";
import { basename } from "node:path";

import { isMountedBelow } from "./mounts.js";
import { hasErrorCode } from "../errors/error-code.js";

/** What SQLite may put beside a database. */
export const SIDECAR_SUFFIXES = ["-wal", "-shm", "-journal"] as const;

/** Of these, what holds changes that are not in the database: the write-ahead log, and the journal by which a transaction is rolled back. */
const LOG_SUFFIXES = ["-wal", "-journal"] as const;

/** What a database's contents are in; `-shm` belongs to the processes that have it open. */
export const CONTENT_SUFFIXES = ["", ...LOG_SUFFIXES] as const;

/** Finds the WAL and the journal beside a database, or where one is to be: SQLite would apply them to any file that comes there. */
export function findLogs(path: string): readonly string[] {
  return LOG_SUFFIXES.map((suffix) => path + suffix).filter(isThere);
}

/** Whether a database has a WAL, which the last connection that may write moves into the database when it closes. */
export function hasWal(path: string): boolean {
  return isThere(`${path}-wal`);
}

/** Removes a database and what SQLite put beside it: the sidecars last, since without its log a database is not whole. */
export function removeDatabaseFiles(path: string): void {
  removeFile(path);
  removeSidecars(path);
}

/**
 * Removes what is at a path of picklejar's own, whatever the application put there, and what SQLite put beside it. Never throws: what stays goes
 * with the run directory.
 */
export function removeWhateverIsAt(path: string): void {
  try {
    // From Node 24 on, what is mounted there would go with it.
    if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true && isMountedBelow(basename(path))) return;
    rmSync(path, { recursive: true, force: true, maxRetries: 3 });
    removeSidecars(path);
  } catch {
    // The application took the permission away, or writes into a folder there.
  }
}

/** Removes what SQLite put beside a database. */
export function removeSidecars(path: string): void {
  for (const suffix of SIDECAR_SUFFIXES) removeFile(path + suffix);
}

/**
 * As `rmSync` with `force`, which takes twice as long to find that there is nothing: once a scenario and sidecar, that adds up. A folder is none of
 * SQLite's files, and stays.
 */
function removeFile(path: string): void {
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats !== undefined && !stats.isDirectory()) unlinkSync(path);
  } catch (error) {
    // A folder on the way is a file by now, or a link that leads back to itself: there is nothing at the path.
    if (hasErrorCode(error, "ENOTDIR", "ELOOP")) return;
    // Gone meanwhile, or busy, as on Windows: then it is tried again.
    rmSync(path, { force: true, maxRetries: 3 });
  }
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}
