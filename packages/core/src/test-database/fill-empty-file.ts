import { closeSync, fstatSync, ftruncateSync, openSync, readFileSync, statSync, writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

import { DatabaseBusyError, SidecarFoundError } from "../errors/database-errors.js";
import { identityOf, type FileIdentity } from "../run-directory/file-identity.js";
import { loadSqlite, type Database } from "../sqlite/load-sqlite.js";

/** How long a writer may keep an empty file locked. */
const LONGEST_WAIT_MS = 5000;
const RETRY_MS = 10;

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
  refuseSidecars(path);
  const identity = identityOf(statSync(path));
  const connection = new (loadSqlite())(path, { timeout: 0, fileMustExist: true });
  try {
    // A lock on an empty file begins a new database: with a journal, closing would roll it back, to no bytes at all.
    connection.unsafeMode().pragma("journal_mode = OFF");
    await beginExclusive(connection, path);
    refuseSidecars(path);
    return fillLocked(templatePath, path, identity);
  } finally {
    connection.close();
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
    writeFirstPageLast(descriptor, readFileSync(templatePath));
    return true;
  } finally {
    closeSync(descriptor);
  }
}

function refuseSidecars(path: string): void {
  for (const suffix of ["-journal", "-wal"]) {
    if (statSync(path + suffix, { throwIfNoEntry: false }) !== undefined) throw new SidecarFoundError(path, path + suffix);
  }
}

async function beginExclusive(connection: Database, path: string): Promise<void> {
  const startMs = performance.now();
  for (;;) {
    try {
      connection.exec("BEGIN EXCLUSIVE");
      return;
    } catch (error) {
      const isBusy = error instanceof Error && "code" in error && String(error.code).startsWith("SQLITE_BUSY");
      if (!isBusy) throw error;
      const waitedMs = Math.round(performance.now() - startMs);
      if (waitedMs > LONGEST_WAIT_MS) throw new DatabaseBusyError(path, waitedMs, error);
    }
    await sleep(RETRY_MS);
  }
}

function writeFirstPageLast(descriptor: number, content: Buffer): void {
  try {
    writeFully(descriptor, content, FIRST_PAGE_BYTES, content.length);
    writeFully(descriptor, content, 0, FIRST_PAGE_BYTES);
  } catch (error) {
    ftruncateSync(descriptor, 0);
    throw error;
  }
}

function writeFully(descriptor: number, content: Buffer, start: number, end: number): void {
  for (let position = start; position < end;) {
    position += writeSync(descriptor, content, position, end - position, position);
  }
}
