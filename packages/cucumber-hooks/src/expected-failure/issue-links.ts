import type { ExpectedFailureRules } from "./expected-failure-options.js";

/** Gives the address of each issue that has one. */
export function listIssueLinks(issues: readonly number[], { issueUrl, issues: known }: ExpectedFailureRules): readonly string[] {
  return issues.flatMap((issue) => known[issue]?.url ?? formatUrl(issueUrl, issue) ?? []);
}

function formatUrl(issueUrl: ExpectedFailureRules["issueUrl"], issue: number): string | undefined {
  return typeof issueUrl === "function" ? issueUrl(issue) : issueUrl?.replaceAll("{issue}", String(issue));
}
