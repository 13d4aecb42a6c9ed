import { escapeUnprintable, showValue } from "../../diff/show-value.js";
import type { RecordedValue } from "../recording.js";

/** Writes a value as SQL does, shortened to about `limit` characters; a secret as `•••`. A value of a kind that a newer version records is shown as JSON. */
export function showRecordedValue(value: RecordedValue, limit: number): string {
  if (value === null || typeof value === "string") return showValue(value, limit);
  if (typeof value !== "object") return String(value);
  if ("secret" in value) return "•••";
  if ("integer" in value && typeof value.integer === "string") return escapeUnprintable(value.integer);
  if ("real" in value && Number.isNaN(Number(value.real))) return showUnknown(value, limit);
  if ("real" in value) return showValue(typeof value.real === "number" ? value.real : Number(value.real), limit);
  if ("text" in value && typeof value.text === "string") {
    const shown = escapeUnprintable(value.text.slice(0, limit).replaceAll("'", "''"));
    return `'${shown}'… (${value.characters} characters)`;
  }
  if (!("blob" in value) || typeof value.blob !== "string") return showUnknown(value, limit);
  const bytes = Math.max(1, Math.floor(limit / 4));
  const blob = `x'${value.blob.slice(0, bytes * 2)}'${value.bytes > bytes ? `… (${value.bytes} bytes)` : ""}`;
  return value.isText === true ? `CAST(${blob} AS TEXT)` : blob;
}

function showUnknown(value: object, limit: number): string {
  return escapeUnprintable(JSON.stringify(value).slice(0, limit));
}

/** Two secrets that differ look the same otherwise. */
export function showRecordedChange(before: RecordedValue, after: RecordedValue, limit: number): string {
  const [old, current] = [showRecordedValue(before, limit), showRecordedValue(after, limit)];
  return old === current ? `${old} → ${current} (not the same)` : `${old} → ${current}`;
}
