import type { RecordedValue, Recording, RowChange, TableChange } from "../../../recorder/recording.js";
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

type Row = readonly (RecordedValue | undefined)[];

/** Finds text in values, in whichever case. What it made of a row it remembers: a key press must cost no more than a look at each row. */
export class Search {
  readonly #changes = new Map<TableChange, readonly string[]>();
  readonly #rows = new WeakMap<Row, string>();

  /** Positions of the rows of a change that a filter lets through; `undefined` for all of them. */
  find(change: TableChange, filter: Filter): readonly number[] | undefined {
    if (filter.text === "" && filter.hidden.length === 0) return undefined;
    const wanted = filter.text.toLowerCase();
    const texts = wanted === "" ? undefined : this.textsOf(change);
    const found: number[] = [];
    for (const [index, { kind }] of change.rows.entries()) {
      if (!filter.hidden.includes(kind) && (texts === undefined || texts[index]?.includes(wanted) === true)) found.push(index);
    }
    return found;
  }

  /** How many changed rows of each step a filter lets through. */
  countBySteps(recording: Recording, filter: Filter): readonly number[] {
    return recording.steps.map(({ changes }) =>
      changes
        .filter(({ table }) => filter.table === undefined || recording.tables[table]?.name === filter.table)
        .reduce((sum, change) => sum + (this.find(change, filter)?.length ?? change.rows.length), 0),
    );
  }

  /** Whether a row of a table holds a text. */
  isIn(text: string, row: Row): boolean {
    if (text === "") return true;
    const known = this.#rows.get(row) ?? textOf(row);
    this.#rows.set(row, known);
    return known.includes(text.toLowerCase());
  }

  /** The text of each row of a change, both before and after. */
  textsOf(change: TableChange): readonly string[] {
    const known = this.#changes.get(change);
    if (known !== undefined) return known;
    const texts = change.rows.map(textOfChange);
    this.#changes.set(change, texts);
    return texts;
  }
}

function textOfChange(row: RowChange): string {
  if (row.kind === "removed") return textOf(row.before);
  if (row.kind === "added") return textOf(row.after);
  return `${textOf(row.after)}\n${textOf(row.columns.map((column) => row.before[column]))}`;
}

function textOf(row: Row): string {
  let text = "";
  for (const value of row) text += `${value === undefined ? "" : copyText(value)}\n`;
  return text.toLowerCase();
}
