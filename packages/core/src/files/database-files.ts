import { lstatSync, rmSync, statSync, unlinkSync } from "node:fs";
import { basename } from "node:path";

import { hasErrorCode } from "../errors/error-code.js";
import { isMountedBelow } from "./identity/mounts.js";

/** What SQLite may put beside a database. */
export const SIDECAR_SUFFIXES = ["-wal", "-shm", "-journal"] as const;

/** Sidecars with changes that are not in the database file. `-shm` only serves the processes that have it open. */
const JOURNAL_SUFFIXES = ["-wal", "-journal"] as const;

/** The files that hold a database's contents. */
export const CONTENT_SUFFIXES = ["", ...JOURNAL_SUFFIXES] as const;

/** Finds the WAL and the rollback journal beside a path: SQLite would apply them to any database that comes there. */
export function findJournals(path: string): readonly string[] {
  return JOURNAL_SUFFIXES.map((suffix) => path + suffix).filter(isThere);
}

/** Whether a database has a WAL. The last connection that may write moves it into the database when it closes. */
export function hasWal(path: string): boolean {
  return isThere(`${path}-wal`);
}

/** Removes a database and its sidecars: these last, since a database is not whole without its WAL. */
export function removeDatabaseFiles(path: string): void {
  removeFile(path);
  removeSidecars(path);
}

/** Removes whatever an application put at a path of picklejar's own, and the sidecars. Never throws: what stays is removed with the run directory. */
export function removeWhateverIsAt(path: string): void {
  try {
    // From Node 24 on, rmSync would remove what is mounted there.
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

/** `rmSync` with `force` takes twice as long to find nothing, which adds up over scenarios and sidecars. Folders are not SQLite's, and stay. */
function removeFile(path: string): void {
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats !== undefined && !stats.isDirectory()) unlinkSync(path);
  } catch (error) {
    // A folder on the way is now a file, or a link that leads back to itself: nothing is at the path.
    if (hasErrorCode(error, "ENOTDIR", "ELOOP")) return;
    // Gone meanwhile, or busy, as on Windows: then it is tried again.
    rmSync(path, { force: true, maxRetries: 3 });
  }
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}
