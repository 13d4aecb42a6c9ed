import type { RecordedValue } from "../../../recorder/recording.js";
import { makeVisible, type Segment } from "./visible-text.js";

/** How a value looks: its kind decides on the colour, its segments are the text. */
export interface ShownValue {
  readonly kind: "null" | "number" | "text" | "blob" | "secret" | "unknown";
  readonly segments: readonly Segment[];
}

/** Characters of a text, and digits of a blob, that a cell has room for. */
const CELL_LIMIT = 120;

/** A value as in SQL, so that `'1'` and `1`, and `1` and `1.0`, look different. */
export function showValue(value: RecordedValue, limit: number = CELL_LIMIT, lines = false): ShownValue {
  if (value === null) return { kind: "null", segments: [{ text: "NULL" }] };
  if (typeof value === "string") return { kind: "text", segments: quote(value, value.length, limit, lines) };
  if (typeof value === "number") return { kind: "number", segments: [{ text: String(value) }] };
  if (typeof value !== "object") return { kind: "unknown", segments: makeVisible(String(value)) };
  if ("integer" in value) return { kind: "number", segments: [{ text: value.integer }] };
  if ("real" in value) return { kind: "number", segments: [{ text: showReal(value.real) }] };
  if ("text" in value) return { kind: "text", segments: quote(value.text, value.characters, limit, lines) };
  if ("blob" in value) return { kind: "blob", segments: showBlob(value.blob, value.bytes, limit) };
  if ("secret" in value)
    return {
      kind: "secret",
      segments: [{ text: "•••" }, { text: ` #${value.nth}`, as: "dim", title: "equal numbers in a column are equal secrets" }],
    };
  return { kind: "unknown", segments: makeVisible(JSON.stringify(value) ?? "") };
}

/** The text that "copy" gives: what the database holds, as far as it was recorded. */
export function copyText(value: RecordedValue): string {
  if (value === null) return "NULL";
  if (typeof value === "object") {
    if ("text" in value) return value.text;
    if ("blob" in value) return value.blob;
  }
  if (typeof value === "string") return value;
  return showValue(value)
    .segments.map(({ text }) => text)
    .join("");
}

/** Whether a part of the value is not in the recording. */
export function describeCut(value: RecordedValue): string | undefined {
  if (value === null || typeof value !== "object") return undefined;
  if ("text" in value) return `${count(value.text.length)} of ${count(value.characters)} characters were recorded`;
  if ("blob" in value && value.blob.length / 2 < value.bytes)
    return `${count(value.blob.length / 2)} of ${count(value.bytes)} bytes were recorded`;
  return undefined;
}

export function typeOf(value: RecordedValue): string {
  if (value === null) return "null";
  if (typeof value === "string") return "text";
  if (typeof value === "number") return "integer";
  if (typeof value !== "object") return "unknown";
  if ("integer" in value) return "integer";
  if ("real" in value) return "real";
  if ("text" in value) return "text";
  if ("blob" in value) return "blob";
  return "secret" in value ? "redacted" : "unknown";
}

/** `10,000`. `toLocaleString` takes longer than all else on the page. */
export function count(number: number): string {
  return String(number).replaceAll(/\B(?=(?:\d{3})+$)/g, ",");
}

export function plural(number: number, one: string, many = `${one}s`): string {
  return `${count(number)} ${number === 1 ? one : many}`;
}

/** A real has a point or an exponent, as SQLite prints it. */
function showReal(real: number | string): string {
  if (typeof real === "string") return real === "Infinity" ? "Inf" : real === "-Infinity" ? "-Inf" : real;
  const text = String(real);
  return /[.eEnN]/.test(text) ? text : `${text}.0`;
}

function quote(text: string, characters: number, limit: number, lines: boolean): readonly Segment[] {
  const shown = text.length > limit ? text.slice(0, limit).replace(/[\uD800-\uDBFF]$/, "") : text;
  const segments: Segment[] = [{ text: "'" }, ...makeVisible(shown, lines)];
  return shown.length < characters
    ? [...segments, { text: `… ${count(characters)} characters`, as: "dim" }]
    : [...segments, { text: "'" }];
}

function showBlob(hex: string, bytes: number, limit: number): readonly Segment[] {
  const shown = hex.slice(0, Math.min(limit, 32 + (limit > CELL_LIMIT ? limit : 0)));
  const rest = shown.length / 2 < bytes ? "…" : "'";
  return [{ text: `x'${shown}${rest}` }, { text: ` ${plural(bytes, "byte")}`, as: "dim" }];
}
