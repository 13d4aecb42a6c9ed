import { rmSync } from "node:fs";
import { join } from "node:path";

import { supportVariable } from "./support-environment.js";

const storage = supportVariable("BENCH_STORAGE");
let count = 0;

/** A path for a scenario's database, absolute and unused. */
export function nextDatabasePath(): string {
  return join(storage, `by-hand-${process.pid}-${++count}.db`);
}

/** Removes a database that connections in WAL mode may have been open on. */
export function removeDatabase(path: string): void {
  for (const suffix of ["", "-wal", "-shm", "-journal"]) rmSync(path + suffix, { force: true });
}
