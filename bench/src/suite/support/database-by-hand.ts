import { rmSync } from "node:fs";
import { join } from "node:path";
import type Database from "better-sqlite3";

import { supportVariable } from "./support-environment.js";

/** What a scenario has that does without picklejar. */
export interface DatabaseByHand {
  readonly path: string;
  /** A connection that all scenarios have together. */
  readonly shared: Database.Database | undefined;
}

let current: DatabaseByHand = { path: "", shared: undefined };
let count = 0;

/** Picks a path for a scenario's database, absolute and unused, and lets steps know of it. */
export function nextDatabasePath(): string {
  const path = join(supportVariable("BENCH_STORAGE"), `by-hand-${process.pid}-${++count}.db`);
  current = { path, shared: undefined };
  return path;
}

/** Lets steps know of a connection that all scenarios have together. */
export function shareConnection(shared: Database.Database): void {
  current = { path: shared.name, shared };
}

export function databaseByHand(): DatabaseByHand {
  return current;
}

/** Removes a database that connections in WAL mode may have been open on. */
export function removeDatabase(path: string): void {
  for (const suffix of ["", "-wal", "-shm", "-journal"]) rmSync(path + suffix, { force: true });
}
