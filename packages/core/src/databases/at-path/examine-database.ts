import { hasWal } from "../../files/database-files.js";
import { explaining } from "../../files/explain-file-error.js";
import { hasLineage } from "../../record/lineage.js";
import { loadSqlite } from "../../sqlite/load-sqlite.js";
import { runMigrations } from "./migrate-for-real.js";
import type { PreparedDatabase } from "../prepared-database.js";

/**
 * Upgrades a database that was there, in place, if it is behind. A migrator of the application's own runs unless the schema and the migrator's ledger
 * are the template's, or if there is no table that is known as a ledger.
 *
 * @throws the errors of {@link MigrationRunner.initOrUpgrade} for a database that is foreign or newer, or that is no database
 */
export async function examineDatabase(path: string, prepared: PreparedDatabase): Promise<"existing" | "upgraded"> {
  const { database, template } = prepared;
  if (database.source === undefined && template !== undefined) {
    const hasSameSchema = await explaining(path, () => readSchema(path) === readSchema(template.path));
    // A migration of rows does not change the schema.
    if (hasSameSchema && hasLineage(path, prepared.source)) return "existing";
  }
  const applied = await runMigrations(path, database);
  return database.source !== undefined && applied.length === 0 ? "existing" : "upgraded";
}

/** Tables, indexes, views and triggers, and `user_version`. */
function readSchema(path: string): string {
  // When a connection that may write closes, it moves a WAL that somebody left into the database.
  const connection = new (loadSqlite())(path, { readonly: hasWal(path), fileMustExist: true });
  try {
    const objects = connection.prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name").raw().all();
    return JSON.stringify([connection.pragma("user_version", { simple: true }), objects]);
  } finally {
    connection.close();
  }
}
