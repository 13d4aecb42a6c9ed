import { keyOf } from "../../diff/pair-by-key.js";
import type { RowLayout, RowSink } from "../../diff/row-layout.js";
import { isSameValue, type StoredValue } from "../../diff/stored-value.js";
import type { RecordedValue, RowChange } from "../recording.js";
import { sizeOfValue } from "./recorded-value.js";

/** Writes a value of the column at a position. */
export type RecordValue = (value: StoredValue, position: number) => RecordedValue;

export interface RowCollectorOptions {
  readonly record: RecordValue;
  readonly maxRows: number;
  /** Bytes that rows may take in JSON. */
  readonly maxBytes: number;
  /** Is told of each row that differs, also of those that are not collected. */
  readonly onRow?: (key: string) => void;
}

/** A change of a row, with what tells the row. */
export interface CollectedRow {
  readonly change: RowChange;
  readonly key: string;
  readonly bytes: number;
}

type Kind = RowChange["kind"];

const KINDS = ["changed", "removed", "added"] as const satisfies readonly Kind[];

/** Counts the rows of a table that differ, and keeps the first: changed ones before removed ones before added ones. */
export class RowCollector implements RowSink {
  readonly counts: Record<Kind, number> = { added: 0, changed: 0, removed: 0 };
  readonly #rows: Record<Kind, CollectedRow[]> = { added: [], changed: [], removed: [] };
  readonly #layout: RowLayout;
  readonly #options: RowCollectorOptions;

  constructor(layout: RowLayout, options: RowCollectorOptions) {
    this.#layout = layout;
    this.#options = options;
  }

  get total(): number {
    return this.counts.added + this.counts.changed + this.counts.removed;
  }

  noteLone(kind: "added" | "removed", row: readonly StoredValue[]): void {
    const isKept = this.#count(kind, row);
    if (!isKept) return;
    const values = this.#record(row);
    const change: RowChange = kind === "added" ? { kind, after: values } : { kind, before: values };
    this.#keep(change, row, sizeOf(values));
  }

  noteBoth(before: readonly StoredValue[], after: readonly StoredValue[]): void {
    const columns = this.#layout.columns.flatMap((_, position) =>
      isSameValue(before[position] ?? null, after[position] ?? null) ? [] : [position],
    );
    if (columns.length === 0 || !this.#count("changed", after)) return;
    const [old, current] = [this.#record(before), this.#record(after)];
    this.#keep({ kind: "changed", before: old, after: current, columns }, after, sizeOf(old) + sizeOf(current));
  }

  /** What was kept, within the limits. */
  finish(): readonly CollectedRow[] {
    const { maxRows, maxBytes } = this.#options;
    let bytes = 0;
    return KINDS.flatMap((kind) => this.#rows[kind])
      .slice(0, maxRows)
      .filter((row) => (bytes += row.bytes) <= maxBytes);
  }

  #count(kind: Kind, row: readonly StoredValue[]): boolean {
    const isKept = this.counts[kind]++ < this.#options.maxRows;
    this.#options.onRow?.(keyOf(this.#layout, row));
    return isKept;
  }

  #keep(change: RowChange, row: readonly StoredValue[], bytes: number): void {
    this.#rows[change.kind].push({ change, key: keyOf(this.#layout, row), bytes });
  }

  #record(row: readonly StoredValue[]): readonly RecordedValue[] {
    return this.#layout.columns.map((_, position) => this.#options.record(row[position] ?? null, position));
  }
}

function sizeOf(values: readonly RecordedValue[]): number {
  return values.reduce<number>((sum, value) => sum + sizeOfValue(value), 40);
}
