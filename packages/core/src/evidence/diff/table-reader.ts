import type { Database } from "../../sqlite/load-sqlite.js";
import { quoteName } from "../../sqlite/quote-name.js";
import { decodeText, type StoredValue } from "./stored-value.js";

/** A table that holds rows of its own. */
export interface ReadableTable {
  readonly name: string;
  /** Columns that are stored; generated ones follow from them. */
  readonly columns: readonly string[];
  /** The columns among them that identify a row; empty where its rowid does, or nothing. */
  readonly keyColumns: readonly string[];
  /** The name by which a row's rowid can be asked for; absent where it has none, or columns have taken all three names. */
  readonly rowidName: string | undefined;
  /** Whether its key is another name of the rowid. */
  readonly isKeyRowid: boolean;
  /** Values of the column `name` whose rows are not read: for `sqlite_sequence`, the names of ledgers. */
  readonly leftOutNames?: readonly string[];
}

/** Rowids, both included. */
export interface RowidRange {
  readonly low: bigint;
  readonly high: bigint;
}

/**
 * Lists the tables that hold rows, `sqlite_sequence` and the like and virtual tables among them. Not the tables behind a virtual table,
 * whose content shows in it, unless its module is not loaded.
 */
export function listReadableTables(database: Database): readonly ReadableTable[] {
  const tables = database
    .prepare<[], TableListRow>(
      "SELECT name, type, wr FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual') AND name <> 'sqlite_schema' ORDER BY name",
    )
    .all();
  return tables.map((table) => describeTable(database, table));
}

/** The same for one table; `undefined` where there is none of that name, or one that stands behind a virtual table. */
export function findReadableTable(database: Database, name: string): ReadableTable | undefined {
  const table = database
    .prepare<[string, string], TableListRow>(
      "SELECT name, type, wr FROM pragma_table_list(?) WHERE schema = 'main' AND type IN ('table', 'virtual') AND name = ?",
    )
    .get(name, name);
  return table === undefined ? undefined : describeTable(database, table);
}

/** Lists the tables in which a table of FTS5 keeps what it keeps. */
export function listShadowTables(database: Database, name: string): readonly ReadableTable[] {
  const tables = database
    .prepare<[string], TableListRow>(
      `SELECT name, 'table' AS type, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow'
       AND name IN (SELECT ? || suffix.value FROM json_each('["_data","_idx","_docsize"]') suffix)`,
    )
    .all(name);
  return tables.map((table) => describeTable(database, table));
}

/** Reads the rows of a table in the order in which they are stored: given columns, then the rowid where there is one. */
export function readRows(
  database: Database,
  table: ReadableTable,
  columns: readonly string[],
  ranges?: readonly RowidRange[],
): IterableIterator<StoredValue[]> {
  return select(database, { ...table, ranges }, columns.map(quoteName));
}

/** The same, with texts by their bytes: better-sqlite3 gives one string for different texts that are no UTF-8. */
export function readRowsExactly(
  database: Database,
  table: ReadableTable,
  columns: readonly string[],
  ranges?: readonly RowidRange[],
): IterableIterator<StoredValue[]> {
  // The bytes of a text are those that the database is encoded in.
  if (database.pragma("encoding", { simple: true }) !== "UTF-8") return readRows(database, table, columns, ranges);
  const names = columns.map(quoteName);
  const bytes = names.map((name) => `CASE typeof(${name}) WHEN 'text' THEN CAST(${name} AS BLOB) ELSE ${name} END`);
  const isText = names.map((name) => `typeof(${name}) = 'text'`);
  return decodeTexts(select(database, { ...table, ranges }, [...isText, ...bytes]), columns.length);
}

/** @param rows that begin with whether each column is a text */
function* decodeTexts(rows: IterableIterator<StoredValue[]>, columnCount: number): IterableIterator<StoredValue[]> {
  for (const row of rows) {
    yield row.slice(columnCount).map((value, position) => {
      return Buffer.isBuffer(value) && row[position] === 1n ? decodeText(value) : value;
    });
  }
}

