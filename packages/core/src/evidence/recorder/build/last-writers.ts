import type { LastWriter, TableChange } from "../recording.js";
import type { KeyedChange } from "./state-comparer.js";

/** Finds, for each row that differs in the end, the step that wrote it last: steps are told from the last to the first. */
export class LastWriterSearch {
  /** Rows that are searched for, by table and key. */
  readonly #rows = new Map<string, Map<string, { readonly table: number; readonly row: number }[]>>();
  readonly #found: LastWriter[] = [];

  constructor(whole: readonly KeyedChange[], nameOf: (change: TableChange) => string) {
    for (const { change, keys } of whole) {
      const rows = new Map<string, { table: number; row: number }[]>();
      for (const [row, key] of keys.entries()) rows.set(key, [...(rows.get(key) ?? []), { table: change.table, row }]);
      this.#rows.set(nameOf(change), rows);
    }
  }

  note(step: number, table: string, key: string): void {
    const rows = this.#rows.get(table);
    const found = rows?.get(key);
    if (rows === undefined || found === undefined) return;
    rows.delete(key);
    this.#found.push(...found.map(({ table: position, row }) => ({ table: position, row, step })));
  }

  /** Gives up on the rest of a table, or of all: a step of which nothing is known may have written it. */
  giveUp(table?: string): void {
    if (table === undefined) this.#rows.clear();
    else this.#rows.delete(table);
  }

  finish(): readonly LastWriter[] {
    return this.#found.toSorted((one, other) => one.table - other.table || one.row - other.row);
  }
}
