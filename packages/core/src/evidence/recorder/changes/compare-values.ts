import { MalformedText, type StoredValue } from "../../diff/stored-value.js";

/** Orders values as SQLite does: NULL, numbers, texts by their bytes, blobs. */
export function compareValues(one: StoredValue, other: StoredValue): number {
  const order = rankOf(one) - rankOf(other);
  if (order !== 0 || one === null || other === null) return order;
  if (isNumeric(one) && isNumeric(other)) return one < other ? -1 : one > other ? 1 : 0;
  return Buffer.compare(bytesOf(one), bytesOf(other));
}

function rankOf(value: StoredValue): number {
  if (value === null) return 0;
  if (isNumeric(value)) return 1;
  return typeof value === "string" || value instanceof MalformedText ? 2 : 3;
}

function isNumeric(value: StoredValue): value is bigint | number {
  return typeof value === "bigint" || typeof value === "number";
}

function bytesOf(value: StoredValue): Buffer {
  if (value instanceof MalformedText) return value.bytes;
  return Buffer.isBuffer(value) ? value : Buffer.from(String(value));
}
