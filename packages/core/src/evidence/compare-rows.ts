import type { Database } from "../sqlite/load-sqlite.js";
import { isSameValue, showChange, showValue, type StoredValue } from "./show-value.js";
import { readRows, type ReadableTable } from "./table-reader.js";

/** Values of a row by column, written as SQL writes them; long ones shortened. */
export type ShownRow = Readonly<Record<string, string>>;

/** A row that is not the same in two databases. */
export type RowDifference =
  | { readonly kind: "added" | "removed"; readonly key: ShownRow; readonly values: ShownRow }
  | {
      readonly kind: "changed";
      readonly key: ShownRow;
      /** The columns that differ, and no others. */
      readonly before: ShownRow;
      readonly after: ShownRow;
    };

/** How the rows of a table differ. */
export interface TableDifference {
  readonly table: string;
  /** So many rows are only in the second database. */
  readonly added: number;
  /** So many rows are only in the first database. */
  readonly removed: number;
  /** So many rows have the same key in both, and other values. */
  readonly changed: number;
  /** The first of each kind: changed ones, removed ones, added ones. */
  readonly rows: readonly RowDifference[];
}

export interface CompareRowsOptions {
  readonly ignoredColumns: ReadonlySet<string>;
  /** So many rows of each kind are shown. */
  readonly shownRows: number;
  /** Characters of a value that are shown. */
  readonly shownCharacters: number;
}

/**
 * Compares the rows of a table that is in both databases, or in one of them; `undefined` when they are the same.
 *
 * Rows are told by primary key, else by rowid, else by all of their values; a row whose key differs was removed and another added. With
 * different columns those that both have are compared.
 *
 * @remarks One pass over both at once. Only rows without a counterpart so far are held in memory: none, as long as both are the same.
 */
export function compareRows(
  before: { readonly database: Database; readonly table: ReadableTable | undefined },
  after: { readonly database: Database; readonly table: ReadableTable | undefined },
  options: CompareRowsOptions,
): TableDifference | undefined {
  const table = after.table ?? before.table;
  if (table === undefined) return undefined;
  const layout = layOut(before.table ?? table, after.table ?? table, options);
  const oldRows = before.table === undefined ? [] : readRows(before.database, { ...before.table, ...layout }, layout.columns);
  const newRows = after.table === undefined ? [] : readRows(after.database, { ...after.table, ...layout }, layout.columns);
  const comparison = new RowComparison(layout, options);
  pairUp(oldRows, newRows, comparison);
  return comparison.toDifference(table.name);
}

interface RowLayout {
  readonly columns: readonly string[];
  /** Positions of the columns that tell a row. */
  readonly keyPositions: readonly number[];
  readonly rowidName: string | undefined;
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

/** Takes a row from each side in turn. Both connections read at once; when one fails, the other stops reading too. */
function pairUp(oldRows: Iterable<StoredValue[]>, newRows: Iterable<StoredValue[]>, comparison: RowComparison): void {
  const newIterator = newRows[Symbol.iterator]();
  try {
    for (const row of oldRows) {
      const other = newIterator.next();
      comparison.add(row, other.done === true ? undefined : other.value);
    }
    for (let other = newIterator.next(); other.done !== true; other = newIterator.next())
      comparison.add(undefined, other.value);
  } finally {
    newIterator.return?.();
  }
}

class RowComparison {
  readonly #layout: RowLayout;
  readonly #options: CompareRowsOptions;
  readonly #onlyBefore = new Map<string, StoredValue[]>();
  readonly #onlyAfter = new Map<string, StoredValue[]>();
  readonly #shownChanges: RowDifference[] = [];
  #changed = 0;

  constructor(layout: RowLayout, options: CompareRowsOptions) {
    this.#layout = layout;
    this.#options = options;
  }

