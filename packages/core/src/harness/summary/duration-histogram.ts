/** Width of a bucket: each is so much longer than the one before. */
const GROWTH = 1.02;
const SHORTEST_MS = 0.001;

/** Buckets with their counts, as they are written to a file: `[bucket, count]`. */
export type DurationCounts = readonly (readonly [bucket: number, count: number])[];

/** Durations, counted to within two percent, in memory that does not grow with their number. */
export class DurationHistogram {
  readonly #counts = new Map<number, number>();
  #count = 0;
  #totalMs = 0;

  add(durationMs: number): void {
    const bucket = Math.max(0, Math.round(Math.log(durationMs / SHORTEST_MS) / Math.log(GROWTH)));
    this.#addTo(bucket, 1);
    this.#totalMs += durationMs;
  }

  merge(counts: DurationCounts, totalMs: number): void {
    for (const [bucket, count] of counts) this.#addTo(bucket, count);
    this.#totalMs += totalMs;
  }

  get count(): number {
    return this.#count;
  }

  get totalMs(): number {
    return this.#totalMs;
  }

  get counts(): DurationCounts {
    return [...this.#counts];
  }

  /** In milliseconds; 0 when nothing was added. */
  get medianMs(): number {
    let seen = 0;
    for (const [bucket, count] of [...this.#counts].toSorted(([a], [b]) => a - b)) {
      seen += count;
      if (seen * 2 >= this.#count) return SHORTEST_MS * GROWTH ** bucket;
    }
    return 0;
  }

  #addTo(bucket: number, count: number): void {
    this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + count);
    this.#count += count;
  }
}
