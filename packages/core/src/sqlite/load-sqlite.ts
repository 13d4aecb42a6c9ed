import { createRequire } from "node:module";
import type BetterSqlite3 from "better-sqlite3";

import { SqliteUnavailableError } from "../errors/sqlite-errors.js";
import { trace } from "../trace.js";

/** An open connection of better-sqlite3. */
export type Database = BetterSqlite3.Database;

let constructor: typeof BetterSqlite3 | undefined;

/** Whether this process uses better-sqlite3 by way of {@link loadSqlite}. */
export function isSqliteLoaded(): boolean {
  return constructor !== undefined;
}

/**
 * Gives the `Database` class of better-sqlite3, loading it the first time.
 *
 * @remarks Loading takes about 7 ms, so nothing that only copies or returns may call this.
 * @throws {@link SqliteUnavailableError} `SQLITE_UNAVAILABLE` when the peer dependency is missing, or was built for another Node.
 */
export function loadSqlite(): typeof BetterSqlite3 {
  if (constructor === undefined) {
    trace("better-sqlite3-loaded");
    try {
      const loaded: typeof BetterSqlite3 = createRequire(import.meta.url)("better-sqlite3");
      // The native part is loaded by the first connection; a wrong Node ABI shows only here.
      new loaded(":memory:").close();
      constructor = loaded;
    } catch (error) {
      throw new SqliteUnavailableError(error);
    }
  }
  return constructor;
}
