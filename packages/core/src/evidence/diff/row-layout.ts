import { isSameValue, type StoredValue } from "./stored-value.js";

/** How a row is read and told from others. */
export interface RowLayout {
  readonly columns: readonly string[];
  /** Positions of the columns that tell a row. */
  readonly keyPositions: readonly number[];
  /** Its value comes after those of the columns. */
  readonly rowidName: string | undefined;
}

/** Is told what became of the rows of a table. */
export interface RowSink {
  noteLone(kind: "added" | "removed", row: readonly StoredValue[]): void;
  /** Two rows that are told to be one, whether or not they are the same. */
  noteBoth(before: readonly StoredValue[], after: readonly StoredValue[]): void;
}

/** Whether two rows have the same values in the columns that are compared. */
export function hasSameValues({ columns }: RowLayout, before: readonly StoredValue[], after: readonly StoredValue[]): boolean {
  for (let position = 0; position < columns.length; position++) {
    if (!isSameValue(before[position] ?? null, after[position] ?? null)) return false;
  }
  return true;
}
