import type {
  ExpectedFailureSummary,
  IssueSummary,
  NotJudgedSummary,
  OtherFailureSummary,
  UnexpectedPassSummary,
} from "./expected-failure-summary.js";
import { formatIssues } from "./judge-step.js";

/** Says what became of the scenarios that must fail, in lines for a terminal; none when there were none. */
export function describeOutcomes(summary: ExpectedFailureSummary): readonly string[] {
  const { stillFailing, unexpectedPasses, otherFailures, notJudged } = summary;
  const counts = stillFailing.map(
    ({ issue, scenarios }) => `#${issue}${scenarios.length === 1 ? "" : ` ×${scenarios.length}`}`,
  );
  return [
    ...(counts.length === 0 ? [] : [`still failing: ${counts.join(", ")}`]),
    ...stillFailing.flatMap(describeStillFailing),
    ...unexpectedPasses.map(describeUnexpectedPass),
    ...otherFailures.map(describeOtherFailure),
    ...notJudged.map(describeNotJudged),
  ];
}

/** So many scenarios of an issue are named; the summary file has all. */
const MAX_NAMED = 3;

/** What was taken for the bug, so that a reader can tell when it is something else. */
function describeStillFailing({ issue, scenarios }: IssueSummary): readonly string[] {
  const lines = scenarios
    .slice(0, MAX_NAMED)
    .map(({ file, line, step, error }) => `  #${issue}: ${file}:${line} ${JSON.stringify(step)}: ${error}`);
  return scenarios.length > MAX_NAMED ? [...lines, `  #${issue}: and ${scenarios.length - MAX_NAMED} more`] : lines;
}

/** `#991 seems fixed: remove @tdd_expected_fail (features/audit.feature:3), keep @tdd_issue @tdd_issue_991: features/…:4 "Ten callers"`. */
function describeUnexpectedPass(pass: UnexpectedPassSummary): string {
  return `${describeCure(pass)}: ${pass.file}:${pass.line} ${JSON.stringify(pass.scenario)}`;
}

/** The same without the scenario. */
export function describeCure({ issues, tagsToRemove, tagsToKeep }: UnexpectedPassSummary): string {
  const removed = tagsToRemove.map(({ tag, file, line }) => `${tag} (${file}:${line})`).join(", ");
  return `${formatIssues(issues)} ${issues.length === 1 ? "seems" : "seem"} fixed: remove ${removed}, keep ${tagsToKeep.join(" ")}`;
}

function describeNotJudged({ issues, scenario, file, line }: NotJudgedSummary): string {
  return `not judged: ${formatIssues(issues)}: ${file}:${line} ${JSON.stringify(scenario)} was skipped, by a step or a hook, before it showed anything`;
}

function describeOtherFailure({ issues, scenario, file, line, reason, error }: OtherFailureSummary): string {
  const thrown = error === undefined ? "" : ` (${error})`;
  return `not taken for ${formatIssues(issues)}: ${file}:${line} ${JSON.stringify(scenario)}: ${reason}${thrown}`;
}
