import { hasSameValues, type RowLayout, type RowSink } from "./row-layout.js";
import { showChange, showValue } from "./show-value.js";
import { isSameValue, type StoredValue } from "./stored-value.js";

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

export interface TallyLimits {
  /** So many rows of each kind are shown. */
  readonly shownRows: number;
  /** Characters of a value that are shown. */
  readonly shownCharacters: number;
}

/** Counts rows that differ, and shows the first of each kind; holds no others. */
export class DifferenceTally implements RowSink {
  readonly #layout: RowLayout;
  readonly #limits: TallyLimits;
  readonly #shown = { changed: [] as RowDifference[], removed: [] as RowDifference[], added: [] as RowDifference[] };
  readonly #counts = { changed: 0, removed: 0, added: 0 };

  constructor(layout: RowLayout, limits: TallyLimits) {
    this.#layout = layout;
    this.#limits = limits;
  }

  noteLone(kind: "added" | "removed", row: readonly StoredValue[]): void {
    if (!this.#count(kind)) return;
    const positions = [...this.#layout.columns.keys()];
    this.#shown[kind].push({ kind, key: this.#showKey(row), values: this.#showValues(row, positions) });
  }

  /** Looks at two rows that are told to be one. */
  noteBoth(before: readonly StoredValue[], after: readonly StoredValue[]): void {
    if (hasSameValues(this.#layout, before, after) || !this.#count("changed")) return;
    const shown: Record<"before" | "after", [column: string, value: string][]> = { before: [], after: [] };
    for (const [position, column] of this.#layout.columns.entries()) {
      const [old, current] = [before[position] ?? null, after[position] ?? null];
      if (isSameValue(old, current)) continue;
      const [oldValue, currentValue] = showChange(old, current, this.#limits.shownCharacters);
      shown.before.push([column, oldValue]);
      shown.after.push([column, currentValue]);
    }
    // Not by assignment: a column may be called `__proto__`.
    const [oldValues, currentValues] = [Object.fromEntries(shown.before), Object.fromEntries(shown.after)];
    this.#shown.changed.push({ kind: "changed", key: this.#showKey(after), before: oldValues, after: currentValues });
  }

  toDifference(table: string): TableDifference | undefined {
    const { changed, removed, added } = this.#counts;
    if (changed + removed + added === 0) return undefined;
    const rows = [...this.#shown.changed, ...this.#shown.removed, ...this.#shown.added];
    return { table, added, removed, changed, rows };
  }

  /** Whether it is among those to be shown. */
  #count(kind: RowDifference["kind"]): boolean {
    return this.#counts[kind]++ < this.#limits.shownRows;
  }

  #showKey(row: readonly StoredValue[]): ShownRow {
    const { columns, keyPositions, rowidName } = this.#layout;
    if (keyPositions.length > 0) return this.#showValues(row, keyPositions);
    if (rowidName === undefined) return {};
    return { [rowidName]: showValue(row[columns.length] ?? null, this.#limits.shownCharacters) };
  }

  #showValues(row: readonly StoredValue[], positions: readonly number[]): ShownRow {
    const { columns } = this.#layout;
    return Object.fromEntries(
      positions.map((position) => [columns[position] ?? "", showValue(row[position] ?? null, this.#limits.shownCharacters)]),
    );
  }
}
