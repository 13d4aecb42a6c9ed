import {
  announceSummary as announce,
  describeOutcomes,
  describeRunSummary,
  type ExpectedFailureSummary,
  printSummary,
  type RunSummary as TestRunSummary,
  type SummaryHead,
  summarizeRun,
} from "@picklejar/core/integration";

import { CUCUMBER_WORDS } from "./cucumber-words.js";
import { hasOutcomes, summarizeOutcomes } from "./expected-failure/report/expected-failure-summary.js";
import { tellGitHub } from "./expected-failure/report/github-actions.js";
import { readOutcomes } from "./expected-failure/report/outcome-records.js";
import type { InstalledHooks } from "./install/installed-hooks.js";

/** The JSON that is written to `PICKLEJAR_SUMMARY_FILE`. A test is a scenario here. */
export interface RunSummary extends SummaryHead, Omit<TestRunSummary, "openConnections"> {
  /** Scenarios that left connections to their database open: the number of all, and the first ones. */
  readonly openConnections: {
    readonly scenarios: number;
    readonly first: readonly { readonly scenario: string; readonly paths: readonly string[] }[];
    /** Whether they may have been closed: libsql was loaded, whose `close()` keeps the file's descriptor. */
    readonly isLibsqlLoaded: boolean;
  };
  /** What became of the scenarios that must fail. */
  readonly expectedFailures: ExpectedFailureSummary;
}

/** Prints one summary when the run ends. Call it in the process that owns the run. */
export function announceSummary({ run, directory }: Pick<InstalledHooks, "run" | "directory">): void {
  announce(run, beforeExit, () => {
    const tests = summarizeRun(run);
    const expectedFailures = summarizeOutcomes(readOutcomes(run.path));
    const isQuiet = tests.databases === 0 && !hasOutcomes(expectedFailures);
    const lines = isQuiet ? [] : [...describeRunSummary(tests, CUCUMBER_WORDS), ...describeOutcomes(expectedFailures)];
    printSummary(run, toRunSummary(tests, expectedFailures), lines, Number(process.exitCode ?? 0));
    if (!isQuiet) tellGitHub(expectedFailures, directory);
  });
}

/** Before other listeners, one of which removes the run directory. */
function beforeExit(listener: () => void): void {
  process.prependListener("exit", listener);
}

function toRunSummary(tests: TestRunSummary, expectedFailures: ExpectedFailureSummary): Omit<RunSummary, keyof SummaryHead> {
  const { tests: scenarios, first, isLibsqlLoaded } = tests.openConnections;
  const named = first.map(({ test: scenario, paths }) => ({ scenario, paths }));
  return { ...tests, openConnections: { scenarios, first: named, isLibsqlLoaded }, expectedFailures };
}
