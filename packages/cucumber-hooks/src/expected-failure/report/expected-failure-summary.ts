import type { OutcomeRecord } from "./outcome-records.js";
import type { ScenarioPlace } from "../scenario-errors.js";

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

/** Sorts the outcomes of a run. */
export function summarizeOutcomes(outcomes: readonly OutcomeRecord[]): ExpectedFailureSummary {
  const ofKind = (wanted: OutcomeRecord["kind"]) => outcomes.filter(({ kind }) => kind === wanted);
  return {
    stillFailing: groupByIssue(ofKind("expected-failure")),
    unexpectedPasses: ofKind("unexpected-pass").map(({ scenario, file, line, issues, tagsToRemove = [], tagsToKeep = [] }) => ({
      scenario,
      file,
      line,
      issues,
      tagsToRemove,
      tagsToKeep,
    })),
    otherFailures: ofKind("other-failure").map(({ scenario, file, line, issues, reason = "", error }) =>
      error === undefined ? { scenario, file, line, issues, reason } : { scenario, file, line, issues, reason, error },
    ),
    notJudged: ofKind("not-judged").map(({ scenario, file, line, issues }) => ({ scenario, file, line, issues })),
  };
}

export function hasOutcomes(summary: ExpectedFailureSummary): boolean {
  return Object.values(summary).some((outcomes: readonly unknown[]) => outcomes.length > 0);
}

function groupByIssue(records: readonly OutcomeRecord[]): readonly IssueSummary[] {
  const issues = [...new Set(records.flatMap((record) => record.issues))].toSorted((a, b) => a - b);
  return issues.map((issue) => {
    const concerned = records.filter((record) => record.issues.includes(issue));
    const url = concerned.map(({ urls }) => urls[issue]).find((found) => found !== undefined);
    const scenarios = concerned.map(({ scenario, file, line, step = "", error = "" }) => ({
      scenario,
      file,
      line,
      step,
      error,
    }));
    return url === undefined ? { issue, scenarios } : { issue, url, scenarios };
  });
}
