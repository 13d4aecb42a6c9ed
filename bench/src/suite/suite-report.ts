import type { Figure } from "../report.js";
import type { Machine } from "../machine.js";
import type { Spread } from "../statistics.js";
import type { PicklejarSummary, SuiteSteps } from "./run-cucumber.js";

/** One way to give scenarios a database, on one storage, over a whole suite. */
export interface SuiteRow {
  /** Of the contender. */
  readonly name: string;
  readonly title: string;
  /** What is compared with others by its real files. */
  readonly givesRealFiles: boolean;
  /** What people call the storage; `undefined` where it does not matter. */
  readonly storage: string | undefined;
  /** 0 for a run without workers. */
  readonly workers: number;
  /** How many scenarios a run had. */
  readonly scenarioCount: number;
  /** Whether `wholeMs` is that of a part of the suite, with the cost of a scenario multiplied. */
  readonly isExtrapolated: boolean;
  /** The whole suite, from the start of the process to its end, in milliseconds. */
  readonly wholeMs: Spread;
  /** `wholeMs` by that of the empty pair, turn by turn. */
  readonly ratio: Spread;
  /** What a scenario takes longer than with the empty pair, in microseconds. */
  readonly addedMicroseconds: Spread;
  /** The same, of a processor; `undefined` for runs with workers. */
  readonly addedCpuMicroseconds: Spread | undefined;
  /** What picklejar says that it did in the last run; `undefined` for a contender without it. */
  readonly summary: PicklejarSummary | undefined;
}

/** Rows of runs that took turns. */
export interface SuiteTable {
  readonly title: string;
  /** Of a table that compares sizes of templates. */
  readonly size?: { readonly megabytes: number; readonly steps: SuiteSteps };
  /** What the reference is: the scenarios of a whole run. */
  readonly scenarioCount: number;
  readonly turns: number;
  readonly templateBytes: number;
  readonly rows: readonly SuiteRow[];
  /** What was left out, and why. */
  readonly omissions: readonly string[];
}

/** Something that has to be so. */
export interface Verdict {
  readonly title: string;
  readonly seen: string;
  readonly isMet: boolean;
}

export interface SuiteReport {
  readonly measuredAt: string;
  readonly isQuick: boolean;
  readonly machine: Machine;
  readonly tables: readonly SuiteTable[];
  readonly figures: readonly Figure[];
  readonly verdicts: readonly Verdict[];
}
