import type { Database } from "../../sqlite/load-sqlite.js";
import type { ComparisonBudget } from "./comparison-budget.js";
import { mergeByRowid } from "./merge-by-rowid.js";
import { pairByKey } from "./pair-by-key.js";
import type { RowLayout, RowSink } from "./row-layout.js";
import { isDoubtful, type StoredValue } from "./stored-value.js";
import { readRows, readRowsExactly, type ReadableTable, type RowidRange } from "./table-reader.js";

/** A table in one of two databases; absent where it is only in the other. */
export interface TableSide {
  readonly database: Database;
  readonly table: ReadableTable | undefined;
}

export interface MatchRowsOptions {
  readonly ignoredColumns: ReadonlySet<string>;
  readonly budget: ComparisonBudget;
  /**
   * What rows of the first table hold in columns that only the second one has. A column that is neither in both nor here is left out.
   * @defaultValue none: columns that both have are compared
   */
  readonly additions?: ReadonlyMap<string, StoredValue>;
  /** Rows with other rowids are known to be the same. Counts where both tables have rowids. */
  readonly ranges?: readonly RowidRange[];
}

/**
 * Matches the rows of a table that is in both databases, or in one of them, and tells a sink which ones have no counterpart, and which have one.
 *
 * Rows are matched by primary key; without one, by rowid; otherwise by all their values. A row whose key differs was removed and another added.
 *
 * @param createSink is called again, and only its last sink counts, where texts have to be read byte by byte
 * @returns `undefined` where neither database has the table
 * @remarks One pass over both at once. Where rowids tell the rows, as they mostly do, two rows are held in memory; otherwise those without a
 * counterpart so far: none, as long as both are the same.
 * @throws `Error` where the budget does not allow it; its message says why.
 */
export function matchRows<Sink extends RowSink>(
  before: TableSide,
  after: TableSide,
  options: MatchRowsOptions,
  createSink: (layout: RowLayout) => Sink,
): Sink | undefined {
  const table = after.table ?? before.table;
  if (table === undefined) return undefined;
  const [old, current] = [before.table ?? table, after.table ?? table];
  const layout = layOut(old, current, options);
  const match = isToldByRowid(old, current, layout) ? mergeByRowid : pairByKey;
  const matchBy = (reading: Reading): Sink => {
    const sink = createSink(layout);
    match(readOld(before, layout, reading), read(after, layout, layout.columns, reading), layout, sink, options.budget);
    options.budget.releaseAll();
    return sink;
  };
  const reading: Reading = { readRows, options, hasDoubts: false };
  const sink = matchBy(reading);
  return reading.hasDoubts ? matchBy({ ...reading, readRows: readRowsExactly }) : sink;
}

/** How rows are read: as strings, which is quick, or byte by byte. */
interface Reading {
  readonly readRows: typeof readRows;
  readonly options: MatchRowsOptions;
  /** Whether a text came that may stand for other bytes than its own. */
  hasDoubts: boolean;
}

function layOut(before: ReadableTable, after: ReadableTable, { ignoredColumns, additions }: MatchRowsOptions): RowLayout {
  const isCompared = (column: string): boolean =>
    !ignoredColumns.has(column) && (before.columns.includes(column) || additions?.has(column) === true);
  const columns = after.columns.filter(isCompared);
  const hasKey =
    after.keyColumns.length > 0 &&
    after.keyColumns.every((column) => before.keyColumns.includes(column) && columns.includes(column));
  const rowidName = before.rowidName === after.rowidName ? after.rowidName : undefined;
  if (hasKey) return { columns, keyPositions: after.keyColumns.map((column) => columns.indexOf(column)), rowidName };
  return { columns, keyPositions: rowidName === undefined ? [...columns.keys()] : [], rowidName };
}

function isToldByRowid(before: ReadableTable, after: ReadableTable, { keyPositions, rowidName }: RowLayout): boolean {
  if (rowidName === undefined) return false;
  return keyPositions.length === 0 || (before.isKeyRowid && after.isKeyRowid);
}

/** Gives rows of the first table the columns of the second. */
function* readOld(side: TableSide, layout: RowLayout, reading: Reading): IterableIterator<StoredValue[]> {
  const { additions } = reading.options;
  const stored = new Set(side.table?.columns);
  if (additions === undefined || layout.columns.every((column) => stored.has(column))) {
    yield* read(side, layout, layout.columns, reading);
    return;
  }
  const own = layout.columns.filter((column) => stored.has(column));
  const positions = layout.columns.map((column) => own.indexOf(column));
  for (const row of read(side, layout, own, reading)) {
    const filled = layout.columns.map((column, index) =>
      positions[index] === -1 ? (additions.get(column) ?? null) : (row[positions[index] ?? 0] ?? null),
    );
    yield layout.rowidName === undefined ? filled : [...filled, row.at(-1) ?? null];
  }
}

/** Begins to read when the first row is asked for: a statement that nobody ends would keep its connection busy. */
function* read(
  { database, table }: TableSide,
  layout: RowLayout,
  columns: readonly string[],
  reading: Reading,
): IterableIterator<StoredValue[]> {
  if (table === undefined) return;
  const { budget, ranges } = reading.options;
  for (const row of reading.readRows(database, { ...table, rowidName: layout.rowidName }, columns, ranges)) {
    budget.spendRow();
    if (!reading.hasDoubts && row.some(isDoubtful)) reading.hasDoubts = true;
    yield row;
  }
}
