import { DifferenceTally, type TableDifference, type TallyLimits } from "./difference-tally.js";
import { matchRows, type MatchRowsOptions, type TableSide } from "./match-rows.js";

export type { RowDifference, ShownRow, TableDifference } from "./difference-tally.js";

export interface CompareRowsOptions extends TallyLimits, Pick<MatchRowsOptions, "ignoredColumns" | "budget"> {}

/**
 * Compares the rows of a table that is in both databases, or in one of them, as {@link matchRows} matches them; `undefined` when they are the
 * same. With different columns those that both have are compared.
 *
 * @throws `Error` where the budget does not allow it; its message says why.
 */
export function compareRows(before: TableSide, after: TableSide, options: CompareRowsOptions): TableDifference | undefined {
  const name = (after.table ?? before.table)?.name ?? "";
  return matchRows(before, after, options, (layout) => new DifferenceTally(layout, options))?.toDifference(name);
}
