import { escapeCharacter, escapeCommands } from "../../errors/log-text.js";
import { MalformedText, type StoredValue } from "./stored-value.js";

/** Hex digits are twice as long as the bytes that they stand for, and say less. */
const BLOB_SHARE = 4;

/** Where a long text is cut so that its difference shows, so many characters before it stay. */
const CONTEXT = 10;

/**
 * Writes a value as SQL does, so that `'1'`, `1`, `1.0`, `x'31'` and `NULL` look different. What is longer than `limit` characters is
 * shortened, and says how long it is.
 *
 * @param from first character (or byte of a blob) that has to be seen
 */
export function showValue(value: StoredValue, limit: number, from = 0): string {
  if (value === null) return "NULL";
  if (typeof value === "number") return showReal(value);
  if (typeof value === "string") return showText(value, limit, from);
  if (typeof value === "bigint") return String(value);
  const limitBytes = Math.max(1, Math.floor(limit / BLOB_SHARE));
  if (value instanceof MalformedText) return `CAST(${showBlob(value.bytes, limitBytes, from)} AS TEXT)`;
  return showBlob(value, limitBytes, from);
}

/** Shows two values that differ: where both are long, the part in which they do. */
export function showChange(before: StoredValue, after: StoredValue, limit: number): readonly [before: string, after: string] {
  const from = Math.max(0, firstDifference(before, after) - CONTEXT);
  return [showValue(before, limit, from), showValue(after, limit, from)];
}

/** Writes the name of a table or a column as SQL does: quoted where it has to be. */
export function showName(name: string): string {
  return /^[\p{L}_][\p{L}\p{N}_$]*$/u.test(name) ? name : `"${escapeUnprintable(name.replaceAll('"', '""'))}"`;
}

/** Escapes what breaks lines, moves a cursor, colours a terminal, turns the direction of writing, shows nothing at all, or is a command to CI. */
export function escapeUnprintable(text: string): string {
  return escapeCommands(text.replaceAll(UNPRINTABLE, (character) => SHORT_ESCAPES[character] ?? escapeCharacter(character)));
}

/** But for the joiner within one emoji. */
const UNPRINTABLE = /(?!\u200D)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const SHORT_ESCAPES: Readonly<Record<string, string>> = { "\n": String.raw`\n`, "\r": String.raw`\r`, "\t": String.raw`\t` };

function showReal(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? "9e999" : "-9e999";
  if (Object.is(value, -0)) return "-0.0";
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? value.toFixed(1) : String(value);
}

function showText(text: string, limit: number, from: number): string {
  if (text.length <= limit) return quoted(text);
  const start = afterPair(text, Math.max(0, Math.min(from, text.length - limit)));
  const end = afterPair(text, start + limit);
  return `${start > 0 ? "…" : ""}${quoted(text.slice(start, end))}${end < text.length ? "…" : ""} (${text.length} characters)`;
}

/** Never between the two halves of a character. */
function afterPair(text: string, position: number): number {
  const isSplit = position > 0 && (text.codePointAt(position - 1) ?? 0) > 0xff_ff;
  return isSplit ? position + 1 : position;
}

function quoted(text: string): string {
  return `'${escapeUnprintable(text.replaceAll("'", "''").replaceAll(LOOKS_ESCAPED, String.raw`\\`))}'`;
}

/** A backslash that would be taken for the beginning of what {@link escapeUnprintable} writes. */
const LOOKS_ESCAPED = /\\(?=[nrtu\\])/g;

function showBlob(blob: Buffer, limit: number, from: number): string {
  if (blob.length <= limit) return `x'${blob.toString("hex")}'`;
  const start = Math.max(0, Math.min(from, blob.length - limit));
  const end = start + limit;
  const shown = blob.subarray(start, end).toString("hex");
  return `${start > 0 ? "…" : ""}x'${shown}'${end < blob.length ? "…" : ""} (${blob.length} bytes)`;
}

function firstDifference(before: StoredValue, after: StoredValue): number {
  if (typeof before === "string" && typeof after === "string") return commonLength(before, after);
  const [old, current] = [bytesOf(before), bytesOf(after)];
  return old !== undefined && current !== undefined ? commonLength(old, current) : 0;
}

function bytesOf(value: StoredValue): Buffer | undefined {
  if (value instanceof MalformedText) return value.bytes;
  return Buffer.isBuffer(value) ? value : undefined;
}

function commonLength(before: ArrayLike<unknown>, after: ArrayLike<unknown>): number {
  let length = 0;
  while (length < before.length && length < after.length && before[length] === after[length]) length++;
  return length;
}
