import { escapeUnprintable, showValue } from "../../diff/show-value.js";
import type { RecordedValue } from "../recording.js";

/** Writes a value as SQL does, shortened to about `limit` characters; a secret as `•••`. */
export function showRecordedValue(value: RecordedValue, limit: number): string {
  if (value === null || typeof value === "string") return showValue(value, limit);
  if (typeof value === "number") return String(value);
  if ("secret" in value) return "•••";
  if ("integer" in value) return value.integer;
  if ("real" in value) return showValue(typeof value.real === "number" ? value.real : Number(value.real), limit);
  if ("text" in value) {
    const shown = escapeUnprintable(value.text.slice(0, limit).replaceAll("'", "''"));
    return `'${shown}'… (${value.characters} characters)`;
  }
  const bytes = Math.max(1, Math.floor(limit / 4));
  const blob = `x'${value.blob.slice(0, bytes * 2)}'${value.bytes > bytes ? `… (${value.bytes} bytes)` : ""}`;
  return value.isText === true ? `CAST(${blob} AS TEXT)` : blob;
}

/** Two secrets that differ look the same otherwise. */
export function showRecordedChange(before: RecordedValue, after: RecordedValue, limit: number): string {
  const [old, current] = [showRecordedValue(before, limit), showRecordedValue(after, limit)];
  return old === current ? `${old} → ${current} (not the same)` : `${old} → ${current}`;
}
