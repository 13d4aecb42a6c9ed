import type BetterSqlite3 from "better-sqlite3";

import { SqliteUnavailableError } from "../errors/classes/installation-errors.js";
import { loadLate } from "../errors/load-late.js";
import { messageOf } from "../errors/message-of.js";
import { attempt } from "../errors/attempt.js";
import { trace } from "../files/trace.js";

/** An open connection of better-sqlite3. */
export type Database = BetterSqlite3.Database;

/** Of this process, which loads native code once. */
let constructor: typeof BetterSqlite3 | undefined;

/** Whether {@link loadSqlite} was called in this process. */
export function isSqliteLoaded(): boolean {
  return constructor !== undefined;
}

/**
 * Gives the `Database` class of better-sqlite3, loading it the first time.
 *
 * @remarks Loading takes about 7 ms, so code that only copies a file must not call this.
 * @throws {@link SqliteUnavailableError} `SQLITE_UNAVAILABLE` when the peer dependency is missing, or was built for another Node.
 */
export function loadSqlite(): typeof BetterSqlite3 {
  if (constructor === undefined) {
    trace("better-sqlite3-loaded");
    // If it is not installed, loading it says so.
    refuseUnfitVersion(attempt(() => loadLate("better-sqlite3/package.json").version));
    try {
      const loaded = loadLate("better-sqlite3");
      // The native part is loaded by the first connection; a wrong Node ABI shows only here.
      new loaded(":memory:").close();
      constructor = loaded;
    } catch (error) {
      throw isBinaryMissing(error) ? new SqliteUnavailableError(error, CURE_WITHOUT_BINARY) : new SqliteUnavailableError(error);
    }
  }
  return constructor;
}

/** The package is there, and its install script, which fetches or compiles the binary, did not run or failed. */
function isBinaryMissing(error: unknown): boolean {
  return messageOf(error).startsWith("Could not locate the bindings file");
}

const CURE_WITHOUT_BINARY =
  "Its install script, which fetches or compiles that file, did not run or failed. " +
  "Run `npm rebuild better-sqlite3`, after `npm install-scripts approve better-sqlite3` if npm 11 or later left the script out; with pnpm `pnpm approve-builds`.";

/** Built for Node-API 10, which Node has from 22.14 on. On an older Node, its first connection kills the process without a message. */
const FIRST_WITH_NODE_API_10 = 13;

function refuseUnfitVersion(version: string | undefined): void {
  if (version === undefined || Number(process.versions["napi"]) >= 10) return;
  if (Number(version.split(".", 1)[0]) < FIRST_WITH_NODE_API_10) return;
  throw new SqliteUnavailableError(
    new Error(`better-sqlite3 ${version} needs Node 22.14 or later`),
    "Install better-sqlite3 12 (npm install better-sqlite3@12), or use a newer Node.",
  );
}
