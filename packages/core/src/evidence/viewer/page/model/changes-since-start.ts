import type { RecordedTable, RecordedValue, Recording, RowChange, TableChange } from "../../../recorder/recording.js";
import { lastEventAt, type History, type PlacedRow, type RowLife, type TableHistory } from "./row-history.js";

/** What differs in one table, with what the page knows of each row. */
export interface ShownChange {
  readonly change: TableChange;
  readonly table: RecordedTable;
  /** Beside each row of the change: the step that wrote it last. */
  readonly writers?: readonly (number | undefined)[];
  /** Beside each row of the change, where they were put together here. */
  readonly lives?: readonly RowLife[];
}

/** Position of the step at which {@link Recording.whole} ends: the failing one, otherwise the last that ran. */
export function endOfWhole(recording: Recording): number {
  const failing = recording.steps.findIndex(({ status }) => !["passed", "skipped", "not-run"].includes(status));
  if (failing >= 0) return failing;
  const after = recording.steps.findLastIndex(({ status }) => status === "passed");
  return after < 0 ? recording.steps.length - 1 : after;
}

/** What differs between the beginning of the test and the end of its failing step, as the recorder compared it. */
export function wholeChanges(recording: Recording): readonly ShownChange[] {
  const writers = recording.tables.map((): (number | undefined)[] => []);
  for (const { table, row, step } of recording.lastWriters) {
    const rows = writers[table];
    if (rows !== undefined) rows[row] = step;
  }
  return recording.whole.flatMap((change) => {
    const table = recording.tables[change.table];
    return table === undefined ? [] : [{ change, table, writers: writers[change.table] ?? [] }];
  });
}

/** What differs between the beginning of the test and the end of a step, put together from the steps. */
export function changesSinceStart(recording: Recording, history: History, step: number): readonly ShownChange[] {
  return [...history.tables.values()].flatMap((rows) => sumUpTable(recording, rows, step));
}

function sumUpTable(recording: Recording, { lives, changes }: TableHistory, step: number): readonly ShownChange[] {
  const past = changes.filter((entry) => entry.step <= step);
  const last = past.at(-1);
  const table = last === undefined ? undefined : recording.tables[last.change.table];
  if (last === undefined || table === undefined) return [];
  const found = sumUpRows(lives, step, table);
  const schema = past.find(({ change }) => change.schema !== undefined)?.change.schema;
  if (found.rows.length === 0 && schema === undefined) return [];
  const isPartial = past.some(({ change }) => change.rows.length < change.added + change.changed + change.removed);
  const change: TableChange = {
    table: last.change.table,
    ...found.tally,
    rows: found.rows,
    ...(schema !== undefined && { schema }),
    ...(isPartial && { note: "Some steps changed more rows than were recorded: these counts are of the recorded ones." }),
  };
  return [{ change, table, writers: found.writers, lives: found.lives }];
}

interface SummedUp {
  readonly rows: RowChange[];
  readonly writers: number[];
  readonly lives: RowLife[];
  readonly tally: Record<RowChange["kind"], number>;
}

function sumUpRows(lives: readonly RowLife[], step: number, table: RecordedTable): SummedUp {
  const found: SummedUp = { rows: [], writers: [], lives: [], tally: { added: 0, changed: 0, removed: 0 } };
  for (const life of lives) {
    const event = lastEventAt(life, step);
    const row = event === undefined ? undefined : compare(life.initial, event.after, table);
    if (event === undefined || row === undefined) continue;
    found.rows.push(row);
    found.writers.push(event.step);
    found.lives.push(life);
    found.tally[row.kind]++;
  }
  return found;
}

function compare(before: PlacedRow | undefined, after: PlacedRow | undefined, table: RecordedTable): RowChange | undefined {
  if (before === undefined) return after === undefined ? undefined : { kind: "added", after: toValues(after, table) };
  if (after === undefined) return { kind: "removed", before: toValues(before, table) };
  const [was, is] = [toValues(before, table), toValues(after, table)];
  const columns = table.columns.flatMap((_, position) => (isSame(was[position], is[position]) ? [] : [position]));
  return columns.length === 0 ? undefined : { kind: "changed", before: was, after: is, columns };
}

/** The row's values in the order of another version of its table; `undefined` where it has no such column. */
export function toColumns({ table, row }: PlacedRow, target: RecordedTable): readonly (RecordedValue | undefined)[] {
  return table === target ? row : target.columns.map((column) => row[table.columns.indexOf(column)]);
}

/** For a comparison, a column that a row does not have holds NULL, as SQLite reads it. */
function toValues(placed: PlacedRow, target: RecordedTable): readonly RecordedValue[] {
  return placed.table === target ? placed.row : toColumns(placed, target).map((value) => value ?? null);
}

function isSame(one: RecordedValue | undefined, other: RecordedValue | undefined): boolean {
  if (one === other) return true;
  return typeof one === "object" && typeof other === "object" && JSON.stringify(one) === JSON.stringify(other);
}
