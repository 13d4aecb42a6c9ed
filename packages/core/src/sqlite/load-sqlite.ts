import { createRequire } from "node:module";
import type BetterSqlite3 from "better-sqlite3";

import { SqliteUnavailableError } from "../errors/sqlite-errors.js";
import { trace } from "../files/trace.js";
import { refuseUnfitVersion } from "./refuse-unfit-version.js";

/** An open connection of better-sqlite3. */
export type Database = BetterSqlite3.Database;

/** Of this process, which loads native code once. */
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
    const require = createRequire(import.meta.url);
    refuseUnfitVersion(readSqliteVersion(require));
    try {
      const loaded: typeof BetterSqlite3 = require("better-sqlite3");
      // The native part is loaded by the first connection; a wrong Node ABI shows only here.
      new loaded(":memory:").close();
      constructor = loaded;
    } catch (error) {
      throw new SqliteUnavailableError(error);
    }
  }
  return constructor;
}

function readSqliteVersion(require: NodeJS.Require): string {
  try {
    const { version }: { version: string } = require("better-sqlite3/package.json");
    return version;
  } catch {
    // It is not installed, which loading it will say.
    return "";
  }
}
