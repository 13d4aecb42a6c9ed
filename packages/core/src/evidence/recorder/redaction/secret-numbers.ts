import { createHash } from "node:crypto";

import { toKeyPart } from "../../diff/pair-by-key.js";
import type { StoredValue } from "../../diff/stored-value.js";
import type { RecordedValue } from "../recording.js";

/** Longer ones are remembered by their digest. */
const MAX_REMEMBERED = 64;

/** Numbers secrets, so that two that are the same can be told from two that are not: from 1 in each column. */
export class SecretNumbers {
  readonly #byColumn = new Map<string, Map<string, number>>();

  /** NULL is none. */
  number(table: string, column: string, value: StoredValue): RecordedValue {
    if (value === null) return null;
    const name = JSON.stringify([table, column]);
    const numbers = this.#byColumn.get(name) ?? new Map<string, number>();
    this.#byColumn.set(name, numbers);
    const text = toKeyPart(value);
    const key = text.length > MAX_REMEMBERED ? createHash("sha256").update(text).digest("base64") : text;
    const nth = numbers.get(key) ?? numbers.size + 1;
    numbers.set(key, nth);
    return { secret: true, nth };
  }
}
