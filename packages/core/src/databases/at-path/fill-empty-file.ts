import { closeSync, fstatSync, ftruncateSync, openSync, statSync, writeSync } from "node:fs";

import { SidecarFoundError } from "../../errors/classes/database-errors.js";
import { findJournals } from "../../files/database-files.js";
import { readPieces } from "../../files/read-pieces.js";
import { identityOf, type FileIdentity } from "../../files/identity/file-identity.js";
import { loadSqlite, type Database } from "../../sqlite/load-sqlite.js";
import { retryWhileBusy } from "../../sqlite/retry-while-busy.js";

/** How long a writer may keep an empty file locked. */
const LONGEST_WAIT_MS = 5000;

/** The smallest page of SQLite. It is written last, so that there is no header before the content is complete. */
const FIRST_PAGE_BYTES = 512;

/**
 * Fills an empty file with a template, in place: its inode, mode and owner stay, so programs that have it open see the result. It holds SQLite's
 * exclusive lock, and takes that only while the file is still empty.
 *
 * @returns `false`, having changed nothing, if the file is not empty any more
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

/** A WAL beside a file that is not empty any more belongs to the new database. */
function isEmptyAndAlone(path: string): boolean {
  const [journal] = findJournals(path);
  if (statSync(path).size > 0) return false;
  if (journal !== undefined) throw new SidecarFoundError(path, journal);
  return true;
}

/**
 * A lock on an empty file begins a new database. With a journal, closing would roll that back to zero bytes. The journal is switched off in a read
 * transaction, which keeps the file empty: otherwise it would end the WAL mode of a database that another program made meanwhile.
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
 * Closing a descriptor drops every lock of this process on the file. So it is opened and closed while our connection keeps all others of the process
 * out. Then only our own locks are dropped, and the content is complete.
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
