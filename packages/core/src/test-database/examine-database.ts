import { explaining } from "../sqlite/explain-file-error.js";
import { haveSameSchema } from "./compare-schema.js";
import { runMigrations } from "./migrate-for-real.js";
import type { PreparedDatabase } from "./prepare-database.js";

/**
 * Looks at a database that was there, and upgrades it in place when it is behind. With a migrator of the application's own
 * there is no ledger: equal schemas mean equal databases.
 *
 * @throws the errors of {@link MigrationRunner.initOrUpgrade} for a database that is foreign, newer or none at all
 */
export async function examineDatabase(path: string, prepared: PreparedDatabase): Promise<"existing" | "upgraded"> {
  const { database, template } = prepared;
  if (database.source === undefined && template !== undefined) {
    if (await explaining(path, () => haveSameSchema(path, template.path))) return "existing";
  }
  const applied = await runMigrations(path, database);
  return database.source !== undefined && applied.length === 0 ? "existing" : "upgraded";
}
