import type { Measurements } from "./measure-in-turns.js";
import type { Bar, ComparedFigure } from "./report.js";
import { spreadOf } from "./statistics.js";

export interface CompareOptions {
  readonly title: string;
  /** Name of a contender. */
  readonly ours: string;
  /** Name of a contender. */
  readonly reference: string;
  readonly bar?: Bar;
}

/** Makes a figure of two contenders. The ratio is taken round by round, so that it compares what ran side by side. */
export function compare(measurements: Measurements, { title, ours, reference, bar }: CompareOptions): ComparedFigure {
  const oursByRound = roundsOf(measurements, ours);
  const referenceByRound = roundsOf(measurements, reference);
  const isFaster = bar?.kind !== "times-as-long";
  const ratios = oursByRound.map((samples, round) => {
    const [oursMs, referenceMs] = [spreadOf(samples).median, spreadOf(referenceByRound[round] ?? []).median];
    return isFaster ? referenceMs / oursMs : oursMs / referenceMs;
  });
  const ratio = spreadOf(ratios);
  return {
    kind: "compared",
    title,
    ours,
    reference,
    oursMs: spreadOf(oursByRound.flat()),
    referenceMs: spreadOf(referenceByRound.flat()),
    ratio,
    bar,
    isMet: bar === undefined || (isFaster ? ratio.median >= bar.value : ratio.median <= bar.value),
  };
}

function roundsOf(measurements: Measurements, name: string): readonly (readonly number[])[] {
  const rounds = measurements.get(name);
  if (rounds === undefined) throw new RangeError(`"${name}" was not measured`);
  return rounds;
}
