import type { ExpectedFailureSummary, IssueSummary } from "@picklejar/core/integration";

import type { OutcomeRecord } from "./outcome-records.js";

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
