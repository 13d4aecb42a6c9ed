import { closeSync, openSync, readFileSync, statSync, writeSync } from "node:fs";

import { DatabaseTooLargeError } from "../errors/database-errors.js";
import { loadSqlite, type Database } from "../sqlite/load-sqlite.js";
import { keepTemplateContent } from "../strategies/copy/template-content.js";
import type { Template } from "../template/template.js";
import { disposedError, TestDatabase, type TestDatabaseLife } from "./test-database.js";

/** Contents of templates as {@link createInMemoryDatabase} wants them: SQLite makes a copy for each connection. */
const contents = new WeakMap<Template, Buffer>();

/** Gives a database in memory that holds what a template does. */
export function copyIntoMemory(template: Template, prepare: ((database: Database) => void) | undefined): TestDatabase {
  const { fingerprint } = template.manifest;
  let content = contents.get(template);
  if (content === undefined) {
    const kept = keepTemplateContent(template);
    content = kept === undefined ? readIntoMemory(template.path) : Buffer.from(kept);
    if (kept !== undefined) contents.set(template, content);
  }
  return createInMemoryDatabase(content, fingerprint.hash, prepare);
}

/** The largest piece of memory that SQLite allocates, which a database from a buffer is. *Source:* `SQLITE_MAX_ALLOCATION_SIZE` in its malloc.c. */
const LARGEST_BYTES = 2_147_483_391;

/**
 * Reads a database for {@link createInMemoryDatabase}.
 *
 * @throws {@link DatabaseTooLargeError} `DATABASE_TOO_LARGE`
 */
export function readIntoMemory(path: string): Buffer {
  const { size } = statSync(path);
  if (size > LARGEST_BYTES) throw new DatabaseTooLargeError(path, size, LARGEST_BYTES);
  return readFileSync(path);
}

/** Offset in the header of the two bytes that say whether the file is in WAL mode (2) or not (1). */
const WRITE_VERSION_OFFSET = 18;
const NO_WAL = Buffer.from([1, 1]);
const WAL = Buffer.from([2, 2]);

/** Gives a closed file that was written from memory the journal mode back that its template had. */
export function markAsWal(path: string): void {
  const descriptor = openSync(path, "r+");
  try {
    writeSync(descriptor, WAL, 0, WAL.length, WRITE_VERSION_OFFSET);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Gives a database whose content lives in one connection.
 *
 * @param content of a template; taken over
 */
export function createInMemoryDatabase(
  content: Buffer,
  fingerprint: string,
  prepare: ((database: Database) => void) | undefined,
): TestDatabase {
  // There is no log in memory: a header that promises one makes SQLite refuse the database at its first query.
  NO_WAL.copy(content, WRITE_VERSION_OFFSET);
  let connection: Database | undefined;
  let isDisposed = false;
  const life: TestDatabaseLife = {
    isOurs: true,
    notePathKnown: () => undefined,
    open() {
      if (isDisposed) throw disposedError(":memory:");
      if (connection?.open !== true) connection = openPrepared(content, prepare);
      return connection;
    },
    isOpen: () => false,
    close() {
      connection?.close();
      connection = undefined;
    },
    dispose() {
      isDisposed = true;
      life.close();
    },
  };
  const database = new TestDatabase(":memory:", fingerprint, "memory", life);
  connections.set(database, () => connection);
  return database;
}

/** Beside the class, whose members users see. Goes with the database. */
const connections = new WeakMap<TestDatabase, () => Database | undefined>();

/** Gives the connection that holds an in-memory database; `undefined` before its first `open()`. A closed one has lost everything. */
export function connectionOfInMemory(database: TestDatabase): Database | undefined {
  return connections.get(database)?.();
}

function openPrepared(content: Buffer, prepare: ((database: Database) => void) | undefined): Database {
  const connection = new (loadSqlite())(content);
  try {
    prepare?.(connection);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}
