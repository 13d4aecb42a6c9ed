import type { Database } from "../sqlite/load-sqlite.js";
import type { PooledMemory } from "../strategies/strategy.js";
import { openPrepared } from "./open-prepared.js";
import type { PreparedDatabase } from "./prepared-database.js";
import { disposedError, TestDatabase, type TestDatabaseLife } from "./test-database.js";

/** Makes a database whose content lives in one connection. As long as that is open, `open()` gives it again. */
export function createInMemoryDatabase(pooled: PooledMemory, prepared: PreparedDatabase): TestDatabase {
  let connection: Database | undefined;
  let isDisposed = false;
  const life: TestDatabaseLife = {
    prepared,
    isOurs: true,
    states: undefined,
    isPathKnown: false,
    get memory() {
      return connection;
    },
    isInTransaction: () => connection?.inTransaction === true,
    observeStatements: () => undefined,
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
  return new TestDatabase(":memory:", "memory", life);
}
