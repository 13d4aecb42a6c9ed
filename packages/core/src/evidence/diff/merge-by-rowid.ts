import type { RowLayout, RowSink } from "./row-layout.js";
import type { StoredValue } from "./stored-value.js";
import { misuseTypeError } from "../../errors/misuse-error.js";

/** Compares rows that come in the order of their rowids, which tell them: it holds one row of each side. */
export function mergeByRowid(
  oldRows: IterableIterator<StoredValue[]>,
  newRows: IterableIterator<StoredValue[]>,
  { columns }: RowLayout,
  sink: RowSink,
): void {
  const rowidOf = (row: readonly StoredValue[]): bigint => {
    const rowid = row[columns.length];
    if (typeof rowid !== "bigint") throw misuseTypeError(`a rowid must be an integer; got ${typeof rowid}`);
    return rowid;
  };
  try {
    let before = oldRows.next();
    let after = newRows.next();
    while (before.done !== true || after.done !== true) {
      if (after.done === true || (before.done !== true && rowidOf(before.value) < rowidOf(after.value))) {
        sink.noteLone("removed", before.value);
        before = oldRows.next();
      } else if (before.done === true || rowidOf(after.value) < rowidOf(before.value)) {
        sink.noteLone("added", after.value);
        after = newRows.next();
      } else {
        sink.noteBoth(before.value, after.value);
        before = oldRows.next();
        after = newRows.next();
      }
    }
  } finally {
    // Both connections read at once; when one fails, the other stops reading too.
    oldRows.return?.();
    newRows.return?.();
  }
}
