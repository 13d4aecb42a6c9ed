import type { ExpectedFailureRules } from "./expected-failure-options.js";

/** Gives the address of each issue that has one, by its number. */
export function findIssueUrls(
  issues: readonly number[],
  { issueUrl, issues: known }: ExpectedFailureRules,
): Readonly<Record<number, string>> {
  return Object.fromEntries(
    issues.flatMap((issue) => {
      const url = known[issue]?.url ?? formatUrl(issueUrl, issue);
      return url === undefined ? [] : [[issue, url]];
    }),
  );
}

function formatUrl(issueUrl: ExpectedFailureRules["issueUrl"], issue: number): string | undefined {
  return typeof issueUrl === "function" ? issueUrl(issue) : issueUrl?.replaceAll("{issue}", String(issue));
}
