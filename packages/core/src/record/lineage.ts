import { createHash, type Hash } from "node:crypto";
import { realpathSync, statSync } from "node:fs";

import { isSqliteLoaded, loadSqlite, type Database } from "../sqlite/load-sqlite.js";
import { quoteName } from "../sqlite/quote-name.js";
import { hasWal } from "../files/database-files.js";
import { isOpenInProcess } from "../files/open-descriptors.js";
import type { RegisteredSource } from "./registered-source.js";

/** Tables in which migrators note what ran: `knex_migrations`, `goose_db_version`, `atlas_schema_revisions`, `SequelizeMeta`, `DATABASECHANGELOG`, and the like. */
const LEDGER_NAME = /migrat|version|revision|schema_?(?:info|history)|changelog|phinxlog|aerich|^sequelizemeta$/i;

/** A table with more rows than any project has migrations is something else, and takes too long to read. */
const MAX_LEDGER_ROWS = 10_000;

/**
 * Gives a digest of what says which migrations made a database: picklejar's ledger; or, for a migrator of the application's own, the schema,
 * `user_version`, and the rows of every table whose name is that of a ledger; one of the latter two there has to be.
 *
 * @param ledgerTable `undefined` for a migrator of the application's own
 * @returns `undefined` where that cannot be read, or would take long
 */
export function readLineage(connection: Database, ledgerTable: string | undefined): string | undefined {
  try {
    const hash = createHash("sha256");
    const isRead =
      ledgerTable === undefined ? addWhatMigratorsLeave(connection, hash) : addLedger(connection, ledgerTable, hash);
    return isRead ? hash.digest("hex") : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether a database is of the lineage of a source's template. Opens it, which takes some 0.2 ms.
 *
 * @returns `false` as well where it cannot be read, or the template does not say: then the caller does what it does in production
 */
export function hasLineage(given: string, { lineage, ledgerTable }: RegisteredSource): boolean {
  if (lineage === undefined) return false;
  try {
    // SQLite's own files lie beside the file that a link leads to.
    const path = realpathSync(given);
    // By another SQLite library: it would lose its locks when we close ours.
    if (!isSqliteLoaded() && isOpenInProcess(statSync(path))) return false;
    // The last connection that may write moves the WAL into the database when it closes: not by us, and not for a look.
    const connection = new (loadSqlite())(path, { fileMustExist: true, timeout: 0, readonly: hasWal(path) });
    try {
      return readLineage(connection, ledgerTable) === lineage;
    } finally {
      connection.close();
    }
  } catch {
    return false;
  }
}

function addLedger(connection: Database, ledgerTable: string, hash: Hash): boolean {
  const name = tablesOf(connection).find((table) => table.toLowerCase() === ledgerTable.toLowerCase());
  // Without migrations there is none.
  return name === undefined || addRows(connection, `SELECT name, checksum FROM ${quoteName(name)} ORDER BY name`, hash);
}

/** Without a ledger that is known as one, the schema alone does not say whether a migration of rows has run. */
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

/** Gives whether all of them were read. */
function addRows(connection: Database, query: string, hash: Hash): boolean {
  let rows = 0;
  for (const row of connection.prepare<[], unknown[]>(query).raw().safeIntegers().iterate()) {
    if (++rows > MAX_LEDGER_ROWS) return false;
    hash.update(JSON.stringify(row.map(String)));
  }
  hash.update("\n");
  return true;
}