  add(before: StoredValue[] | undefined, after: StoredValue[] | undefined): void {
    if (before !== undefined && after !== undefined && this.#isSameRow(before, after)) return;
    if (before !== undefined) this.#settle(before, this.#onlyBefore, this.#onlyAfter);
    if (after !== undefined) this.#settle(after, this.#onlyAfter, this.#onlyBefore);
  }

  toDifference(table: string): TableDifference | undefined {
    const [added, removed] = [this.#onlyAfter.size, this.#onlyBefore.size];
    if (added + removed + this.#changed === 0) return undefined;
    const rows = [...this.#shownChanges, ...this.#show("removed", this.#onlyBefore), ...this.#show("added", this.#onlyAfter)];
    return { table, added, removed, changed: this.#changed, rows };
  }

  #settle(row: StoredValue[], own: Map<string, StoredValue[]>, others: Map<string, StoredValue[]>): void {
    const key = this.#keyOf(row);
    const otherKey = lastOf(others, key);
    const other = otherKey === undefined ? undefined : others.get(otherKey);
    if (otherKey === undefined || other === undefined) {
      const last = lastOf(own, key);
      own.set(last === undefined ? key : `${last}+`, row);
      return;
    }
    others.delete(otherKey);
    const [before, after] = own === this.#onlyBefore ? [row, other] : [other, row];
    if (!this.#isSameRow(before, after)) this.#noteChange(before, after);
  }

  #isSameRow(before: StoredValue[], after: StoredValue[]): boolean {
    const { columns, keyPositions, rowidName } = this.#layout;
    const isTold = keyPositions.length > 0 || rowidName === undefined || this.#keyOf(before) === this.#keyOf(after);
    return isTold && columns.every((_, position) => isSameValue(before[position] ?? null, after[position] ?? null));
  }

  #noteChange(before: StoredValue[], after: StoredValue[]): void {
    this.#changed++;
    if (this.#shownChanges.length >= this.#options.shownRows) return;
    const shown: Record<"before" | "after", Record<string, string>> = { before: {}, after: {} };
    for (const [position, column] of this.#layout.columns.entries()) {
      const [old, current] = [before[position] ?? null, after[position] ?? null];
      if (isSameValue(old, current)) continue;
      [shown.before[column], shown.after[column]] = showChange(old, current, this.#options.shownCharacters);
    }
    this.#shownChanges.push({ kind: "changed", key: this.#showKey(after), ...shown });
  }

  #show(kind: "added" | "removed", rows: ReadonlyMap<string, StoredValue[]>): RowDifference[] {
    const { columns } = this.#layout;
    const positions = [...columns.keys()];
    const first = [...rows.values()].slice(0, this.#options.shownRows);
    return first.map((row) => ({ kind, key: this.#showKey(row), values: this.#showValues(row, positions) }));
  }

  #showKey(row: StoredValue[]): ShownRow {
    const { columns, keyPositions, rowidName } = this.#layout;
    if (keyPositions.length > 0) return this.#showValues(row, keyPositions);
    return rowidName === undefined ? {} : { [rowidName]: String(row[columns.length]) };
  }

  #showValues(row: StoredValue[], positions: readonly number[]): ShownRow {
    const { columns } = this.#layout;
    return Object.fromEntries(
      positions.map((position) => [columns[position] ?? "", showValue(row[position] ?? null, this.#options.shownCharacters)]),
    );
  }

  /** A primary key may be NULL in tables with a rowid, any number of times. */
  #keyOf(row: StoredValue[]): string {
    const { columns, keyPositions, rowidName } = this.#layout;
    const key = keyPositions.map((position) => row[position] ?? null);
    const needsRowid = rowidName !== undefined && (key.length === 0 || key.includes(null));
    return [...key, ...(needsRowid ? [row[columns.length] ?? null] : [])].map(toKeyPart).join(",");
  }
}

/** Rows that nothing tells apart may be there several times: each further one has a plus more. */
function lastOf(rows: ReadonlyMap<string, unknown>, key: string): string | undefined {
  if (!rows.has(key)) return undefined;
  let last = key;
  while (rows.has(`${last}+`)) last += "+";
  return last;
}

function toKeyPart(value: StoredValue): string {
  if (Buffer.isBuffer(value)) return `x${value.toString("hex")}`;
  return typeof value === "string" ? JSON.stringify(value) : `${typeof value} ${String(value)}`;
}
