import { lstatSync, rmSync, unlinkSync } from "node:fs";
import { basename } from "node:path";

import { isMountedBelow } from "./mounts.js";
import { hasErrorCode } from "../errors/error-code.js";

/** What SQLite may put beside a database. */
const SIDECAR_SUFFIXES = ["-wal", "-shm", "-journal"] as const;

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
