import { hasWal } from "../files/database-files.js";
import { explaining } from "../files/explain-file-error.js";
import { hasLineage } from "../record/lineage.js";
import { loadSqlite } from "../sqlite/load-sqlite.js";
import { runMigrations } from "./migrate-for-real.js";
import type { PreparedDatabase } from "./prepare-database.js";

/**
 * Looks at a database that was there, and upgrades it in place when it is behind. With a migrator of the application's own, its schema and its
 * migrator's ledger must be the template's; the migrator runs where there is no ledger that is known as one.
 *
 * @throws the errors of {@link MigrationRunner.initOrUpgrade} for a database that is foreign, newer or none at all
 */
export async function examineDatabase(path: string, prepared: PreparedDatabase): Promise<"existing" | "upgraded"> {
  const { database, template } = prepared;
  if (database.source === undefined && template !== undefined) {
    const hasSameSchema = await explaining(path, () => haveSameSchema(path, template.path));
    // A migration of rows leaves the schema as it was.
    if (hasSameSchema && hasLineage(path, prepared.source)) return "existing";
  }
  const applied = await runMigrations(path, database);
  return database.source !== undefined && applied.length === 0 ? "existing" : "upgraded";
}

/** Whether two databases have the same tables, indexes, views and triggers, and the same `user_version`. Writes to neither. */
function haveSameSchema(path: string, otherPath: string): boolean {
  return readSchema(path) === readSchema(otherPath);
}

function readSchema(path: string): string {
  // A connection that may write would move a log that somebody left into the database when it closes.
  const connection = new (loadSqlite())(path, { readonly: hasWal(path), fileMustExist: true });
  try {
    const objects = connection.prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name").raw().all();
    return JSON.stringify([connection.pragma("user_version", { simple: true }), objects]);
  } finally {
    connection.close();
  }
}
