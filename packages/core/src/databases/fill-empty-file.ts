import { closeSync, fstatSync, ftruncateSync, openSync, statSync, writeSync } from "node:fs";

import { SidecarFoundError } from "../errors/database-errors.js";
import { findLogs } from "../files/database-files.js";
import { readPieces } from "../files/read-pieces.js";
import { identityOf, type FileIdentity } from "../files/file-identity.js";
import { loadSqlite, type Database } from "../sqlite/load-sqlite.js";
import { retryWhileBusy } from "../sqlite/retry-while-busy.js";

/** How long a writer may keep an empty file locked. */
const LONGEST_WAIT_MS = 5000;

/** The smallest page that SQLite has: writing all that follows it first leaves no header for anyone to trust. */
const FIRST_PAGE_BYTES = 512;

/**
 * Fills an empty file with a template, in place: its inode, mode and owner stay, so that whoever has it open sees the result.
 *
 * SQLite's exclusive lock is held meanwhile, taken only while the file is still empty: a writer that was first keeps what it wrote.
 *
 * @returns `false`, having changed nothing, when the file is not empty by now.
 * @throws {@link DatabaseBusyError} `DATABASE_BUSY`, {@link SidecarFoundError} `SIDECAR_FOUND`, what `fs` and SQLite throw.
 */
export async function fillEmptyFile(templatePath: string, path: string): Promise<boolean> {
  if (!isEmptyAndAlone(path)) return false;
  const identity = identityOf(statSync(path));
  const connection = new (loadSqlite())(path, { timeout: 0, fileMustExist: true }).unsafeMode();
  try {
    const isLocked = await retryWhileBusy(() => lockWhileEmpty(connection, path), { path, timeoutMs: LONGEST_WAIT_MS });
    return isLocked && isEmptyAndAlone(path) && fillLocked(templatePath, path, identity);
  } finally {
    connection.close();
  }
}

/** A log beside a file that is not empty any more is that file's own: whoever was first writes to it already. */
function isEmptyAndAlone(path: string): boolean {
  const [log] = findLogs(path);
  if (statSync(path).size > 0) return false;
  if (log !== undefined) throw new SidecarFoundError(path, log);
  return true;
}

/**
 * A lock on an empty file begins a new database: with a journal, closing would roll it back, to no bytes at all. The journal is
 * taken off while a read transaction keeps the file empty: a database that another made meanwhile would lose its WAL mode by it.
 */
function lockWhileEmpty(connection: Database, path: string): boolean {
  try {
    connection.exec("BEGIN; PRAGMA schema_version");
    if (statSync(path).size > 0) return false;
    connection.pragma("journal_mode = OFF");
    connection.exec("COMMIT; BEGIN EXCLUSIVE");
    return true;
  } catch (error) {
    if (connection.inTransaction) connection.exec("ROLLBACK");
    throw error;
  }
}

/**
 * A descriptor that is closed drops every lock that this process has on the file. So it is opened and closed while our
 * connection keeps all others of the process out: then these are its own locks only, and by then the content is complete.
 */
function fillLocked(templatePath: string, path: string, identity: FileIdentity): boolean {
  const descriptor = openSync(path, "r+");
  try {
    const stats = fstatSync(descriptor);
    if (stats.size > 0 || identityOf(stats) !== identity) return false;
    writeFirstPageLast(descriptor, templatePath);
    return true;
  } finally {
    closeSync(descriptor);
  }
}

function writeFirstPageLast(descriptor: number, templatePath: string): void {
  try {
    let firstPage: Buffer | undefined;
    let position = 0;
    for (const piece of readPieces(templatePath)) {
      const start = position === 0 ? FIRST_PAGE_BYTES : 0;
      firstPage ??= Buffer.from(piece.subarray(0, FIRST_PAGE_BYTES));
      writeFully(descriptor, piece.subarray(start), position + start);
      position += piece.length;
    }
    if (firstPage !== undefined) writeFully(descriptor, firstPage, 0);
  } catch (error) {
    ftruncateSync(descriptor, 0);
    throw error;
  }
}

function writeFully(descriptor: number, content: Buffer, start: number): void {
  for (let done = 0; done < content.length;) {
    done += writeSync(descriptor, content, done, content.length - done, start + done);
  }
}
