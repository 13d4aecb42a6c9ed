import type { ComparisonBudget } from "./comparison-budget.js";
import { hasSameValues, type DifferenceTally, type RowLayout } from "./difference-tally.js";
import type { StoredValue } from "./show-value.js";

/**
 * Compares rows in whatever order they come, by their keys. It holds those that have no counterpart so far, as many as the budget allows; where
 * one side has no rows at all, none.
 */
export function pairByKey(
  oldRows: IterableIterator<StoredValue[]>,
  newRows: IterableIterator<StoredValue[]>,
  layout: RowLayout,
  tally: DifferenceTally,
  budget: ComparisonBudget,
): void {
  const pairs = new Pairs(layout, tally, budget);
  try {
    let before = oldRows.next();
    let after = newRows.next();
    const isOneSided = before.done === true || after.done === true;
    while (before.done !== true || after.done !== true) {
      if (isOneSided) {
        if (before.done !== true) tally.noteLone("removed", before.value);
        if (after.done !== true) tally.noteLone("added", after.value);
      } else {
        pairs.add(before.done === true ? undefined : before.value, after.done === true ? undefined : after.value);
      }
      if (before.done !== true) before = oldRows.next();
      if (after.done !== true) after = newRows.next();
    }
  } finally {
    // Both connections read at once; when one fails, the other stops reading too.
    oldRows.return?.();
    newRows.return?.();
  }
  pairs.end();
}

class Pairs {
  readonly #layout: RowLayout;
  readonly #tally: DifferenceTally;
  readonly #budget: ComparisonBudget;
  readonly #onlyBefore = new Map<string, StoredValue[]>();
  readonly #onlyAfter = new Map<string, StoredValue[]>();

  constructor(layout: RowLayout, tally: DifferenceTally, budget: ComparisonBudget) {
    this.#layout = layout;
    this.#tally = tally;
    this.#budget = budget;
  }

  add(before: StoredValue[] | undefined, after: StoredValue[] | undefined): void {
    if (before !== undefined && after !== undefined && this.#isSameRow(before, after)) return;
    if (before !== undefined) this.#settle(before, this.#onlyBefore, this.#onlyAfter);
    if (after !== undefined) this.#settle(after, this.#onlyAfter, this.#onlyBefore);
  }

  end(): void {
    for (const row of this.#onlyBefore.values()) this.#tally.noteLone("removed", row);
    for (const row of this.#onlyAfter.values()) this.#tally.noteLone("added", row);
  }

  #settle(row: StoredValue[], own: Map<string, StoredValue[]>, others: Map<string, StoredValue[]>): void {
    const key = this.#keyOf(row);
    const otherKey = lastOf(others, key);
    const other = otherKey === undefined ? undefined : others.get(otherKey);
    if (otherKey === undefined || other === undefined) {
      const last = lastOf(own, key);
      own.set(last === undefined ? key : `${last}+`, row);
      this.#budget.hold(row);
      return;
    }
    others.delete(otherKey);
    this.#budget.release(other);
    if (own === this.#onlyBefore) this.#tally.noteBoth(row, other);
    else this.#tally.noteBoth(other, row);
  }

  #isSameRow(before: StoredValue[], after: StoredValue[]): boolean {
    const { keyPositions, rowidName } = this.#layout;
    const isTold = keyPositions.length > 0 || rowidName === undefined || this.#keyOf(before) === this.#keyOf(after);
    return isTold && hasSameValues(this.#layout, before, after);
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
