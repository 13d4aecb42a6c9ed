import { createHash, type Hash } from "node:crypto";
import { realpathSync, statSync } from "node:fs";

import { attempt } from "../errors/attempt.js";
import { hasWal } from "../files/database-files.js";
import { isOpenInProcess } from "../files/processes/open-descriptors.js";
import { isSqliteLoaded, loadSqlite, type Database } from "../sqlite/load-sqlite.js";
import { quoteName } from "../sqlite/quote-name.js";
import type { RegisteredSource } from "./registered-source.js";

/** Tables in which migrators note what ran: `knex_migrations`, `goose_db_version`, `atlas_schema_revisions`, `SequelizeMeta`, `DATABASECHANGELOG`. */
const LEDGER_NAME = /migrat|version|revision|schema_?(?:info|history)|changelog|phinxlog|aerich|^sequelizemeta$/i;

/** A larger table takes too long to read, and no project has as many migrations: it is not a ledger. */
const MAX_LEDGER_ROWS = 10_000;

/**
 * Gives a digest of which migrations made a database: of picklejar's ledger; or, for the application's own migrator, of the schema,
 * `user_version`, and the rows of every table with the name of a ledger.
 *
 * @param ledgerTable `undefined` for the application's own migrator
 * @returns `undefined` if it cannot be read, would take long, or only the schema is there
 */
export function readLineage(connection: Database, ledgerTable: string | undefined): string | undefined {
  return attempt(() => {
    const hash = createHash("sha256");
    const isRead =
      ledgerTable === undefined ? addWhatMigratorsLeave(connection, hash) : addLedger(connection, ledgerTable, hash);
    return isRead ? hash.digest("hex") : undefined;
  });
}

/**
 * Whether the same migrations made a database and a source's template. Opens it, which takes about 0.2 ms.
 *
 * @returns `false` also if it cannot be read, or the template has no lineage: then the caller does the same as in production
 */
export function hasLineage(given: string, { lineage, ledgerTable }: RegisteredSource): boolean {
  return lineage !== undefined && attempt(() => readLineageAt(given, ledgerTable)) === lineage;
}

function readLineageAt(given: string, ledgerTable: string | undefined): string | undefined {
  // SQLite's own files are next to the target of a link.
  const path = realpathSync(given);
  // Another SQLite library that has it open would lose its locks when this connection closes.
  if (!isSqliteLoaded() && isOpenInProcess(statSync(path))) return undefined;
  // The last connection that may write moves the WAL into the database when it closes. Reading must not do that.
  const connection = new (loadSqlite())(path, { fileMustExist: true, timeout: 0, readonly: hasWal(path) });
  try {
    return readLineage(connection, ledgerTable);
  } finally {
    connection.close();
  }
}

function addLedger(connection: Database, ledgerTable: string, hash: Hash): boolean {
  const name = tablesOf(connection).find((table) => table.toLowerCase() === ledgerTable.toLowerCase());
  // A database without migrations has no ledger.
  return name === undefined || addRows(connection, `SELECT name, checksum FROM ${quoteName(name)} ORDER BY name`, hash);
}

/** The schema alone does not say whether a migration of rows has run. */
function addWhatMigratorsLeave(connection: Database, hash: Hash): boolean {
  const version = connection.pragma("user_version", { simple: true });
  hash.update(String(version));
  const queries = tablesOf(connection)
    .filter((table) => LEDGER_NAME.test(table))
    .map((table) => `SELECT * FROM ${quoteName(table)}`);
  if (queries.length === 0 && version === 0) return false;
  return ["SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name", ...queries].every((query) =>
    addRows(connection, query, hash),
  );
}

function tablesOf(connection: Database): readonly string[] {
  return connection.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").pluck().all();
}

/** Whether all rows were read. */
function addRows(connection: Database, query: string, hash: Hash): boolean {
  let rows = 0;
  for (const row of connection.prepare<[], unknown[]>(query).raw().safeIntegers().iterate()) {
    if (++rows > MAX_LEDGER_ROWS) return false;
    hash.update(JSON.stringify(row.map(String)));
  }
  hash.update("\n");
  return true;
}
