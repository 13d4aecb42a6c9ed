import type { RecordedValue, Recording, RowChange } from "../../../recorder/recording.js";
import { copyText } from "./show-value.js";

export type Kind = RowChange["kind"];

/** Which changes are shown. */
export interface Filter {
  /** Name of the only table shown; absent for all. */
  readonly table?: string;
  /** Kinds that are left out. */
  readonly hidden: readonly Kind[];
  readonly text: string;
}

type Row = readonly RecordedValue[];

/** Finds text in rows. It remembers what it made of a row, so that a key press costs no more than the first one did. */
export class Search {
  readonly #texts = new WeakMap<Row, string>();

  /** Whether a row holds a text, in any of its values; in whichever case. */
  isIn(text: string, row: Row): boolean {
    return text === "" || this.#textOf(row).includes(text.toLowerCase());
  }

  matches(filter: Filter, row: RowChange): boolean {
    if (filter.hidden.includes(row.kind)) return false;
    return (
      (row.kind !== "removed" && this.isIn(filter.text, row.after)) ||
      (row.kind !== "added" && this.isIn(filter.text, row.before))
    );
  }

  /** How many changed rows of each step match. */
  countBySteps(recording: Recording, filter: Filter): readonly number[] {
    return recording.steps.map(({ changes }) =>
      changes
        .filter(({ table }) => filter.table === undefined || recording.tables[table]?.name === filter.table)
        .reduce((sum, { rows }) => sum + rows.reduce((found, row) => found + Number(this.matches(filter, row)), 0), 0),
    );
  }

  #textOf(row: Row): string {
    const known = this.#texts.get(row);
    if (known !== undefined) return known;
    const text = row
      .map((value) => copyText(value ?? null))
      .join("\n")
      .toLowerCase();
    this.#texts.set(row, text);
    return text;
  }
}
