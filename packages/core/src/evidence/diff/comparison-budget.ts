import { MalformedText, type StoredValue } from "./stored-value.js";
import { WorkTime } from "./work-time.js";

/** The clock is looked at once in so many rows. */
const ROWS_A_LOOK = 512;

/** A row costs so much beside its texts and blobs. */
const ROW_BYTES = 200;

/** Bounds what the comparison of one table may take. */
export class ComparisonBudget {
  readonly #limitMs: number;
  readonly #limitBytes: number;
  readonly #time = new WorkTime();
  #rows = 0;
  #heldBytes = 0;

  /** @param limitMs as {@link WorkTime} measures it */
  constructor(limitMs: number, limitBytes: number) {
    this.#limitMs = limitMs;
    this.#limitBytes = limitBytes;
  }

  /** @throws `Error` when the time is over */
  spendRow(): void {
    if (++this.#rows % ROWS_A_LOOK === 0 && this.#time.workedMs > this.#limitMs) {
      throw new Error(`since it takes longer than ${(this.#limitMs / 1000).toFixed(1)} s`);
    }
  }

  /** @throws `Error` when more is held than may be */
  hold(row: readonly StoredValue[]): void {
    this.#heldBytes += sizeOf(row);
    if (this.#heldBytes > this.#limitBytes) throw new Error("since too much of it differs");
  }

  release(row: readonly StoredValue[]): void {
    this.#heldBytes -= sizeOf(row);
  }

  releaseAll(): void {
    this.#heldBytes = 0;
  }
}

function sizeOf(row: readonly StoredValue[]): number {
  return row.reduce<number>((sum, value) => sum + lengthOf(value), ROW_BYTES);
}

function lengthOf(value: StoredValue): number {
  if (value instanceof MalformedText) return value.bytes.length;
  return typeof value === "string" || Buffer.isBuffer(value) ? value.length : 0;
}
