import type { OutcomeRecord } from "./outcome-records.js";

/** What became of the scenarios that must fail; plain data, in the summary of the run. */
export interface ExpectedFailureSummary {
  /** By issue: the scenarios that failed as expected. */
  readonly stillFailing: readonly IssueSummary[];
  /** Scenarios that passed, and what to do about each. */
  readonly unexpectedPasses: readonly UnexpectedPassSummary[];
  /** Scenarios that failed, but not as expected. */
  readonly otherFailures: readonly OtherFailureSummary[];
  /** Scenarios that were skipped before they showed anything, by a step or a hook of theirs. */
  readonly notJudged: readonly NotJudgedSummary[];
}

interface ScenarioSummary {
  readonly scenario: string;
  /** As Cucumber names the file: relative to the working directory, most often. */
  readonly file: string;
  readonly line: number;
}

export interface IssueSummary {
  readonly issue: number;
  /** Where to read about it, as far as that is configured. */
  readonly url?: string;
  readonly scenarios: readonly (ScenarioSummary & { readonly step: string; readonly error: string })[];
}

export interface UnexpectedPassSummary extends ScenarioSummary {
  readonly issues: readonly number[];
  readonly tagsToRemove: readonly { readonly tag: string; readonly file: string; readonly line: number }[];
  readonly tagsToKeep: readonly string[];
}

export interface NotJudgedSummary extends ScenarioSummary {
  readonly issues: readonly number[];
}

export interface OtherFailureSummary extends ScenarioSummary {
  readonly issues: readonly number[];
  /** Why it was not taken for the bug, as a clause. */
  readonly reason: string;
  /** What the step threw, on one line; absent when no step did. */
  readonly error?: string;
}

/** Sorts the outcomes of a run. */
export function summarizeOutcomes(outcomes: readonly OutcomeRecord[]): ExpectedFailureSummary {
  return {
    stillFailing: groupByIssue(outcomes.filter(({ kind }) => kind === "expected-failure")),
    unexpectedPasses: outcomes.filter(({ kind }) => kind === "unexpected-pass").map(summarizePass),
    otherFailures: outcomes.filter(({ kind }) => kind === "other-failure").map(summarizeFailure),
    notJudged: outcomes.filter(({ kind }) => kind === "not-judged").map(summarizeNotJudged),
  };
}

/** Whether there is anything to say. */
export function hasOutcomes(summary: ExpectedFailureSummary): boolean {
  return Object.values(summary).some((outcomes: readonly unknown[]) => outcomes.length > 0);
}

function groupByIssue(records: readonly OutcomeRecord[]): readonly IssueSummary[] {
  const issues = [...new Set(records.flatMap((record) => record.issues))].toSorted((a, b) => a - b);
  return issues.map((issue) => {
    const concerned = records.filter((record) => record.issues.includes(issue));
    const url = concerned.map(({ urls }) => urls[issue]).find((found) => found !== undefined);
    const scenarios = concerned.map(summarizeScenario);
    return url === undefined ? { issue, scenarios } : { issue, url, scenarios };
  });
}

function summarizeScenario(record: OutcomeRecord): IssueSummary["scenarios"][number] {
  return { ...pickScenario(record), step: record.step ?? "", error: record.error ?? "" };
}

function summarizePass(record: OutcomeRecord): UnexpectedPassSummary {
  const { issues, tagsToRemove = [], tagsToKeep = [] } = record;
  return { ...pickScenario(record), issues, tagsToRemove, tagsToKeep };
}

function summarizeNotJudged(record: OutcomeRecord): NotJudgedSummary {
  return { ...pickScenario(record), issues: record.issues };
}

function summarizeFailure(record: OutcomeRecord): OtherFailureSummary {
  const { issues, reason = "", error } = record;
  return { ...pickScenario(record), issues, reason, ...(error === undefined ? {} : { error }) };
}

function pickScenario({ scenario, file, line }: OutcomeRecord): ScenarioSummary {
  return { scenario, file, line };
}
