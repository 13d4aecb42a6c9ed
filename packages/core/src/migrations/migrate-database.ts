import { withoutWatching } from "../modules/inputs/watch-file-system.js";
import type { Database } from "../sqlite/load-sqlite.js";
import { compareLedger } from "./compare-ledger.js";
import type { MigrationSource } from "./migration-source.js";
import { readMigrations, type ReadMigrationsResult } from "./files/read-migrations.js";
import { hasTables, refuseNoTable } from "./apply/refuse-no-table.js";
import { runMigrations, type MigrationProgress } from "./run-migrations.js";
import { DEFAULT_TIMEOUT_MS } from "./runner-options.js";
import { selectPending, type UpLimit } from "./select-migrations.js";
import { misuseTypeError } from "../errors/misuse-error.js";

export interface MigrateDatabaseOptions extends UpLimit {
  /** Called before each migration. */
  readonly onProgress?: ((progress: MigrationProgress) => void) | undefined;
  /**
   * Milliseconds to wait while other connections lock the database.
   * @defaultValue 600000
   */
  readonly busyTimeoutMs?: number;
  /** Name of the configuration's database whose template is being built, for errors. */
  readonly templateOf?: string;
  /**
   * What the caller has read from the source: a seed may be large.
   * @defaultValue read from the source
   */
  readonly read?: ReadMigrationsResult;
}

/**
 * Runs the pending migrations on an open connection, and returns their names. The connection stays open; foreign keys are off meanwhile, and its
 * pragmas are restored after each migration.
 *
 * @throws the errors of {@link readMigrations} and {@link compareLedger}, before anything is changed;
 * {@link MigrationError} `MIGRATION_FAILED` and {@link ForeignKeyViolationError} `FOREIGN_KEY_VIOLATION`: what ran before stays; `MIGRATIONS_LEFT_NO_TABLE`.
 */
export async function migrateDatabase(
  database: Database,
  source: MigrationSource,
  {
    onProgress,
    busyTimeoutMs = DEFAULT_TIMEOUT_MS,
    templateOf,
    // They are declared inputs, so reading them must not be observed.
    read = withoutWatching(() => readMigrations(source)),
    ...limit
  }: MigrateDatabaseOptions = {},
): Promise<readonly string[]> {
  if (database.inTransaction) throw misuseTypeError("database: expected no open transaction, since migrations begin their own");
  const { migrations, ledger } = read;
  const rows = ledger.read(database);
  const { executed, pending } = compareLedger(rows, read, { databasePath: database.name, source });
  const selected = selectPending({ executed, pending }, limit);
  if (selected.length === 0) return [];
  const isNew = executed.length === 0;
  const hadTables = hasTables(database, ledger.table);
  const options = { migrations, selected, ledger, isLedgerEmpty: isNew, busyTimeoutMs, templateOf, onProgress };
  const applied = await runMigrations(database, { direction: "up", ...options });
  if (selected.length === pending.length) refuseNoTable(database, { ledger, applied: selected, templateOf, hadTables, isNew });
  return applied;
}
