import { collectTagProblems, type ScenarioInDocument } from "../expected-failure/collect-tag-problems.js";
import type { ExpectedFailureRules } from "../expected-failure/expected-failure-options.js";
import { formatTagProblem } from "../expected-failure/format-tag-problem.js";
import { ScenarioTagsError } from "../expected-failure/scenario-errors.js";

/**
 * Checks the tags of all scenarios that are to run. What is only doubtful is said on stderr.
 *
 * @throws ScenarioTagsError with `SCENARIO_TAGS_INVALID`, which names all problems
 */
export function refuseWrongTags(scenarios: readonly ScenarioInDocument[], rules: ExpectedFailureRules): void {
  const problems = collectTagProblems(scenarios, rules);
  for (const problem of problems.filter(({ severity }) => severity === "warning"))
    process.stderr.write(`picklejar: ${formatTagProblem(problem)}\n`);
  const errors = problems.filter(({ severity }) => severity === "error");
  if (errors.length === 0) return;
  const error = new ScenarioTagsError(errors);
  // Where it was thrown says nothing: the message names the places.
  error.stack = `${error.name}: ${error.message}`;
  throw error;
}
