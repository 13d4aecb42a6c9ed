import type { RecordedStep, RecordedTable, RecordedValue, Recording, RowChange } from "../recording.js";
import { isInternal } from "./describe-counts.js";

/** A row that may explain the failure, as the step changed it that wrote it last. */
export interface TellingRow {
  readonly table: RecordedTable;
  readonly row: RowChange;
  readonly step: RecordedStep;
}

const WEIGHTS = { changed: 2, removed: 2, added: 0 } as const satisfies Record<RowChange["kind"], number>;

/**
 * Chooses the rows to show beside a failure, the most telling one first: those that the failing step or its error names, those that were changed
 * rather than set up, those that were written last. Rows that a Given or a Background added are left out unless they are named.
 */
export function chooseRows(recording: Recording): readonly TellingRow[] {
  const { steps, lastWriters, whole, tables } = recording;
  const failed = steps.find(({ status }) => status === "failed");
  const words = new Set(wordsOf(`${failed?.text ?? ""} ${failed?.error?.slice(0, 2000) ?? ""}`));
  const wholeByTable = new Map(whole.map((change) => [change.table, change]));
  const rows = lastWriters.flatMap(({ table: position, row: index, step: writer }) => {
    const [step, table, last] = [steps[writer], tables[position], wholeByTable.get(position)?.rows[index]];
    if (step === undefined || table === undefined || last === undefined || isInternal(table.name)) return [];
    const written = findWritten(recording, step, table.name, last) ?? { table, row: last };
    const named = countNamed(written.table, written.row, words);
    if (written.row.kind === "added" && named === 0 && isSetUp(steps, writer)) return [];
    return [{ ...written, step, rank: named * 4 + WEIGHTS[written.row.kind] + writer / steps.length }];
  });
  return rows.toSorted((one, other) => other.rank - one.rank);
}

function isSetUp(steps: readonly RecordedStep[], index: number): boolean {
  if (steps[index]?.section === "background" || steps[index]?.section === "hook") return true;
  const keyword = steps.slice(0, index + 1).findLast((step) => !CONTINUES.has(step.keyword.trim().toLowerCase()))?.keyword;
  return keyword?.trim().toLowerCase() === "given";
}

/** Such a step is of the kind of the one before it. */
const CONTINUES = new Set(["and", "but", "*"]);

/** The same row in what the step changed, which says what it was before. */
function findWritten({ tables }: Recording, step: RecordedStep, name: string, last: RowChange) {
  for (const change of [...step.changes, ...step.commits.flatMap(({ changes }) => changes).toReversed()]) {
    const table = tables[change.table];
    if (table?.name !== name) continue;
    const key = keyOf(table, last);
    const row = change.rows.find((candidate) => keyOf(table, candidate) === key);
    if (row !== undefined) return { table, row };
  }
  return undefined;
}

/** Of rows without a key, all values as they are in the end. */
function keyOf({ key }: RecordedTable, row: RowChange): string {
  const values = row.kind === "removed" ? row.before : row.after;
  return JSON.stringify(key.length === 0 ? values : key.map((position) => values[position] ?? null));
}

/** Whether the name of the table, and values of the row, stand in what failed. */
function countNamed(table: RecordedTable, row: RowChange, words: ReadonlySet<string>): number {
  const values = [...(row.kind === "added" ? [] : row.before), ...(row.kind === "removed" ? [] : row.after)];
  const key = row.kind === "removed" ? row.before : row.after;
  const isKeyNamed = table.key.some((position) => isNamed(key[position] ?? null, words));
  const isTableNamed = wordsOf(table.name).some((word) => words.has(word) || words.has(word.replace(/e?s$/, "")));
  const isValueNamed = values.some((value) => typeof value === "string" && isNamed(value, words));
  return (isTableNamed && isKeyNamed ? 2 : 0) + (isValueNamed ? 1 : 0);
}

function isNamed(value: RecordedValue, words: ReadonlySet<string>): boolean {
  if (typeof value !== "string" && typeof value !== "number") return false;
  const own = wordsOf(String(value).slice(0, 100));
  return own.length > 0 && own.every((word) => words.has(word));
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
