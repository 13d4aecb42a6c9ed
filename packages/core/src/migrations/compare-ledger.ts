import {
  DatabaseNewerError,
  MigrationChangedError,
  MigrationMissingError,
  MigrationOutOfOrderError,
} from "../errors/classes/ledger-errors.js";
import type { ReadMigrationsResult } from "./files/read-migrations.js";
import type { Ledger, LedgerRow } from "./ledger.js";
import type { ResolvedMigration } from "./files/resolved-migration.js";
import type { MigrationSource } from "./migration-source.js";
import { compareNames } from "./formats/order-migrations.js";

export interface LedgerComparison {
  /** In the order of the code. */
  readonly executed: readonly ResolvedMigration[];
  /** In the order in which they will run. */
  readonly pending: readonly ResolvedMigration[];
}

/**
 * Compares the ledger of a database with the code's migrations: it has to be the beginning of their list.
 *
 * @throws {@link DatabaseNewerError} `DATABASE_NEWER`, {@link MigrationMissingError} `MIGRATION_MISSING`,
 * {@link MigrationChangedError} `MIGRATION_CHANGED`, {@link MigrationOutOfOrderError} `MIGRATION_OUT_OF_ORDER`
 */
export function compareLedger(
  rows: readonly LedgerRow[],
  read: ReadMigrationsResult,
  { databasePath, source }: { readonly databasePath: string; readonly source: MigrationSource },
): LedgerComparison {
  const { migrations, ledger } = read;
  const rowOf = new Map(rows.map((row) => [row.name, row]));
  const executed = migrations.filter(({ name }) => rowOf.has(name));
  const pending = migrations.filter(({ name }) => !rowOf.has(name));
  if (executed.length < rows.length) throw unknownMigrations(rows, read, databasePath, source);
  const changed = executed.filter(({ name, checksum }) => rowOf.get(name)?.checksum !== checksum);
  if (changed.length > 0) throw new MigrationChangedError(databasePath, namesOf(changed), pathsOf(changed));
  const isOlder = ledger.isOlder ?? ((migration, than) => migrations.indexOf(migration) < migrations.indexOf(than));
  const last = newestOf(executed, isOlder);
  const late = last === undefined || ledger.allowsLate === true ? [] : pending.filter((migration) => isOlder(migration, last));
  if (last !== undefined && late.length > 0) {
    throw new MigrationOutOfOrderError(databasePath, namesOf(late), pathsOf(late), {
      lastExecuted: last.name,
      cure: ledger.lateCure,
    });
  }
  return { executed, pending };
}

function newestOf(
  executed: readonly ResolvedMigration[],
  isOlder: NonNullable<Ledger["isOlder"]>,
): ResolvedMigration | undefined {
  let [newest] = executed;
  for (const migration of executed) if (newest !== undefined && isOlder(newest, migration)) newest = migration;
  return newest;
}

function unknownMigrations(
  rows: readonly LedgerRow[],
  { migrations, ledger, order }: ReadMigrationsResult,
  databasePath: string,
  { locations }: MigrationSource,
): DatabaseNewerError | MigrationMissingError {
  const known = new Set(migrations.map(({ name }) => name));
  const unknown = rows
    .map(({ name }) => name)
    .filter((name) => !known.has(name))
    .toSorted((left, right) => compareNames(left, right, order));
  const last = migrations.at(-1)?.name ?? "";
  const newer = unknown.filter((name) => ledger.isNewer?.(name) ?? compareNames(last, name, order) < 0);
  if (newer.length > 0) return new DatabaseNewerError(databasePath, newer);
  const looked = locations.length === 0 ? "the code" : locations.map((location) => `"${location}"`).join(", ");
  return new MigrationMissingError(databasePath, unknown, looked);
}

function namesOf(migrations: readonly ResolvedMigration[]): string[] {
  return migrations.map(({ name }) => name);
}

function pathsOf(migrations: readonly ResolvedMigration[]): string[] {
  return migrations.map(({ path }) => path).filter((path) => path !== undefined);
}
