import { lstatSync, rmSync, unlinkSync } from "node:fs";

/** What SQLite may put beside a database. */
const SIDECAR_SUFFIXES = ["-wal", "-shm", "-journal"] as const;

/** Removes a database and what SQLite put beside it: the sidecars last, since without its log a database is not whole. */
export function removeDatabaseFiles(path: string): void {
  removeFile(path);
  removeSidecars(path);
}

/** Removes what SQLite put beside a database. */
export function removeSidecars(path: string): void {
  for (const suffix of SIDECAR_SUFFIXES) removeFile(path + suffix);
}

/** As `rmSync` with `force`, which takes twice as long to find that there is nothing: once a scenario and sidecar, that adds up. */
function removeFile(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return;
  try {
    unlinkSync(path);
  } catch {
    // Gone meanwhile, or busy, as on Windows: then it is tried again.
    rmSync(path, { force: true, maxRetries: 3 });
  }
}
