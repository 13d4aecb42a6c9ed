import { rmSync } from "node:fs";

/** What SQLite may put beside a database. */
export const SIDECAR_SUFFIXES = ["-wal", "-shm", "-journal"] as const;

/** Removes a database and what SQLite put beside it: the sidecars last, since without its log a database is not whole. */
export function removeDatabaseFiles(path: string): void {
  rmSync(path, { force: true, maxRetries: 3 });
  removeSidecars(path);
}

/** Removes what SQLite put beside a database. */
export function removeSidecars(path: string): void {
  for (const suffix of SIDECAR_SUFFIXES) rmSync(path + suffix, { force: true, maxRetries: 3 });
}
