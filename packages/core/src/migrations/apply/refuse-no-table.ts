import { MigrationsLeftNoTableError } from "../../errors/classes/migration-errors.js";
import type { Database } from "../../sqlite/load-sqlite.js";
import type { Ledger } from "../ledger.js";
import type { ResolvedMigration, MigrationStep } from "../files/resolved-migration.js";
import { readText } from "../files/read-text.js";
import { SqlScanner } from "../sql/sql-scanner.js";

export interface RefuseNoTableOptions {
  readonly ledger: Ledger;
  /** All pending migrations, which ran in this call, in that order. */
  readonly applied: readonly ResolvedMigration[];
  /** Whether there was a table before. */
  readonly hadTables: boolean;
  /** Whether no migration had run before. */
  readonly isNew: boolean;
  /** Name of the configuration's database whose template is being built, for the error. */
  readonly templateOf: string | undefined;
}

/**
 * Refuses a database in which every migration ran but that has no table: an unrecognised way down may have run as well. Migrations that create no
 * table (pragmas, comments) pass.
 *
 * @remarks In a new database, deletes the rows of the ledger again. Otherwise the next call would find nothing pending.
 * @throws {@link MigrationsLeftNoTableError} `MIGRATIONS_LEFT_NO_TABLE`
 */
export function refuseNoTable(
  database: Database,
  { ledger, applied, hadTables, isNew, templateOf }: RefuseNoTableOptions,
): void {
  if (hasTables(database, ledger.table)) return;
  if (!hadTables && !applied.some(({ up }) => makesTable(up))) return;
  const names = applied.map(({ name }) => name);
  if (isNew) database.transaction(() => applied.toReversed().forEach((migration) => ledger.remove(database, migration)))();
  throw new MigrationsLeftNoTableError(names, database.name, templateOf);
}

/** Whether there are tables or views beside the ledger and SQLite's own. */
export function hasTables(database: Database, ledgerTable: string): boolean {
  const find = database.prepare(
    "SELECT 1 FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name <> ? COLLATE NOCASE",
  );
  return find.get(ledgerTable) !== undefined;
}

function makesTable(step: MigrationStep): boolean {
  if (step.kind !== "sql") {
    return /create\s+(?:virtual\s+)?table/i.test(step.kind === "module" ? readText(step.path) : String(step.run));
  }
  const scanner = new SqlScanner(step.text);
  let previous = "";
  while (scanner.next()) {
    if (scanner.text === "TABLE" && (previous === "CREATE" || previous === "VIRTUAL")) return true;
    previous = scanner.text;
  }
  return false;
}
