import { MalformedText, type StoredValue } from "../../diff/stored-value.js";
import type { RecordedValue } from "../recording.js";
import type { RecordingLimits } from "../recording-limits.js";

export type ValueLimits = Pick<RecordingLimits, "characters" | "blobBytes">;

/** Writes a value as a recording has it, cut to what the limits allow. */
export function toRecordedValue(value: StoredValue, limits: ValueLimits): RecordedValue {
  if (value === null) return null;
  if (typeof value === "bigint") {
    const isExact = value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER;
    return isExact ? Number(value) : { integer: String(value) };
  }
  if (typeof value === "number") return { real: toReal(value) };
  if (typeof value === "string") return cutText(value, limits.characters);
  if (value instanceof MalformedText) return { ...cutBlob(value.bytes, limits.blobBytes), isText: true };
  return cutBlob(value, limits.blobBytes);
}

/** JSON has neither infinity nor a zero with a sign. */
function toReal(value: number): number | string {
  return Number.isFinite(value) && !Object.is(value, -0) ? value : Object.is(value, -0) ? "-0" : String(value);
}

function cutText(text: string, limit: number): RecordedValue {
  if (text.length <= limit) return text;
  // Never between the two halves of a character.
  const end = (text.codePointAt(limit - 1) ?? 0) > 0xff_ff ? limit - 1 : limit;
  return { text: text.slice(0, end), characters: text.length };
}

function cutBlob(blob: Buffer, limit: number): { readonly blob: string; readonly bytes: number } {
  return { blob: blob.toString("hex", 0, limit), bytes: blob.length };
}

/** About how many bytes a value takes in JSON. */
export function sizeOfValue(value: RecordedValue): number {
  if (typeof value === "string") return Buffer.byteLength(value) + 3;
  if (value === null || typeof value !== "object") return 12;
  if ("text" in value) return Buffer.byteLength(value.text) + 32;
  return "blob" in value ? value.blob.length + 32 : 32;
}
