import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, rmSync, statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { loadSqlite, type Database } from "../../sqlite/load-sqlite.js";
import { findJournals, removeDatabaseFiles, removeSidecars } from "../../files/database-files.js";
import { hasErrorCode, isBusyError } from "../../errors/error-code.js";
import { messageOf } from "../../errors/message-of.js";

/** What became of a look at a database file. */
export type SnapshotResult =
  /** `path` holds what was committed, in one file. */
  | { readonly state: "whole" }
  /** `path` holds the bytes as they were: no database that SQLite can read, or one that may hold what was never committed. */
  | { readonly state: "raw"; readonly problem: string }
  | { readonly state: "missing" };

/** A transaction that is about to be committed is given so long. */
const BUSY_ATTEMPTS = 10;
const BUSY_PAUSE_MS = 50;

/**
 * Writes what is committed in a database into one new file without sidecars, mode 0600, page by page, so that rowids, page size and journal
 * mode stay. The database may be open here and elsewhere, in the middle of a transaction: it is read by way of SQLite, never with `fs`, which
 * would drop this process's locks on it. Where SQLite cannot read it (locked for good, a journal to roll back, damaged), a child process copies
 * the files, and SQLite makes the copy whole.
 *
 * @param targetPath absolute; nothing is there yet
 * @throws what `fs` and SQLite throw where the copy cannot be written; nothing is left of it then
 */
export async function snapshotDatabase(path: string, targetPath: string): Promise<SnapshotResult> {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isFile() !== true) return { state: "missing" };
  try {
    closeSync(openSync(targetPath, "wx", 0o600));
    const outcome = stats.size > 0 ? await readBySqlite(path, targetPath) : "unreadable";
    if (outcome === "read") return { state: "whole" };
    rmSync(targetPath);
    await copyInChild(path, targetPath);
    if (outcome === "busy" && !hasLog(targetPath)) return { state: "raw", problem: WITHOUT_LOG };
    return makeWhole(targetPath);
  } catch (error) {
    removeDatabaseFiles(targetPath);
    throw error;
  }
}

/**
 * Copies what a connection sees into an existing empty file.
 *
 * @throws what SQLite throws
 */
export async function backUp(connection: Database, targetPath: string): Promise<void> {
  // With a read transaction open nothing is busy later, which better-sqlite3 would take for the end.
  const ownsTransaction = !connection.inTransaction;
  if (ownsTransaction) connection.exec("BEGIN");
  try {
    connection.prepare("SELECT count(*) FROM main.sqlite_schema").get();
    await connection.backup(targetPath, { progress: () => ALL_PAGES });
  } finally {
    if (ownsTransaction) connection.exec("ROLLBACK");
  }
}

const ALL_PAGES = 0x7fffffff;

/** As with `journal_mode = MEMORY` or `OFF`, where a transaction that is not over may have written into the file already. */
const WITHOUT_LOG = "it was locked, without a journal or a log, and may hold what was never committed";

function hasLog(path: string): boolean {
  return findJournals(path).some((log) => statSync(log).size > 0);
}

/** Reads it by SQLite. A read-only connection neither rolls back nor checkpoints: what it reads stays as it was. */
async function readBySqlite(path: string, targetPath: string): Promise<"read" | "busy" | "unreadable"> {
  for (let attempt = 1; ; attempt++) {
    let connection: Database | undefined;
    try {
      connection = new (loadSqlite())(path, { readonly: true, fileMustExist: true, timeout: 0 });
      await backUp(connection, targetPath);
      return "read";
    } catch (error) {
      // The target's fault.
      if (hasErrorCode(error, "SQLITE_FULL", "SQLITE_IOERR_WRITE")) throw error;
      if (!isBusyError(error)) return "unreadable";
      if (attempt === BUSY_ATTEMPTS) return "busy";
    } finally {
      connection?.close();
    }
    await sleep(BUSY_PAUSE_MS);
  }
}

/** A log is folded in, and what was not committed is rolled back, when SQLite opens and closes the copy. */
function makeWhole(path: string): SnapshotResult {
  try {
    const connection = new (loadSqlite())(path, { fileMustExist: true, timeout: 0 });
    try {
      connection.prepare("SELECT count(*) FROM main.sqlite_schema").get();
      connection.pragma("wal_checkpoint(TRUNCATE)");
    } finally {
      connection.close();
    }
    return { state: "whole" };
  } catch (error) {
    return { state: "raw", problem: `SQLite cannot read it: ${messageOf(error)}` };
  } finally {
    removeSidecars(path);
  }
}

async function copyInChild(path: string, targetPath: string): Promise<void> {
  const script = fileURLToPath(new URL("copy-database-files.js", import.meta.url));
  const { NODE_OPTIONS: _loaders, ...env } = process.env;
  const child = spawn(process.execPath, [script, path, targetPath], { env, stdio: ["ignore", "ignore", "pipe"] });
  let problem = "";
  child.stderr.on("data", (chunk) => (problem += String(chunk)));
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(problem.trim() || `the process that copies "${path}" ended with exit code ${String(code)}`);
}
