import type { Database } from "../sqlite/load-sqlite.js";
import { quoteName } from "../sqlite/quote-name.js";
import { DatabaseWithoutLedgerError } from "../errors/ledger-errors.js";
import { trace } from "../files/trace.js";

/** An entry of the ledger: one migration that ran. */
export interface LedgerRow {
  readonly name: string;
  /** Hex SHA-256, as in {@link ResolvedMigration.checksum}. */
  readonly checksum: string;
  /** When it ran, ISO 8601 in UTC. */
  readonly executedAt: string;
  /** 0 for a baseline, which ran nothing. */
  readonly durationMs: number;
}

/** Creates the ledger if it does not exist. */
export function ensureLedgerExists(database: Database, ledgerTable: string): void {
  database.exec(
    `CREATE TABLE IF NOT EXISTS ${quoteName(ledgerTable)} (` +
      "name TEXT NOT NULL PRIMARY KEY, checksum TEXT NOT NULL, executed_at TEXT NOT NULL, duration_ms REAL NOT NULL)",
  );
}

/**
 * Reads the ledger, in no particular order. Empty for an empty database.
 *
 * @throws {@link DatabaseWithoutLedgerError} `DATABASE_WITHOUT_LEDGER` if there are tables, views or triggers, but no ledger
 */
export function readLedger(database: Database, ledgerTable: string): readonly LedgerRow[] {
  trace("ledger-read", database.name);
  if (!doesLedgerExist(database, ledgerTable)) {
    if (isEmptyDatabase(database)) return [];
    throw new DatabaseWithoutLedgerError(database.name, `has tables and no ledger "${ledgerTable}"`);
  }
  refuseForeignTable(database, ledgerTable);
  return database
    .prepare<[], LedgerRow>(
      `SELECT name, checksum, executed_at AS executedAt, duration_ms AS durationMs FROM ${quoteName(ledgerTable)}`,
    )
    .all();
}

/** Names of the migrations that ran, for umzug; empty without a ledger. */
export function listExecutedNames(database: Database, ledgerTable: string): string[] {
  if (!doesLedgerExist(database, ledgerTable)) return [];
  return database
    .prepare<[], string>(`SELECT name FROM ${quoteName(ledgerTable)}`)
    .pluck()
    .all();
}

/** Whether the database has a table of the ledger's name. */
export function doesLedgerExist(database: Database, ledgerTable: string): boolean {
  const find = database.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ? COLLATE NOCASE");
  return find.get(ledgerTable) !== undefined;
}

/** Adds a row, in the open transaction if there is one. */
export function insertLedgerRow(database: Database, ledgerTable: string, row: LedgerRow): void {
  database
    .prepare(`INSERT INTO ${quoteName(ledgerTable)} (name, checksum, executed_at, duration_ms) VALUES (?, ?, ?, ?)`)
    .run(row.name, row.checksum, row.executedAt, row.durationMs);
}

/** Deletes a row, in the open transaction if there is one. */
export function deleteLedgerRow(database: Database, ledgerTable: string, name: string): void {
  database.prepare(`DELETE FROM ${quoteName(ledgerTable)} WHERE name = ?`).run(name);
}

function isEmptyDatabase(database: Database): boolean {
  return database.prepare("SELECT 1 FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'").get() === undefined;
}

/** Another migrator may use a table with the name `ledgerTable`. */
function refuseForeignTable(database: Database, ledgerTable: string): void {
  const columns = database.prepare<[string], string>("SELECT name FROM pragma_table_info(?)").pluck().all(ledgerTable);
  if (!["name", "checksum", "executed_at", "duration_ms"].every((column) => columns.includes(column))) {
    throw new DatabaseWithoutLedgerError(
      database.name,
      `has a table "${ledgerTable}" that is not picklejar's (choose another ledgerTable)`,
    );
  }
}
