import type { RecordedTable } from "../../../recorder/recording.js";
import { lastEventAt, rowAt, type PlacedRow, type RowEvent, type RowLife, type TableHistory } from "./row-history.js";
import { compareRows } from "./compare-rows.js";
import { count, plural } from "./show-value.js";

export interface TableState {
  readonly table: RecordedTable;
  /** Whether the table was there. */
  readonly exists: boolean;
  readonly rows: readonly StateRow[];
  /** How many rows it had; absent where that is not known. */
  readonly total?: number;
  /** What is not known about it; sentences. */
  readonly gaps: readonly string[];
}

export interface StateRow extends PlacedRow {
  readonly life: RowLife;
  /** What the selected step did to it. */
  readonly event?: RowEvent;
}

/** A table as it was after a step; -1 is the beginning of the test. */
export function tableAt(history: TableHistory, step: number, tables: readonly RecordedTable[]): TableState {
  const past = history.changes.filter((entry) => entry.step <= step);
  const table = tableOf(history, past, tables);
  const last = past.at(-1);
  const exists = last === undefined ? history.changes[0]?.change.schema !== "created" : last.change.schema !== "dropped";
  const rows = exists ? history.lives.flatMap((life) => stateRow(life, step)) : [];
  const total = exists ? totalAt(history, past) : 0;
  return {
    table,
    exists,
    rows: rows.toSorted((one, other) => compareRows(one, other)),
    ...(total !== undefined && { total }),
    gaps: [...listGaps(past), ...describeMissing(rows.length, total)],
  };
}

type Past = TableHistory["changes"];

function stateRow(life: RowLife, step: number): readonly StateRow[] {
  const placed = rowAt(life, step);
  if (placed === undefined) return [];
  const event = lastEventAt(life, step);
  return [{ ...placed, life, ...(event?.step === step && { event }) }];
}

function tableOf(history: TableHistory, past: Past, tables: readonly RecordedTable[]): RecordedTable {
  const last = past.at(-1)?.change;
  return (last === undefined ? undefined : tables[last.table]) ?? history.firstTable;
}

function totalAt(history: TableHistory, past: Past): number | undefined {
  if (history.initialTotal === undefined) return undefined;
  return past.reduce(
    (sum, { change }) => (change.schema === "dropped" ? 0 : sum + change.added - change.removed),
    history.initialTotal,
  );
}

function listGaps(past: Past): readonly string[] {
  const partial = past.filter(
    ({ change }) => change.schema !== "dropped" && change.rows.length < change.added + change.changed + change.removed,
  );
  if (partial.length === 0) return [];
  const steps = partial.map(({ step }) => step + 1);
  const named = steps.length > 5 ? `${steps.slice(0, 5).join(", ")} and ${steps.length - 5} more` : steps.join(", ");
  return [
    `Not all rows that ${steps.length === 1 ? "step" : "steps"} ${named} changed were recorded: some rows here may be older than this step.`,
  ];
}

function describeMissing(known: number, total: number | undefined): readonly string[] {
  if (total === undefined)
    return ["The rows of this table from before the test were not recorded: only those that the test changed are here."];
  return known < total ? [`${count(known)} of ${plural(total, "row")} were recorded.`] : [];
}
