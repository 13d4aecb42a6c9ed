import { readFileSync } from "node:fs";
import Database from "better-sqlite3";
import { expect, onTestFinished } from "vitest";

import { createStateHistory } from "../../src/evidence/recorder/states/create-state-history.js";
import type { Mark, StateHistory, StateReader } from "../../src/evidence/recorder/state-history.js";
import type { Strategy, TestDatabase } from "../../src/index.js";
import { prepareTestDatabases, type TestDatabaseSource } from "../../src/integration.js";
import { createFolder } from "./create-folder.js";
import { createWalProject } from "./create-wal-project.js";

/** A database with its history, as a test has it. */
export interface StateTest {
  readonly source: TestDatabaseSource;
  readonly database: TestDatabase;
  readonly history: StateHistory;
  /** Opens a connection that is closed when the test ends, with a cache so small that transactions spill. */
  readonly open: () => Database.Database;
  /** The rows of `other`, as they were at a mark. */
  readonly rowsAt: (mark: Mark) => readonly unknown[];
  readonly openStates: () => StateReader;
}

export interface StateTestOptions {
  readonly strategy: Strategy;
  readonly journalMode?: "wal" | "delete";
  readonly rows?: number;
}

/** Everything is released when the test ends. */
export async function beginStateTest(options: StateTestOptions): Promise<StateTest> {
  const source = await prepareTestDatabases(createWalProject(options).config);
  const database = await source.create();
  const { history } = createStateHistory(database);
  if (history === undefined) throw new Error("there is no history");
  const connections: Database.Database[] = [];
  const readers: StateReader[] = [];
  onTestFinished(async () => {
    for (const reader of readers) reader.close();
    for (const connection of connections) connection.close();
    history.dispose();
    await database.dispose().catch(() => undefined);
  });
  const openStates = (): StateReader => {
    const reader = history.openStates(createFolder());
    readers.push(reader);
    return reader;
  };
  return {
    source,
    database,
    history,
    open() {
      const connection = new Database(database.path, { timeout: 0 });
      connections.push(connection);
      connection.exec("PRAGMA cache_size = 4");
      return connection;
    },
    rowsAt(mark) {
      const reader = openStates();
      return readRows(reader.place(momentOf(reader, mark), "one"));
    },
    openStates,
  };
}

/** Position of a mark among the moments. */
export function momentOf(reader: StateReader, mark: Mark): number {
  const moment = reader.moments.findIndex((other) => other.mark?.index === mark.index);
  expect(moment).toBeGreaterThanOrEqual(0);
  return moment;
}

/** The column `a` of `other`. The file must be a database that SQLite reads as it is: in rollback mode, and whole. */
export function readRows(path: string): readonly unknown[] {
  expect([...readFileSync(path).subarray(18, 20)]).toEqual([1, 1]);
  const database = new Database(path, { readonly: true });
  try {
    expect(database.pragma("integrity_check", { simple: true })).toBe("ok");
    return database.prepare("SELECT a FROM other ORDER BY rowid").pluck().all();
  } finally {
    database.close();
  }
}

/** Writes so much that it does not stay in the cache. */
export const SPILL = `INSERT INTO other (a, b) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60)
  SELECT 'spilled', randomblob(3000) FROM n`;
