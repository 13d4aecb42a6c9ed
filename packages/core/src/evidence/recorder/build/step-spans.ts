import type { Mark, Moment } from "../state-history.js";

/** When a step ran. */
export interface MarkedStep {
  /** Taken just before the step; absent where the end of the step before it is taken for it, and for one that did not run. */
  readonly begin?: Mark | undefined;
  /** Taken just after the step; absent for one that did not run. */
  readonly end?: Mark | undefined;
}

/** What a step has to answer for, as positions of moments. */
export interface StepSpan {
  readonly from: number;
  readonly to: number;
  readonly notes: readonly string[];
  /** Whether somebody else may have committed from `from` to here; `undefined` where the step begins at `from`. */
  readonly begin: number | undefined;
}

/** A step whose end is not known: what it did is told of the next one whose end is. */
export interface UnknownSpan {
  readonly notes: readonly string[];
}

/**
 * Finds between which moments each step ran. Spans follow each other without a gap, so that their changes add up: what was committed between two
 * steps counts as the second one's. `undefined` for steps that did not run.
 */
export function findStepSpans(
  steps: readonly MarkedStep[],
  moments: readonly Moment[],
): readonly (StepSpan | UnknownSpan | undefined)[] {
  const positions = new Map(
    moments.flatMap(({ mark }, position) => (mark === undefined ? [] : [[mark.index, position] as const])),
  );
  let from = 0;
  let isUncertain = false;
  return steps.map(({ begin, end }) => {
    if (end === undefined) return undefined;
    const to = end.problem === undefined ? positions.get(end.index) : undefined;
    if (to === undefined || to < from) {
      isUncertain = true;
      return { notes: [`What it changed is not known by itself: ${end.problem ?? "its end was not recorded"}.`] };
    }
    const notes = [
      ...(isUncertain
        ? ["Includes what steps before it changed, as it is not known in which state they left the database."]
        : []),
      ...(end.hasOpenTransaction
        ? ["A transaction was open at its end. What that wrote appears in the step that commits it."]
        : []),
    ];
    const beginPosition = begin === undefined || begin.problem !== undefined ? undefined : positions.get(begin.index);
    const isApart = !isUncertain && beginPosition !== undefined && beginPosition > from && beginPosition <= to;
    const span: StepSpan = { from, to, notes, begin: isApart ? beginPosition : undefined };
    from = to;
    isUncertain = false;
    return span;
  });
}
