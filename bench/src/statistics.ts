/** The middle of some measurements, and how far they spread. */
export interface Spread {
  readonly median: number;
  /** A quarter of the measurements is below. */
  readonly p25: number;
  /** A quarter of the measurements is above. */
  readonly p75: number;
  readonly count: number;
}

/** @throws `RangeError` when there is nothing to describe. */
export function spreadOf(values: readonly number[]): Spread {
  if (values.length === 0) throw new RangeError("values must have at least one number; got none");
  const sorted = values.toSorted((a, b) => a - b);
  return { median: quantile(sorted, 0.5), p25: quantile(sorted, 0.25), p75: quantile(sorted, 0.75), count: values.length };
}

/** Interpolates between the two nearest. */
function quantile(sorted: readonly number[], share: number): number {
  const position = (sorted.length - 1) * share;
  const below = Math.floor(position);
  const [low = Number.NaN, high = low] = sorted.slice(below, below + 2);
  return low + (high - low) * (position - below);
}
