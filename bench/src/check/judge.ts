import type { Bar, ComparedFigure } from "../report.js";
import type { Baseline } from "./baseline.js";

/** For what is measured in a process that does not know the baseline. */
export const UNJUDGED: Bar = { kind: "times-as-long", value: Number.MAX_SAFE_INTEGER };

/** Holds a pair, whose title is its name, against the baseline. */
export function judge(figure: ComparedFigure, { tolerance, ratios }: Baseline): ComparedFigure {
  const ratio = ratios[figure.title];
  if (ratio === undefined) {
    throw new RangeError(
      `check-baseline.json must have a ratio for "${figure.title}": run pnpm bench:check --update, and look at it`,
    );
  }
  const value = Math.round(ratio * tolerance * 100) / 100;
  return { ...figure, bar: { kind: "times-as-long", value }, isMet: figure.ratio.median <= value };
}

/** Of two measurements of the same pairs, the better one of each: what was noise the first time is not there the second time. */
export function betterOf(first: readonly ComparedFigure[], second: readonly ComparedFigure[]): readonly ComparedFigure[] {
  return first.map((figure) => {
    const again = second.find(({ title }) => title === figure.title);
    return again !== undefined && again.ratio.median < figure.ratio.median ? again : figure;
  });
}