interface Selection extends Pick<ReadableTable, "name" | "rowidName" | "leftOutNames"> {
  readonly ranges: readonly RowidRange[] | undefined;
}

function select(
  database: Database,
  { name, rowidName, ranges, leftOutNames = [] }: Selection,
  expressions: readonly string[],
): IterableIterator<StoredValue[]> {
  // A table may have no column that is stored, and no rowid that can be asked for.
  const selected = [...expressions, ...(rowidName === undefined ? [] : [rowidName])].join(", ") || "NULL";
  const from = `SELECT ${selected} FROM main.${quoteName(name)}`;
  const prepare = (sql: string) => database.prepare<bigint[], StoredValue[]>(sql).raw().safeIntegers();
  if (rowidName === undefined) return prepare(from).iterate();
  if (leftOutNames.length > 0) {
    const placeholders = leftOutNames.map(() => "?").join(", ");
    const sql = `${from} WHERE name NOT IN (${placeholders}) ORDER BY ${rowidName}`;
    return database
      .prepare<string[], StoredValue[]>(sql)
      .raw()
      .safeIntegers()
      .iterate(...leftOutNames);
  }
  if (ranges === undefined) return prepare(`${from} ORDER BY ${rowidName}`).iterate();
  return selectRanges(prepare(`${from} WHERE ${rowidName} BETWEEN ? AND ? ORDER BY ${rowidName}`), ranges);
}

function* selectRanges(
  statement: { iterate(low: bigint, high: bigint): IterableIterator<StoredValue[]> },
  ranges: readonly RowidRange[],
): IterableIterator<StoredValue[]> {
  for (const { low, high } of ranges) yield* statement.iterate(low, high);
}

interface TableListRow {
  readonly name: string;
  readonly type: "table" | "virtual";
  /** 1 for WITHOUT ROWID. */
  readonly wr: number;
}

interface ColumnRow {
  readonly name: string;
  readonly pk: number;
}

function describeTable(database: Database, { name, type, wr }: TableListRow): ReadableTable {
  // Hidden 1: a virtual table's own; 2 and 3: generated.
  const columns = database
    .prepare<[string], ColumnRow>("SELECT name, pk FROM pragma_table_xinfo(?, 'main') WHERE hidden = 0 ORDER BY cid")
    .all(name);
  const keyColumns = columns.filter(({ pk }) => pk > 0).map((column) => column.name);
  const names = columns.map((column) => column.name);
  return {
    name,
    columns: names,
    keyColumns: keyColumns.length > 0 ? keyColumns : (KEYS_OF_INTERNAL_TABLES.get(name) ?? []),
    isKeyRowid: wr === 0 && keyColumns.length === 1 && !hasKeyIndex(database, name),
    rowidName: wr === 1 ? undefined : findRowidName(database, name, type, names),
  };
}

/** A primary key that is not the rowid has an index of its own. */
function hasKeyIndex(database: Database, name: string): boolean {
  const origins = database.prepare<[string], string>("SELECT origin FROM pragma_index_list(?, 'main')").pluck().all(name);
  return origins.includes("pk");
}

/** SQLite's own tables have no declared key, and their rows no order that means anything. */
const KEYS_OF_INTERNAL_TABLES: ReadonlyMap<string, readonly string[]> = new Map([
  ["sqlite_sequence", ["name"]],
  ["sqlite_stat1", ["tbl", "idx"]],
]);

function findRowidName(
  database: Database,
  name: string,
  type: "table" | "virtual",
  columns: readonly string[],
): string | undefined {
  const taken = new Set(columns.map((column) => column.toLowerCase()));
  const rowidName = ["rowid", "_rowid_", "oid"].find((candidate) => !taken.has(candidate));
  if (rowidName === undefined || type === "table") return rowidName;
  try {
    database.prepare(`SELECT ${rowidName} FROM main.${quoteName(name)}`);
    return rowidName;
  } catch {
    // A virtual table without one; or one that cannot be read at all, which reading it will say.
    return undefined;
  }
}
