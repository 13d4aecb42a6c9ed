import type { Umzug } from "umzug";

import { attempt } from "../errors/attempt.js";
import { isError } from "../errors/is-error.js";
import { PicklejarError } from "../errors/picklejar-error.js";
import type { Database } from "../sqlite/load-sqlite.js";
import { retryWhileBusy } from "../sqlite/retry-while-busy.js";
import { trace } from "../files/trace.js";
import { applyMigration } from "./apply/apply-migration.js";
import { captureConnectionState } from "./apply/connection-state.js";
import { createForeignKeyGuard } from "./apply/foreign-key-guard.js";
import { listExecutedNames, type Ledger } from "./ledger.js";
import { loadUmzug } from "./load-umzug.js";
import type { ResolvedMigration } from "./files/resolved-migration.js";

/** A migration is about to run. */
export interface MigrationProgress {
  /** Name in the ledger. */
  readonly name: string;
  /** How many ran before it in this call. */
  readonly index: number;
  /** How many are to run in this call. */
  readonly total: number;
}

export interface RunMigrationsOptions {
  readonly direction: "up" | "down";
  /** All migrations of the code, in order. */
  readonly migrations: readonly ResolvedMigration[];
  /** The migrations to run, in the order of the code, whatever the direction. */
  readonly selected: readonly ResolvedMigration[];
  readonly ledger: Ledger;
  /** Whether the ledger is empty or missing. */
  readonly isLedgerEmpty: boolean;
  /** Milliseconds to wait while other connections lock the database. */
  readonly busyTimeoutMs: number;
  /** Name of the configuration's database whose template is being built, for errors. */
  readonly templateOf?: string | undefined;
  readonly onProgress: ((progress: MigrationProgress) => void) | undefined;
}

/**
 * Runs migrations one after another with umzug, each with its ledger row, and returns their names in that order. Foreign keys are off meanwhile, unless
 * the ledger's tool has them on, and restored afterwards.
 */
export async function runMigrations(database: Database, options: RunMigrationsOptions): Promise<readonly string[]> {
  const { direction, selected, onProgress } = options;
  const applied: string[] = [];
  const foreignKeys = createForeignKeyGuard(database, options.ledger.foreignKeys);
  const connectionState = captureConnectionState(database);
  const run = async (migration: ResolvedMigration): Promise<void> => {
    onProgress?.({ name: migration.name, index: applied.length, total: selected.length });
    trace("migration-run", migration.name);
    const isFirst = options.isLedgerEmpty && applied.length === 0;
    try {
      await applyMigration(migration, { ...options, database, applied, foreignKeys, connectionState, isFirst });
    } catch (error) {
      restoreAfterFailure(database, () => connectionState.restore());
      throw error;
    }
    // Within a transaction, SQLite refuses to change some of it.
    if (!database.inTransaction) connectionState.restore();
    applied.push(migration.name);
  };
  const runner = createUmzug(database, options, run);
  const names = selected.map(({ name }) => name);
  try {
    await (direction === "up" ? runner.up({ migrations: names }) : runner.down({ migrations: names.toReversed() }));
    if (database.inTransaction) await commitAll(database, options);
    connectionState.restore();
  } catch (error) {
    restoreAfterFailure(database, () => foreignKeys.restore());
    throw unwrapped(error);
  }
  foreignKeys.restore();
  return applied;
}

/** Only where the ledger's tool runs all migrations in one transaction. */
function commitAll(database: Database, { busyTimeoutMs }: RunMigrationsOptions): Promise<unknown> {
  return retryWhileBusy(() => database.exec("COMMIT"), { path: database.name, timeoutMs: busyTimeoutMs });
}

/** Creates an umzug with the code's migrations and our ledger, so that both agree on what is pending. */
export function createUmzug(
  database: Database,
  { migrations, ledger, busyTimeoutMs }: Pick<RunMigrationsOptions, "migrations" | "ledger" | "busyTimeoutMs">,
  run: (migration: ResolvedMigration) => Promise<void>,
): Umzug<Database> {
  return new (loadUmzug().Umzug)({
    migrations: migrations.map((migration) => ({ name: migration.name, up: () => run(migration), down: () => run(migration) })),
    storage: {
      executed: () =>
        retryWhileBusy(() => listExecutedNames(database, ledger), { path: database.name, timeoutMs: busyTimeoutMs }),
      // Called after the migration's transaction, which has written the row.
      logMigration: () => Promise.resolve(),
      unlogMigration: () => Promise.resolve(),
    },
    context: database,
    logger: undefined,
  });
}

/** A migration may have closed the connection or left a query running; its own error says more. */
function restoreAfterFailure(database: Database, restore: () => void): void {
  if (database.open && !database.inTransaction) attempt(restore);
}

/** umzug wraps the error of a migration. */
function unwrapped(error: unknown): unknown {
  return isError(error) && error.cause instanceof PicklejarError ? error.cause : error;
}
