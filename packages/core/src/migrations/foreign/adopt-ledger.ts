import { trace } from "../../files/trace.js";
import { isEmptyDatabase, columnsOf } from "../../sqlite/list-tables.js";
import type { Database } from "../../sqlite/load-sqlite.js";
import { quoteName } from "../../sqlite/quote-name.js";
import { DatabaseWithoutLedgerError, LedgerForeignError } from "../../errors/classes/ledger-errors.js";
import type { ResolvedMigration } from "../files/resolved-migration.js";
import type { Ledger, LedgerRow } from "../ledger.js";
import type { ForeignLedger, ForeignMigration, ForeignRow, LedgerContext } from "./foreign-ledger.js";

/** Makes the ledger of another tool usable as ours is. */
export function adoptLedger(foreign: ForeignLedger, table: string, migrations: readonly ResolvedMigration[]): Ledger {
  const known = migrations.filter(hasEntry);
  const last = known.at(-1);
  const contextOf = (database: Database): LedgerContext => ({ database, table, quoted: quoteName(table), migrations: known });
  const { isNewer } = foreign;
  return {
    table,
    isOneTransaction: foreign.isOneTransaction,
    foreignKeys: foreign.foreignKeys,
    allowsLate: foreign.allowsLate,
    isOlder: foreign.isOlder,
    lateCure: foreign.lateCure,
    isNewer: isNewer === undefined || last === undefined ? undefined : (key) => isNewer(key, last),
    read(database) {
      trace("ledger-read", database.name);
      if (!isThere(database, foreign, table)) return [];
      return foreign.read(contextOf(database)).map((row) => describeRow(row, known));
    },
    ensureExists: (database) => foreign.create(database, quoteName(table)),
    insert: (database, migration, durationMs) => foreign.insert(contextOf(database), withEntry(migration), durationMs),
    remove: (database, migration) => foreign.remove(contextOf(database), withEntry(migration)),
  };
}

function hasEntry(migration: ResolvedMigration): migration is ForeignMigration {
  return migration.entry !== undefined;
}

function withEntry(migration: ResolvedMigration): ForeignMigration {
  if (hasEntry(migration)) return migration;
  throw new Error(`migration "${migration.name}" has no entry for a ledger`);
}

/** Whether the table is there; `false` for an empty database. */
function isThere(database: Database, { owner, columns, otherColumns = [] }: ForeignLedger, table: string): boolean {
  const found = columnsOf(database, table);
  if (found.length === 0) {
    if (isEmptyDatabase(database)) return false;
    throw new DatabaseWithoutLedgerError(database.name, `has tables and no ledger "${table}" of ${owner}`);
  }
  const missing = columns.filter((column) => !found.includes(column));
  const isOther = otherColumns.some((column) => found.includes(column));
  if (missing.length > 0 || isOther) throw new LedgerForeignError(database.name, { table, owner, found, columns });
  return true;
}

/** A row without a migration has its key for a name. */
function describeRow(
  { key, hash, executedAt = "", durationMs = 0 }: ForeignRow,
  migrations: readonly ForeignMigration[],
): LedgerRow {
  const candidates = migrations.filter(({ entry }) => entry.key === key);
  const same = candidates.find(({ entry }) => hash === undefined || entry.hashes?.includes(hash.toLowerCase()));
  const migration = same ?? candidates[0];
  return { name: migration?.name ?? key, checksum: same?.checksum ?? hash ?? "", executedAt, durationMs };
}
