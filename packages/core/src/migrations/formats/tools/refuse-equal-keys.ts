import { MigrationDuplicateError } from "../../../errors/classes/migration-source-errors.js";
import type { ForeignMigration } from "../../foreign/foreign-ledger.js";

/**
 * Refuses two migrations that are one to the tool's ledger.
 *
 * @throws {@link MigrationDuplicateError} `MIGRATION_DUPLICATE`
 */
export function refuseEqualKeys(migrations: readonly ForeignMigration[], owner: string): void {
  const seen = new Map<string, ForeignMigration>();
  for (const migration of migrations) {
    const { key } = migration.entry;
    const other = seen.get(key);
    if (other !== undefined) {
      const paths = [other.path, migration.path].filter((path) => path !== undefined);
      throw new MigrationDuplicateError(key, `Two migrations have the version ${key}, by which ${owner} knows them`, paths);
    }
    seen.set(key, migration);
  }
}
