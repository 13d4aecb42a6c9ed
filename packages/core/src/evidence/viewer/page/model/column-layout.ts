import type { RecordedTable, RecordedValue } from "../../../recorder/recording.js";
import { makeVisible } from "./visible-text.js";
import { showValue, typeOf } from "./show-value.js";

export interface ColumnLayout {
  readonly name: string;
  readonly isKey: boolean;
  readonly isRedacted: boolean;
  /** Numbers are set flush right. */
  readonly isNumeric: boolean;
  /** Digits after the point of the value that has most; 0 where no value has a point. */
  readonly fraction: number;
  /** In characters. */
  readonly width: number;
}

type Row = readonly (RecordedValue | undefined)[];

/** Rows that are looked at: widths must not change while somebody scrolls. */
const SAMPLE = 200;
const GOLDEN = 0.618_033_988_75;
const WIDEST = 44;
const WIDEST_PAIR = 64;

/** Decides on widths and alignment before rows are drawn. `pairs` are columns that show a value before and one after. */
export function layOutColumns(
  table: RecordedTable,
  rows: readonly Row[],
  pairs: readonly (readonly [number, string])[] = [],
): readonly ColumnLayout[] {
  const sample = sampleOf(rows);
  return table.columns.map((name, position) => {
    const values = sample.map((row) => row[position]).filter((value) => value !== undefined && value !== null);
    const isKey = table.key.includes(position);
    const isNumeric = values.length > 0 && values.every((value) => ["integer", "real"].includes(typeOf(value)));
    const texts = sample.map((row) => (row[position] === undefined ? "" : lengthOf(row[position])));
    const fraction = isNumeric ? Math.max(0, ...texts.map((text) => fractionOf(text))) : 0;
    const pair = pairs.filter(([column]) => column === position).map(([, text]) => widthOf(text));
    const widest = Math.min(
      WIDEST,
      Math.max(3, ...texts.map((text) => widthOf(text) + (isNumeric ? fraction - fractionOf(text) : 0))),
    );
    const header =
      widthOf(
        makeVisible(name)
          .map(({ text }) => text)
          .join(""),
      ) + (isKey ? 3 : 0);
    const width = Math.max(Math.min(header, WIDEST), widest, Math.min(WIDEST_PAIR, Math.max(0, ...pair)));
    return { name, isKey, isRedacted: table.redacted.includes(position), isNumeric, fraction, width };
  });
}

/** Characters, a point included, that a number lacks to stand with its point below those of the others. */
export function padOf(column: ColumnLayout, text: string): number {
  return column.fraction === 0 ? 0 : column.fraction - fractionOf(text);
}

function sampleOf(rows: readonly Row[]): readonly Row[] {
  if (rows.length <= SAMPLE) return rows;
  // Not every n-th row: rows may repeat with the same period.
  return Array.from({ length: SAMPLE }, (_, index) => rows[Math.floor(((index * GOLDEN) % 1) * rows.length)] ?? []);
}

function lengthOf(value: RecordedValue): string {
  return showValue(value, WIDEST)
    .segments.map(({ text }) => text)
    .join("");
}

function fractionOf(text: string): number {
  const point = /^-?\d+(\.\d+)$/.exec(text)?.[1];
  return point === undefined || point.length > 7 ? 0 : point.length;
}

/** Wide characters take the room of two. */
function widthOf(text: string): number {
  let width = 0;
  for (const character of text)
    width +=
      /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\p{Extended_Pictographic}]/u.test(
        character,
      ) && character > "\u00FF"
        ? 2
        : 1;
  return width;
}
