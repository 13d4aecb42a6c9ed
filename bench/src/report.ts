import type { Spread } from "./statistics.js";

/** A bar that a ratio has to reach. */
export interface Bar {
  /** `times-faster`: reference by ours, at least; `times-as-long`: ours by reference, at most. */
  readonly kind: "times-faster" | "times-as-long";
  readonly value: number;
}

/** One line of the table: something of ours against what it is measured by. */
export interface ComparedFigure {
  readonly kind: "compared";
  /** What was done, and where. */
  readonly title: string;
  readonly ours: string;
  readonly reference: string;
  /** Milliseconds. */
  readonly oursMs: Spread;
  /** Milliseconds. */
  readonly referenceMs: Spread;
  /** Of the rounds' medians. */
  readonly ratio: Spread;
  /** `undefined` for a line that is there to be read only. */
  readonly bar: Bar | undefined;
  readonly isMet: boolean;
}

/** Something that is so or not. */
export interface CheckedFigure {
  readonly kind: "checked";
  readonly title: string;
  /** What was seen. */
  readonly seen: string;
  readonly isMet: boolean;
}

/** Samples over time that must not grow. */
export interface SampledFigure {
  readonly kind: "sampled";
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly number[])[];
  /** What it means, in words. */
  readonly verdict: string;
  readonly isMet: boolean;
}

/** What this machine has no room for. */
export interface OmittedFigure {
  readonly kind: "omitted";
  readonly title: string;
  readonly reason: string;
  readonly isMet: true;
}

export type Figure = ComparedFigure | CheckedFigure | SampledFigure | OmittedFigure;
