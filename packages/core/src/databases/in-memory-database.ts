import type { Database } from "../sqlite/load-sqlite.js";
import type { PooledMemory } from "../strategies/strategy.js";
import { createHandle } from "./preparation.js";
import { openPrepared } from "./open-prepared.js";
import type { PreparedDatabase } from "./prepared-database.js";
import { disposedError, type TestDatabase, type TestDatabaseLife } from "./test-database.js";

/** Makes a database whose content lives in one connection. As long as that is open, `open()` gives it again. */
export function createInMemoryDatabase(pooled: PooledMemory, prepared: PreparedDatabase): TestDatabase {
  let connection: Database | undefined;
  let isDisposed = false;
  const life: TestDatabaseLife = {
    isOurs: true,
    notePathKnown: () => undefined,
    open() {
      if (isDisposed) throw disposedError(":memory:");
      if (connection?.open !== true) connection = openPrepared(() => pooled.connect(), prepared.database);
      return connection;
    },
    isOpen: () => false,
    close() {
      connection?.close();
      connection = undefined;
    },
    dispose() {
      const isFirst = !isDisposed;
      isDisposed = true;
      try {
        life.close();
      } finally {
        if (isFirst) pooled.release();
      }
    },
  };
  const database = createHandle(":memory:", "memory", life, prepared);
  connections.set(database, () => connection);
  return database;
}

/** Not in the class, whose members users see. */
const connections = new WeakMap<TestDatabase, () => Database | undefined>();

/** Gives the connection that holds an in-memory database; `undefined` before its first `open()`. A closed one has lost its content. */
export function connectionOfInMemory(database: TestDatabase): Database | undefined {
  return connections.get(database)?.();
}
