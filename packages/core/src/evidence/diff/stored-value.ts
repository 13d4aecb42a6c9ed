/** A value as SQLite keeps it, integers as `bigint`: only so does `1` differ from `1.0`. */
export type StoredValue = null | bigint | number | string | Buffer | MalformedText;

/** A text whose bytes are no UTF-8, so that no string stands for it and for no other. */
export class MalformedText {
  readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }
}

/** What a string has in place of each byte that is no UTF-8; a text may hold it rightly too. */
const REPLACEMENT = "\u{FFFD}";

/** Whether a value as better-sqlite3 gives it may stand for other bytes than its own. */
export function isDoubtful(value: StoredValue): boolean {
  return typeof value === "string" && value.includes(REPLACEMENT);
}

/** Gives the text that these bytes are. */
export function decodeText(bytes: Buffer): string | MalformedText {
  const text = bytes.toString("utf8");
  return text.includes(REPLACEMENT) && !Buffer.from(text, "utf8").equals(bytes) ? new MalformedText(bytes) : text;
}

/** Whether SQLite would tell them apart by value or by type. */
export function isSameValue(value: StoredValue, other: StoredValue): boolean {
  if (Object.is(value, other)) return true;
  if (value instanceof MalformedText) return other instanceof MalformedText && value.bytes.equals(other.bytes);
  return Buffer.isBuffer(value) && Buffer.isBuffer(other) && value.equals(other);
}
