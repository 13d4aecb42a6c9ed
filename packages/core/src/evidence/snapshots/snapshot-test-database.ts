import type { PreparedDatabase } from "../../databases/prepared-database.js";
import { TestDatabase } from "../../databases/test-database.js";
import { markAsWal } from "../../strategies/memory.js";
import { backUp, snapshotDatabase, type SnapshotResult } from "./snapshot-database.js";

/**
 * Writes what is committed in a test database into one new file, whether it is in a file or in memory: then its own connection has to be open,
 * whose transaction is rolled back.
 *
 * @param snapshotPath absolute; nothing is there yet
 * @throws as `snapshotDatabase`, and `Error` where a connection in memory is closed
 */
export async function snapshotTestDatabase(
  database: TestDatabase,
  snapshotPath: string,
  prepared: PreparedDatabase,
): Promise<SnapshotResult> {
  if (database.path !== ":memory:") return snapshotDatabase(database.path, snapshotPath);
  const connection = TestDatabase.lifeOf(database).memory;
  if (connection?.open !== true) throw new Error("it was in memory, and its connection is not open");
  if (connection.inTransaction) connection.exec("ROLLBACK");
  await backUp(connection, snapshotPath);
  if (prepared.template?.manifest.journalMode === "wal") markAsWal(snapshotPath);
  return { state: "whole" };
}
