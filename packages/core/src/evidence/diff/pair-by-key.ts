import type { ComparisonBudget } from "./comparison-budget.js";
import { hasSameValues, type RowLayout, type RowSink } from "./row-layout.js";
import { MalformedText, type StoredValue } from "./stored-value.js";

/**
 * Compares rows in whatever order they come, by their keys. While both sides have rows, it holds those that have no counterpart so far, as many
 * as the budget allows; once one side has ended, no more.
 */
export function pairByKey(
  oldRows: IterableIterator<StoredValue[]>,
  newRows: IterableIterator<StoredValue[]>,
  layout: RowLayout,
  sink: RowSink,
  budget: ComparisonBudget,
): void {
  const pairs = new Pairs(layout, sink, budget);
  try {
    let before = oldRows.next();
    let after = newRows.next();
    while (before.done !== true && after.done !== true) {
      pairs.addBoth(before.value, after.value);
      before = oldRows.next();
      after = newRows.next();
    }
    pairs.endSide(before.done === true ? "before" : "after");
    for (; before.done !== true; before = oldRows.next()) pairs.addRest("before", before.value);
    for (; after.done !== true; after = newRows.next()) pairs.addRest("after", after.value);
  } finally {
    // Both connections read at once; when one fails, the other stops reading too.
    oldRows.return?.();
    newRows.return?.();
  }
  pairs.endSide("before");
  pairs.endSide("after");
}

type Side = "before" | "after";

const OTHER_SIDE = { before: "after", after: "before" } as const satisfies Record<Side, Side>;
const KIND_OF_LONE = { before: "removed", after: "added" } as const satisfies Record<Side, "removed" | "added">;

class Pairs {
  readonly #layout: RowLayout;
  readonly #sink: RowSink;
  readonly #budget: ComparisonBudget;
  /** Rows without a counterpart so far, by key: several, where nothing tells them apart. */
  readonly #lone = { before: new Map<string, StoredValue[][]>(), after: new Map<string, StoredValue[][]>() };

  constructor(layout: RowLayout, sink: RowSink, budget: ComparisonBudget) {
    this.#layout = layout;
    this.#sink = sink;
    this.#budget = budget;
  }

  addBoth(before: StoredValue[], after: StoredValue[]): void {
    if (this.#isSameRow(before, after)) return;
    this.#settleOrHold("before", before);
    this.#settleOrHold("after", after);
  }

  /** A row of one side, when the other has ended: who finds no counterpart now, has none. */
  addRest(side: Side, row: StoredValue[]): void {
    if (!this.#settle(side, row, this.#keyOf(row))) this.#sink.noteLone(KIND_OF_LONE[side], row);
  }

  /** No more rows come from this side, so that those held of the other will find none. */
  endSide(side: Side): void {
    const other = OTHER_SIDE[side];
    for (const rows of this.#lone[other].values()) {
      for (const row of rows) {
        this.#sink.noteLone(KIND_OF_LONE[other], row);
        this.#budget.release(row);
      }
    }
    this.#lone[other].clear();
  }

  #settleOrHold(side: Side, row: StoredValue[]): void {
    const key = this.#keyOf(row);
    if (this.#settle(side, row, key)) return;
    const alike = this.#lone[side].get(key);
    if (alike === undefined) this.#lone[side].set(key, [row]);
    else alike.push(row);
    this.#budget.hold(row);
  }

  /** Whether it had a counterpart. */
  #settle(side: Side, row: StoredValue[], key: string): boolean {
    const others = this.#lone[OTHER_SIDE[side]];
    const alike = others.get(key);
    const other = alike?.pop();
    if (other === undefined) return false;
    if (alike?.length === 0) others.delete(key);
    this.#budget.release(other);
    if (side === "before") this.#sink.noteBoth(row, other);
    else this.#sink.noteBoth(other, row);
    return true;
  }

  #isSameRow(before: StoredValue[], after: StoredValue[]): boolean {
    const { keyPositions, rowidName } = this.#layout;
    const isTold = keyPositions.length > 0 || rowidName === undefined || this.#keyOf(before) === this.#keyOf(after);
    return isTold && hasSameValues(this.#layout, before, after);
  }

  #keyOf(row: StoredValue[]): string {
    return keyOf(this.#layout, row);
  }
}

/** Gives a text by which rows of the same layout are told. A primary key may be NULL in tables with a rowid, any number of times. */
export function keyOf({ columns, keyPositions, rowidName }: RowLayout, row: readonly StoredValue[]): string {
  const key = keyPositions.map((position) => row[position] ?? null);
  const needsRowid = rowidName !== undefined && (key.length === 0 || key.includes(null));
  return [...key, ...(needsRowid ? [row[columns.length] ?? null] : [])].map(toKeyPart).join(",");
}

/** Gives a text that is the same for the same value only. */
export function toKeyPart(value: StoredValue): string {
  if (Buffer.isBuffer(value)) return `x${value.toString("hex")}`;
  if (value instanceof MalformedText) return `t${value.bytes.toString("hex")}`;
  return typeof value === "string" ? JSON.stringify(value) : `${typeof value} ${String(value)}`;
}
