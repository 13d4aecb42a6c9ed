import { attempt } from "../../errors/attempt.js";
import type { ForeignKeyViolation } from "../../errors/classes/migration-errors.js";
import { getOrCreate } from "../../files/get-or-create.js";
import type { Database } from "../../sqlite/load-sqlite.js";
import { quoteName } from "../../sqlite/quote-name.js";

/** A violation with a key that survives if tables are rebuilt, renamed or renumbered. */
export interface KnownViolation extends ForeignKeyViolation {
  readonly key: string;
}

interface CheckRow extends ForeignKeyViolation {
  readonly fkid: number;
}

/**
 * Lists the rows that point nowhere.
 *
 * @remarks The key is the parent table and the referring values, because a rebuilt table gives its rows new rowids.
 */
export function listForeignKeyViolations(database: Database): readonly KnownViolation[] {
  const rows = checkForeignKeys(database);
  if (rows.length === 0) return [];
  const readValues = valueReader(database);
  return rows.map((row) => ({
    table: row.table,
    rowid: row.rowid,
    parent: row.parent,
    key: JSON.stringify([row.parent.toLowerCase(), row.rowid === null ? row.table.toLowerCase() : readValues(row)]),
  }));
}

/** The violations in `after` that are not in `before`; each counts as often as it occurs. */
export function newViolations(before: readonly KnownViolation[], after: readonly KnownViolation[]): readonly KnownViolation[] {
  const left = new Map<string, number>();
  for (const { key } of before) left.set(key, (left.get(key) ?? 0) + 1);
  return after.filter(({ key }) => {
    const count = left.get(key) ?? 0;
    left.set(key, count - 1);
    return count <= 0;
  });
}

/** A foreign key whose parent columns are not unique makes the whole check fail. Then each table is checked by itself. */
function checkForeignKeys(database: Database): readonly CheckRow[] {
  try {
    return database.prepare<[], CheckRow>("PRAGMA foreign_key_check").all();
  } catch {
    const tables = database.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
    return tables.flatMap((table) => {
      const sql = `PRAGMA foreign_key_check(${quoteName(table)})`;
      return attempt(() => database.prepare<[], CheckRow>(sql).all()) ?? [];
    });
  }
}

function valueReader(database: Database): (row: CheckRow) => unknown {
  const selects = new Map<string, { all(rowid: number | null): unknown[] }>();
  return ({ table, fkid, rowid }) =>
    getOrCreate(selects, `${table}:${fkid}`, () => prepareSelect(database, table, fkid))
      .all(rowid)
      .map(String);
}

/** Reads values as SQL literals, because JSON has neither blobs nor integers beyond 2^53. */
function prepareSelect(database: Database, table: string, fkid: number): { all(rowid: number | null): unknown[] } {
  const columns = database
    .prepare<[string, number], string>('SELECT "from" FROM pragma_foreign_key_list(?) WHERE id = ? ORDER BY seq')
    .pluck()
    .all(table, fkid);
  const values = columns.map((column) => `quote(${quoteName(column)})`).join(" || ',' || ");
  const from = `FROM ${quoteName(table)} WHERE ${rowidNameOf(database, table)} = ?`;
  return database.prepare<[number | null], string>(`SELECT ${values} ${from}`).pluck();
}

/** A column may be called `rowid` and hide the real one. */
function rowidNameOf(database: Database, table: string): string {
  const taken = database.prepare<[string], string>("SELECT lower(name) FROM pragma_table_xinfo(?)").pluck().all(table);
  return ["rowid", "_rowid_"].find((name) => !taken.includes(name)) ?? "oid";
}
