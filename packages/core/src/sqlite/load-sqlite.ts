import type BetterSqlite3 from "better-sqlite3";

import { SqliteUnavailableError } from "../errors/installation-errors.js";
import { loadLate } from "../errors/load-late.js";
import { trace } from "../files/trace.js";

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
    refuseUnfitVersion(readSqliteVersion());
    try {
      const loaded = loadLate("better-sqlite3");
      // The native part is loaded by the first connection; a wrong Node ABI shows only here.
      new loaded(":memory:").close();
      constructor = loaded;
    } catch (error) {
      throw new SqliteUnavailableError(error);
    }
  }
  return constructor;
}

/** `undefined` where it is not installed, which loading it will say. */
function readSqliteVersion(): string | undefined {
  try {
    return loadLate("better-sqlite3/package.json").version;
  } catch {
    return undefined;
  }
}

/** Built for Node-API 10, which Node has from 22.14 on: with less, its first connection ends the process by a signal, without a message. */
const FIRST_WITH_NODE_API_10 = 13;

function refuseUnfitVersion(version: string | undefined): void {
  if (version === undefined || Number(process.versions["napi"]) >= 10) return;
  if (Number(version.split(".", 1)[0]) < FIRST_WITH_NODE_API_10) return;
  throw new SqliteUnavailableError(
    new Error(`better-sqlite3 ${version} needs Node 22.14 or later`),
    "Install better-sqlite3 12 (npm install better-sqlite3@12), or use a newer Node.",
  );
}
