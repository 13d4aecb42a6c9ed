import type { RecordedStep, RecordedTable, RecordedValue, Recording, RowChange, TableChange } from "../recording.js";
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
  const written = new WrittenRows(recording);
  const left = lastWriters.flatMap(({ table: position, row: index, step: writer }) => {
    const [step, table, last] = [steps[writer], tables[position], wholeByTable.get(position)?.rows[index]];
    if (step === undefined || table === undefined || last === undefined) return [];
    return [{ ...(written.find(step, table.name, last) ?? { table, row: last }), step, writer }];
  });
  const rows = [...left, ...listPassingRows(recording)].flatMap(({ table, row, step, writer }) => {
    const named = countNamed(table, row, words);
    if (isInternal(table.name) || (row.kind === "added" && named === 0 && isSetUp(steps, writer))) return [];
    return [{ table, row, step, rank: named * 4 + WEIGHTS[row.kind] + writer / steps.length }];
  });
  return rows.toSorted((one, other) => other.rank - one.rank);
}

/** The rows that one step added and a later one removed, as that removed them: the whole test did not change them. */
function listPassingRows({ steps, tables, whole }: Recording): readonly (TellingRow & { readonly writer: number })[] {
  const idsOf = ({ table: position, rows }: TableChange): readonly (readonly [string, RecordedTable, RowChange])[] => {
    const table = tables[position];
    return table === undefined ? [] : rows.map((row) => [idOf(table, row), table, row] as const);
  };
  const changedByAll = new Set(whole.flatMap(idsOf).map(([id]) => id));
  const added = new Set<string>();
  const removed = new Map<string, TellingRow & { readonly writer: number }>();
  for (const [writer, step] of steps.entries()) {
    for (const [id, table, row] of step.changes.flatMap(idsOf)) {
      if (row.kind === "added") added.add(id);
      if (row.kind !== "removed") removed.delete(id);
      else if (added.has(id) && !changedByAll.has(id)) removed.set(id, { table, row, step, writer });
    }
  }
  return [...removed.values()];
}

function isSetUp(steps: readonly RecordedStep[], index: number): boolean {
  if (steps[index]?.section === "background" || steps[index]?.section === "hook") return true;
  const keyword = steps.slice(0, index + 1).findLast((step) => !CONTINUES.has(step.keyword.trim().toLowerCase()))?.keyword;
  return keyword?.trim().toLowerCase() === "given";
}

/** Such a step is of the kind of the one before it. */
const CONTINUES = new Set(["and", "but", "*"]);

/** Finds a row in what a step changed, which says what it was before. */
class WrittenRows {
  readonly #recording: Recording;
  readonly #byStep = new Map<RecordedStep, ReadonlyMap<string, Omit<TellingRow, "step">>>();

  constructor(recording: Recording) {
    this.#recording = recording;
  }

  find(step: RecordedStep, name: string, last: RowChange): Omit<TellingRow, "step"> | undefined {
    const rows = this.#byStep.get(step) ?? this.#index(step);
    this.#byStep.set(step, rows);
    const layouts = this.#recording.tables.filter((table) => table.name === name);
    return layouts.map((table) => rows.get(idOf(table, last))).find((row) => row !== undefined);
  }

  #index({ changes, commits }: RecordedStep): ReadonlyMap<string, Omit<TellingRow, "step">> {
    const rows = new Map<string, Omit<TellingRow, "step">>();
    // What a step did as a whole comes last, as it counts; of its commits, the last one.
    for (const change of [...commits.flatMap((commit) => commit.changes), ...changes]) {
      const table = this.#recording.tables[change.table];
      if (table !== undefined) for (const row of change.rows) rows.set(idOf(table, row), { table, row });
    }
    return rows;
  }
}

function idOf(table: RecordedTable, row: RowChange): string {
  return `${JSON.stringify([table.name, table.columns])} ${keyOf(table, row)}`;
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
