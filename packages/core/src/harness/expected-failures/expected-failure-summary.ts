/** A place in a file of tests. */
export interface ScenarioPlace {
  /** As the test runner names the file: usually relative to the working directory. */
  readonly file: string;
  readonly line: number;
}

/** What became of the scenarios that must fail; plain data, in the summary of the run. */
export interface ExpectedFailureSummary {
  /** By issue: the scenarios that failed as expected. */
  readonly stillFailing: readonly IssueSummary[];
  /** Scenarios that passed, and what to do about each. */
  readonly unexpectedPasses: readonly UnexpectedPassSummary[];
  /** Scenarios that failed, but not as expected. */
  readonly otherFailures: readonly OtherFailureSummary[];
  /** Scenarios that a step or a hook skipped before they showed anything. */
  readonly notJudged: readonly NotJudgedSummary[];
}

export interface ScenarioSummary extends ScenarioPlace {
  readonly scenario: string;
}

export interface IssueSummary {
  readonly issue: number;
  /** Its address, if that is configured. */
  readonly url?: string;
  readonly scenarios: readonly (ScenarioSummary & { readonly step: string; readonly error: string })[];
}

export interface NotJudgedSummary extends ScenarioSummary {
  readonly issues: readonly number[];
}

export interface UnexpectedPassSummary extends NotJudgedSummary {
  readonly tagsToRemove: readonly (ScenarioPlace & { readonly tag: string })[];
  readonly tagsToKeep: readonly string[];
}

export interface OtherFailureSummary extends NotJudgedSummary {
  /** Why it was not taken for the bug, as a clause. */
  readonly reason: string;
  /** The thrown value, on one line; absent if no step threw. */
  readonly error?: string;
}
