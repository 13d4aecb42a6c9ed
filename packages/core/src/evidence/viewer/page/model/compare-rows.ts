import type { RecordedValue } from "../../../recorder/recording.js";
import type { PlacedRow } from "./row-history.js";

/** Orders rows by their keys, as SQLite orders values: NULL, numbers, texts, blobs. Rows without a key stay as they are. */
export function compareRows(one: PlacedRow, other: PlacedRow): number {
  for (const position of one.table.key) {
    const difference = compareValues(one.row[position] ?? null, other.row[position] ?? null);
    if (difference !== 0) return difference;
  }
  return 0;
}

function compareValues(one: RecordedValue, other: RecordedValue): number {
  if (typeof one === "number" && typeof other === "number") return one - other;
  const rank = rankOf(one) - rankOf(other);
  if (rank !== 0) return rank;
  if (rankOf(one) === 1) return Number(numberOf(one)) - Number(numberOf(other));
  const [first, second] = [textOf(one), textOf(other)];
  return first < second ? -1 : first > second ? 1 : 0;
}

function rankOf(value: RecordedValue): number {
  if (value === null) return 0;
  if (typeof value === "number") return 1;
  if (typeof value !== "object") return 2;
  return "integer" in value || "real" in value ? 1 : "text" in value ? 2 : 3;
}

function numberOf(value: RecordedValue): number | string {
  if (typeof value === "number") return value;
  if (value === null || typeof value !== "object") return 0;
  return "integer" in value ? value.integer : "real" in value ? value.real : 0;
}

function textOf(value: RecordedValue): string {
  if (typeof value === "string") return value;
  if (value === null || typeof value !== "object") return "";
  return "text" in value ? value.text : "blob" in value ? value.blob : "";
}
