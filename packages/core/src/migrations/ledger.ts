import type { Database } from "../sqlite/load-sqlite.js";
import { isEmptyDatabase, tableExists } from "../sqlite/list-tables.js";
import { quoteName } from "../sqlite/quote-name.js";
import { DatabaseWithoutLedgerError } from "../errors/classes/ledger-errors.js";
import { trace } from "../files/trace.js";
import type { ResolvedMigration } from "./files/resolved-migration.js";

/** An entry of the ledger: one migration that ran. */
export interface LedgerRow {
  readonly name: string;
  /** Hex SHA-256, as in {@link ResolvedMigration.checksum}. */
  readonly checksum: string;
  /** When it ran, ISO 8601 in UTC; empty if the ledger of another tool does not say. */
  readonly executedAt: string;
  /** 0 for a baseline, which ran nothing, and if the ledger of another tool does not say. */
  readonly durationMs: number;
}

/**
 * How the tool that owns a ledger runs a migration: with foreign keys on, or as they are on the connection. Either way it has begun a transaction, in
 * which a file's own `PRAGMA foreign_keys` has no effect, unless the file says that it wants none.
 *
 * `on-at-first`: on, and outside a transaction, so that the file's own pragma counts.
 */
export type MigratedForeignKeys = "on" | "on-at-first" | "as-connected";

/** The table of a database that says which migrations ran: picklejar's own, or that of another tool. */
export interface Ledger {
  readonly table: string;
  /** Whether all migrations of a call and their rows are one transaction, as in Drizzle. */
  readonly isOneTransaction?: boolean | undefined;
  /** Absent if foreign keys are off meanwhile. */
  readonly foreignKeys?: MigratedForeignKeys | undefined;
  /** Whether the tool takes a migration for older than another; absent if their order in the code says so. */
  readonly isOlder?: ((migration: ResolvedMigration, than: ResolvedMigration) => boolean) | undefined;
  /** Whether a migration may run though later ones have. */
  readonly allowsLate?: boolean | undefined;
  /** What to do about a migration that may not run any more, as a sentence without its full stop. */
  readonly lateCure?: string | undefined;
  /** Whether a row that no migration of the code has is newer than the last of them; absent if the names say so. */
  readonly isNewer?: ((name: string) => boolean) | undefined;
  /**
   * Reads it, in no particular order. Empty for an empty database.
   *
   * @throws {@link DatabaseWithoutLedgerError} `DATABASE_WITHOUT_LEDGER` if there are tables, views or triggers, but no ledger
   */
  read(database: Database): readonly LedgerRow[];
  /** Creates the table if it does not exist. */
  ensureExists(database: Database): void;
  /** Adds a row, in the open transaction if there is one. */
  insert(database: Database, migration: ResolvedMigration, durationMs: number): void;
  /** Deletes a row, in the open transaction if there is one. */
  remove(database: Database, migration: ResolvedMigration): void;
}

/** Gives picklejar's own ledger, in a table of that name. */
export function ownLedger(table: string): Ledger {
  return {
    table,
    read: (database) => readLedger(database, table),
    ensureExists(database) {
      database.exec(
        `CREATE TABLE IF NOT EXISTS ${quoteName(table)} (` +
          "name TEXT NOT NULL PRIMARY KEY, checksum TEXT NOT NULL, executed_at TEXT NOT NULL, duration_ms REAL NOT NULL)",
      );
    },
    insert(database, { name, checksum }, durationMs) {
      database
        .prepare(`INSERT INTO ${quoteName(table)} (name, checksum, executed_at, duration_ms) VALUES (?, ?, ?, ?)`)
        .run(name, checksum, new Date().toISOString(), durationMs);
    },
    remove(database, { name }) {
      database.prepare(`DELETE FROM ${quoteName(table)} WHERE name = ?`).run(name);
    },
  };
}

/** Reads picklejar's own ledger; see {@link Ledger.read}. */
export function readLedger(database: Database, ledgerTable: string): readonly LedgerRow[] {
  trace("ledger-read", database.name);
  if (!tableExists(database, ledgerTable)) {
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
export function listExecutedNames(database: Database, ledger: Ledger): string[] {
  return tableExists(database, ledger.table) ? ledger.read(database).map(({ name }) => name) : [];
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
