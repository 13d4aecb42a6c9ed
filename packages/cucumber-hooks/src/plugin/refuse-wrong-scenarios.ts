import { messageOf, misuseTypeError } from "@picklejar/core/integration";

import { collectTagProblems, formatTagProblem, type TagRules } from "../expected-failure/tags/check-tags.js";
import type { ScenarioInDocument } from "../expected-failure/tags/gherkin-document.js";
import { ScenarioTagsError, withoutStack } from "../expected-failure/scenario-errors.js";
import { selectDatabases, type TaggedScenario } from "../scenario/scenario-tags.js";

/**
 * Checks the tags of all scenarios that are to run for their databases.
 *
 * @throws TypeError that names all problems
 */
export function refuseWrongDatabases(scenarios: readonly TaggedScenario[], known: ReadonlyMap<string, unknown>): void {
  const problems = scenarios.flatMap((scenario) => {
    try {
      selectDatabases(scenario, [], known);
      return [];
    } catch (error) {
      return [messageOf(error)];
    }
  });
  if (problems.length > 0) throw withoutStack(misuseTypeError(problems.join("\n")));
}

/**
 * Checks the tags of all scenarios that are to run for the bugs that they capture. Prints warnings to stderr.
 *
 * @throws ScenarioTagsError with `SCENARIO_TAGS_INVALID`, which names all problems
 */
export function refuseWrongTags(scenarios: readonly ScenarioInDocument[], rules: TagRules): void {
  const problems = collectTagProblems(scenarios, rules);
  for (const problem of problems.filter(({ severity }) => severity === "warning"))
    process.stderr.write(`picklejar: ${formatTagProblem(problem)}\n`);
  const errors = problems.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw withoutStack(new ScenarioTagsError(errors));
}
