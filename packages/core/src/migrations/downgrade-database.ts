import { MigrationIrreversibleError } from "../errors/classes/migration-errors.js";
import type { Database } from "../sqlite/load-sqlite.js";
import { compareLedger } from "./compare-ledger.js";
import { inspectDatabase } from "./inspect-database.js";
import { loadStep } from "./apply/load-step.js";
import type { ResolvedMigration } from "./files/resolved-migration.js";
import type { MigrationSource } from "./migration-source.js";
import { withDatabase } from "./open-database.js";
import { readMigrations } from "./files/read-migrations.js";
import { runMigrations, type MigrationProgress } from "./run-migrations.js";
import { selectExecuted, type DownLimit } from "./select-migrations.js";
import { withUpgradeLock } from "./upgrade-lock.js";

export interface DowngradeDatabaseOptions extends DownLimit {
  readonly timeoutMs: number;
  readonly onProgress: ((progress: MigrationProgress) => void) | undefined;
}

/**
 * Reverts migrations in the database at an absolute path, and gives their names, newest first.
 *
 * @throws {@link MigrationIrreversibleError} `MIGRATION_IRREVERSIBLE` before anything is reverted
 */
export async function downgradeDatabase(
  path: string,
  source: MigrationSource,
  { timeoutMs, onProgress, ...limit }: DowngradeDatabaseOptions,
): Promise<readonly string[]> {
  const read = readMigrations(source);
  const { migrations, ledger } = read;
  return withUpgradeLock(path, timeoutMs, async () => {
    const rows = await inspectDatabase(path, source, { ledger, timeoutMs });
    const selected = selectExecuted(compareLedger(rows, read, { databasePath: path, source }), limit);
    if (selected.length === 0) return [];
    return withDatabase(path, source.connection, async (database) => {
      await refuseIrreversible(database, selected);
      const options = { migrations, selected, ledger, isLedgerEmpty: false, busyTimeoutMs: timeoutMs, onProgress };
      return runMigrations(database, { direction: "down", ...options });
    });
  });
}

async function refuseIrreversible(database: Database, migrations: readonly ResolvedMigration[]): Promise<void> {
  const names: string[] = [];
  for (const migration of migrations.toReversed()) {
    try {
      await loadStep(migration, { database, direction: "down" });
    } catch (error) {
      if (!(error instanceof MigrationIrreversibleError)) throw error;
      names.push(migration.name);
    }
  }
  if (names.length > 0) throw new MigrationIrreversibleError(database.name, names);
}
