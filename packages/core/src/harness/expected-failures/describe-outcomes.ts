import type {
  ExpectedFailureSummary,
  IssueSummary,
  OtherFailureSummary,
  ScenarioSummary,
  UnexpectedPassSummary,
} from "./expected-failure-summary.js";

/** Describes what became of the scenarios that must fail, in lines for a terminal. */
export function describeOutcomes(summary: ExpectedFailureSummary): readonly string[] {
  const { stillFailing, unexpectedPasses, otherFailures, notJudged } = summary;
  const counts = stillFailing.map(
    ({ issue, scenarios }) => `#${issue}${scenarios.length === 1 ? "" : ` ×${scenarios.length}`}`,
  );
  return [
    ...(counts.length === 0 ? [] : [`still failing: ${counts.join(", ")}`]),
    ...stillFailing.flatMap(describeStillFailing),
    ...unexpectedPasses.map((pass) => `${describeCure(pass)}: ${locate(pass)}`),
    ...otherFailures.map(
      (failure) => `not taken for ${formatIssues(failure.issues)}: ${locate(failure)}: ${describeReason(failure)}`,
    ),
    ...notJudged.map(
      (skipped) =>
        `not judged: ${formatIssues(skipped.issues)}: ${locate(skipped)} was skipped, by a step or a hook, before it showed anything`,
    ),
  ];
}

/** Why a failure was not taken for the bug, and what was thrown. */
export function describeReason({ reason, error }: OtherFailureSummary): string {
  return error === undefined ? reason : `${reason} (${error})`;
}

/** `#991 seems fixed: remove @tdd_expected_fail (features/audit.feature:3), keep @tdd_issue @tdd_issue_991`. */
export function describeCure({
  issues,
  tagsToRemove,
  tagsToKeep,
}: Pick<UnexpectedPassSummary, "issues" | "tagsToRemove" | "tagsToKeep">): string {
  const removed = tagsToRemove.map(({ tag, file, line }) => `${tag} (${file}:${line})`).join(", ");
  return `${formatIssues(issues)} ${issues.length === 1 ? "seems" : "seem"} fixed: remove ${removed}, keep ${tagsToKeep.join(" ")}`;
}

/** `#991, #992`. */
export function formatIssues(issues: readonly number[]): string {
  return issues.map((issue) => `#${issue}`).join(", ");
}

/** The summary file names all scenarios of an issue. */
const MAX_NAMED = 3;

/** Names what was taken for the bug, so that a reader can tell if it is something else. */
function describeStillFailing({ issue, scenarios }: IssueSummary): readonly string[] {
  const lines = scenarios
    .slice(0, MAX_NAMED)
    .map(({ file, line, step, error }) => `  #${issue}: ${file}:${line} ${JSON.stringify(step)}: ${error}`);
  return scenarios.length > MAX_NAMED ? [...lines, `  #${issue}: and ${scenarios.length - MAX_NAMED} more`] : lines;
}

function locate({ scenario, file, line }: ScenarioSummary): string {
  return `${file}:${line} ${JSON.stringify(scenario)}`;
}
