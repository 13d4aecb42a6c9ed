import type { Database } from "../../sqlite/load-sqlite.js";
import { compareRows, type CompareRowsOptions, type TableDifference } from "./compare-rows.js";
import { ComparisonBudget } from "./comparison-budget.js";
import { WorkTime } from "./work-time.js";
import {
  comparePragmas,
  compareSchemaObjects,
  type PragmaDifference,
  type SchemaDifference,
} from "./compare-schema-objects.js";
import { isOtherTextIndex } from "./compare-text-indexes.js";
import { listReadableTables, type ReadableTable } from "./table-reader.js";
import { messageOf } from "../../errors/message-of.js";

export type { RowDifference, ShownRow, TableDifference } from "./compare-rows.js";
export type { PragmaDifference, SchemaDifference } from "./compare-schema-objects.js";

export interface CompareDatabasesOptions {
  /** Columns that are not compared, by table: the times in a ledger, say. Nor are what `sqlite_sequence` counts for these tables. */
  readonly ignoredColumns?: Readonly<Record<string, readonly string[]>>;
  /**
   * How many rows of each kind, of each table, are in the result; all of them are counted.
   * @defaultValue 5
   */
  readonly shownRows?: number;
  /**
   * How many characters of a value are in the result; a quarter as many bytes of a blob.
   * @defaultValue 60
   */
  readonly shownCharacters?: number;
  /** Tables that are known to be the same, and are not read. */
  readonly unchangedTables?: ReadonlySet<string>;
  /**
   * How long it may take to read tables, in milliseconds; one table gets half of what is left. What takes longer is not compared.
   * @defaultValue no limit
   */
  readonly limitMs?: number;
}

/** Rows without a counterpart that are held at a time, where rowids do not tell them. */
const HELD_BYTES = 128 * 1024 * 1024;

const OTHER_TEXT_INDEX = "since it keeps an index and no texts, and the index is not the same";

/** A table that was not compared: it could not be read, or the limits did not allow it. */
export interface UnreadableTable {
  readonly table: string;
  /** Why: what SQLite says, such as `no such module: fts5`. */
  readonly problem: string;
}

/** How two databases differ. Plain data, so that it crosses threads and can be written as JSON. */
export interface DatabaseDifference {
  /** Whether nothing below differs. */
  readonly isSame: boolean;
  readonly pragmas: readonly PragmaDifference[];
  readonly schema: readonly SchemaDifference[];
  /** The tables whose rows differ, by name. */
  readonly tables: readonly TableDifference[];
  /** The tables that were not compared. */
  readonly unreadable: readonly UnreadableTable[];
}

/**
 * Compares two databases: settings that are kept in the file, schema, then rows table by table. Types count: `1`, `1.0` and `'1'` differ.
 * Generated columns are left out, since they follow from the others.
 *
 * Both connections stay the caller's, who has prepared them (SQL functions, modules) and opens a transaction around the call where
 * somebody may write meanwhile. Nothing is written.
 *
 * @remarks Reads every row of both once; memory does not grow with the databases, see {@link compareRows}.
 */
export function compareDatabases(before: Database, after: Database, options: CompareDatabasesOptions = {}): DatabaseDifference {
  const pragmas = comparePragmas(before, after);
  const schema = compareSchemaObjects(before, after);
  const { tables, unreadable } = compareTables(before, after, options);
  const isSame = pragmas.length + schema.length + tables.length + unreadable.length === 0;
  return { isSame, pragmas, schema, tables, unreadable };
}

function compareTables(
  before: Database,
  after: Database,
  {
    ignoredColumns = {},
    shownRows = 5,
    shownCharacters = 60,
    unchangedTables = new Set(),
    limitMs = Infinity,
  }: CompareDatabasesOptions,
): Pick<DatabaseDifference, "tables" | "unreadable"> {
  const [old, current] = [byName(listReadableTables(before)), byName(listReadableTables(after))];
  const tables: TableDifference[] = [];
  const unreadable: UnreadableTable[] = [];
  const time = new WorkTime();
  for (const table of [...new Set([...old.keys(), ...current.keys()])].toSorted()) {
    if (unchangedTables.has(table)) continue;
    const budget = new ComparisonBudget(Math.max(0, limitMs - time.workedMs) / 2, HELD_BYTES);
    const options: CompareRowsOptions = {
      ignoredColumns: new Set(ownValue(ignoredColumns, table)),
      shownRows,
      shownCharacters,
      budget,
    };
    try {
      const difference = compareRows(
        { database: before, table: withoutLedgers(old.get(table), ignoredColumns) },
        { database: after, table: withoutLedgers(current.get(table), ignoredColumns) },
        options,
      );
      if (difference !== undefined) tables.push(difference);
      if (isOtherTextIndex(before, after, table, options)) unreadable.push({ table, problem: OTHER_TEXT_INDEX });
    } catch (error) {
      unreadable.push({ table, problem: messageOf(error) });
    }
  }
  return { tables, unreadable };
}

function withoutLedgers(
  table: ReadableTable | undefined,
  ignoredColumns: Readonly<Record<string, readonly string[]>>,
): ReadableTable | undefined {
  return table?.name === "sqlite_sequence" ? { ...table, leftOutNames: Object.keys(ignoredColumns) } : table;
}

/** A table may be called `constructor`. */
function ownValue<Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function byName(tables: readonly ReadableTable[]): ReadonlyMap<string, ReadableTable> {
  return new Map(tables.map((table) => [table.name, table]));
}
