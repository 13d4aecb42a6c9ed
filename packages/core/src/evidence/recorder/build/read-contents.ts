import { ComparisonBudget } from "../../diff/comparison-budget.js";
import { isDoubtful } from "../../diff/stored-value.js";
import { readRows, readRowsExactly } from "../../diff/table-reader.js";
import { quoteName } from "../../../sqlite/quote-name.js";
import type { PlacedState } from "../compare/placed-state.js";
import type { RecordedValue, TableContent } from "../recording.js";
import { sizeOfValue } from "../rows/recorded-value.js";
import type { RecordedTables } from "./recorded-tables.js";

export interface ReadContentOptions {
  readonly tables: RecordedTables;
  readonly ignoredColumns: ReadonlySet<string>;
  readonly maxRows: number;
  /** Bytes that rows may take in JSON. */
  readonly maxBytes: number;
  readonly limitMs: number;
}

/**
 * Reads the first rows of a table, and counts them all; `undefined` where there is no such table.
 *
 * @throws what SQLite throws, and `Error` where it takes too long
 */
export function readContent(
  state: PlacedState,
  name: string,
  { tables, ignoredColumns, maxRows, maxBytes, limitMs }: ReadContentOptions,
): { readonly content: TableContent; readonly bytes: number } | undefined {
  const table = state.readTable(name);
  if (table === undefined) return undefined;
  const columns = table.columns.filter((column) => !ignoredColumns.has(column));
  const hasKey = table.keyColumns.length > 0 && table.keyColumns.every((column) => columns.includes(column));
  const keyPositions = hasKey ? table.keyColumns.map((column) => columns.indexOf(column)) : [];
  const layout = { columns, keyPositions, rowidName: table.rowidName };
  const { position, record } = tables.register(name, layout, hasKey, new Map());
  const read = (readAll: typeof readRows): FirstRows => {
    const budget = new ComparisonBudget(limitMs, Infinity);
    const first: FirstRows = { rows: [], bytes: 0, hasDoubts: false };
    // Leaving the loop ends the statement.
    for (const row of readAll(state.database, table, columns)) {
      budget.spendRow();
      if (first.rows.length === maxRows) break;
      const values = columns.map((_, index) => record(row[index] ?? null, index));
      const size = values.reduce<number>((sum, value) => sum + sizeOfValue(value), 10);
      if (first.bytes + size > maxBytes) break;
      first.bytes += size;
      first.rows.push(values);
      if (row.some(isDoubtful)) first.hasDoubts = true;
    }
    return first;
  };
  const quick = read(readRows);
  const { rows, bytes } = quick.hasDoubts ? read(readRowsExactly) : quick;
  const total =
    state.database
      .prepare<[], number>(`SELECT count(*) FROM main.${quoteName(name)}`)
      .pluck()
      .get() ?? 0;
  return { content: { table: position, rows, total }, bytes };
}

interface FirstRows {
  readonly rows: (readonly RecordedValue[])[];
  bytes: number;
  /** Whether a text came that may stand for other bytes than its own. */
  hasDoubts: boolean;
}
