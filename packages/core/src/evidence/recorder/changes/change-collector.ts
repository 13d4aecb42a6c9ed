import { hasSameValues, type RowLayout, type RowSink } from "../../diff/row-layout.js";
import { isSameValue, MalformedText, type StoredValue } from "../../diff/stored-value.js";
import { compareValues } from "./compare-values.js";
import type { ChangedRow, Row, TableChanges } from "./table-changes.js";

/** Keeps all rows of a table that differ. */
export class ChangeCollector implements RowSink {
  readonly #layout: RowLayout;
  readonly #lone: Record<"added" | "removed", (readonly StoredValue[])[]> = { added: [], removed: [] };
  readonly #changed: { readonly before: readonly StoredValue[]; readonly after: readonly StoredValue[] }[] = [];

  constructor(layout: RowLayout) {
    this.#layout = layout;
  }

  noteLone(kind: "added" | "removed", row: readonly StoredValue[]): void {
    this.#lone[kind].push(row);
  }

  noteBoth(before: readonly StoredValue[], after: readonly StoredValue[]): void {
    if (!hasSameValues(this.#layout, before, after)) this.#changed.push({ before, after });
  }

  /** `undefined` where no row differs. */
  finish(): TableChanges | undefined {
    const [added, removed] = [this.#finishLone("added"), this.#finishLone("removed")];
    const changed = this.#changed
      .toSorted((one, other) => this.#compareKeys(one.after, other.after))
      .map(({ before, after }) => this.#toChange(before, after));
    if (added.length + removed.length + changed.length === 0) return undefined;
    return {
      ...(added.length === 0 ? {} : { added }),
      ...(removed.length === 0 ? {} : { removed }),
      ...(changed.length === 0 ? {} : { changed }),
    };
  }

  #finishLone(kind: "added" | "removed"): readonly Row[] {
    return this.#lone[kind]
      .toSorted((one, other) => this.#compareKeys(one, other))
      .map((row) => this.#toRow(row, [...this.#layout.columns.keys()]));
  }

  #toChange(before: readonly StoredValue[], after: readonly StoredValue[]): ChangedRow {
    const { columns, keyPositions, rowidName } = this.#layout;
    const differing = [...columns.keys()].filter((position) => !isSameValue(before[position] ?? null, after[position] ?? null));
    const key =
      keyPositions.length > 0
        ? this.#toRow(after, keyPositions)
        : { [rowidName ?? "rowid"]: toValue(after[columns.length] ?? null) };
    return { key, before: this.#toRow(before, differing), after: this.#toRow(after, differing) };
  }

  /** Not by assignment: a column may be called `__proto__`. */
  #toRow(row: readonly StoredValue[], positions: readonly number[]): Row {
    const { columns } = this.#layout;
    return Object.fromEntries(positions.map((position) => [columns[position] ?? "", toValue(row[position] ?? null)]));
  }

  #compareKeys(one: readonly StoredValue[], other: readonly StoredValue[]): number {
    const { columns, keyPositions } = this.#layout;
    for (const position of [...keyPositions, columns.length]) {
      const order = compareValues(one[position] ?? null, other[position] ?? null);
      if (order !== 0) return order;
    }
    return 0;
  }
}

function toValue(value: StoredValue): Row[string] {
  if (value instanceof MalformedText) return value.bytes.toString("utf8");
  if (typeof value !== "bigint") return value;
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}
