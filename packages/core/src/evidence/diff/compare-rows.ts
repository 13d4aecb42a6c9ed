import type { Database } from "../../sqlite/load-sqlite.js";
import type { ComparisonBudget } from "./comparison-budget.js";
import { DifferenceTally, type RowLayout, type TableDifference, type TallyLimits } from "./difference-tally.js";
import { mergeByRowid } from "./merge-by-rowid.js";
import { pairByKey } from "./pair-by-key.js";
import { isDoubtful, type StoredValue } from "./stored-value.js";
import { readRows, readRowsExactly, type ReadableTable } from "./table-reader.js";

export type { RowDifference, ShownRow, TableDifference } from "./difference-tally.js";

export interface CompareRowsOptions extends TallyLimits {
  readonly ignoredColumns: ReadonlySet<string>;
  readonly budget: ComparisonBudget;
}

/** A table in one of two databases; absent where it is only in the other. */
interface TableSide {
  readonly database: Database;
  readonly table: ReadableTable | undefined;
}

/**
 * Compares the rows of a table that is in both databases, or in one of them; `undefined` when they are the same.
 *
 * Rows are told by primary key, else by rowid, else by all of their values; a row whose key differs was removed and another added. With
 * different columns those that both have are compared.
 *
 * @remarks One pass over both at once. Where the rowid tells a row, as it mostly does, two rows are held in memory; else those without a
 * counterpart so far: none, as long as both are the same.
 * @throws `Error` where the budget does not allow it; its message says why.
 */
export function compareRows(before: TableSide, after: TableSide, options: CompareRowsOptions): TableDifference | undefined {
  const table = after.table ?? before.table;
  if (table === undefined) return undefined;
  const layout = layOut(before.table ?? table, after.table ?? table, options);
  const compare = isToldByRowid(before.table ?? table, after.table ?? table, layout) ? mergeByRowid : pairByKey;
  const compareBy = (reading: Reading): DifferenceTally => {
    const tally = new DifferenceTally(layout, options);
    compare(read(before, layout, reading), read(after, layout, reading), layout, tally, options.budget);
    options.budget.releaseAll();
    return tally;
  };
  const reading: Reading = { readRows, budget: options.budget, hasDoubts: false };
  const tally = compareBy(reading);
  if (!reading.hasDoubts) return tally.toDifference(table.name);
  return compareBy({ ...reading, readRows: readRowsExactly }).toDifference(table.name);
}

/** How rows are read: as strings, which is quick, or byte by byte. */
interface Reading {
  readonly readRows: typeof readRows;
  readonly budget: ComparisonBudget;
  /** Whether a text came that may stand for other bytes than its own. */
  hasDoubts: boolean;
}

function layOut(before: ReadableTable, after: ReadableTable, { ignoredColumns }: CompareRowsOptions): RowLayout {
  const columns = after.columns.filter((column) => before.columns.includes(column) && !ignoredColumns.has(column));
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

/** Begins to read when the first row is asked for: a statement that nobody ends would keep its connection busy. */
function* read({ database, table }: TableSide, layout: RowLayout, reading: Reading): IterableIterator<StoredValue[]> {
  if (table === undefined) return;
  for (const row of reading.readRows(database, { ...table, ...layout }, layout.columns)) {
    reading.budget.spendRow();
    if (!reading.hasDoubts && row.some(isDoubtful)) reading.hasDoubts = true;
    yield row;
  }
}
