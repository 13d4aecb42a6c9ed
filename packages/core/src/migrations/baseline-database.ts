import { DatabaseMissingError } from "../errors/classes/database-errors.js";
import { LedgerNotEmptyError } from "../errors/classes/ledger-errors.js";
import { isMissingOrEmpty } from "../files/identity/stat-reachable.js";
import type { Database } from "../sqlite/load-sqlite.js";
import { retryWhileBusy } from "../sqlite/retry-while-busy.js";
import { tableExists } from "../sqlite/list-tables.js";
import type { ResolvedMigration } from "./files/resolved-migration.js";
import type { Ledger } from "./ledger.js";
import type { MigrationSource } from "./migration-source.js";
import { withDatabase } from "./open-database.js";
import { sortByName } from "./formats/order-migrations.js";
import { readMigrations } from "./files/read-migrations.js";
import { unknownNameError } from "./select-migrations.js";
import { withUpgradeLock } from "./upgrade-lock.js";

export interface BaselineDatabaseOptions {
  /** Name of the last migration that the database has. */
  readonly name: string;
  readonly timeoutMs: number;
}

/**
 * Writes a ledger into the database at an absolute path: all migrations up to a name count as executed. Runs nothing.
 *
 * @throws {@link LedgerNotEmptyError} `LEDGER_NOT_EMPTY`, {@link DatabaseMissingError} `DATABASE_MISSING`; `RangeError` for an unknown name
 */
export async function baselineDatabase(path: string, source: MigrationSource, options: BaselineDatabaseOptions): Promise<void> {
  const { migrations, ledger, order } = readMigrations(source);
  const index = migrations.findIndex(({ name }) => name === options.name);
  if (index < 0) throw unknownNameError("name", options.name, migrations);
  if (isMissingOrEmpty(path)) throw new DatabaseMissingError(path);
  const covered = migrations.slice(0, index + 1);
  await withUpgradeLock(path, options.timeoutMs, () =>
    withDatabase(path, source.connection, async (database) => {
      await retryWhileBusy(() => database.transaction(() => writeLedger(database, ledger, { covered, order })).immediate(), {
        path,
        timeoutMs: options.timeoutMs,
      });
    }),
  );
}

function writeLedger(
  database: Database,
  ledger: Ledger,
  { covered, order }: { readonly covered: readonly ResolvedMigration[]; readonly order: MigrationSource["order"] },
): void {
  const rows = tableExists(database, ledger.table) ? ledger.read(database) : [];
  const names = sortByName(rows, order).map(({ name }) => name);
  if (names.length > 0) throw new LedgerNotEmptyError(database.name, names);
  ledger.ensureExists(database);
  for (const migration of covered) ledger.insert(database, migration, 0);
}
