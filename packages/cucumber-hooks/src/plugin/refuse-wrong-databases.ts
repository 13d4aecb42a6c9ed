import { misuseTypeError, messageOf } from "@picklejar/core/integration";

import { selectDatabases, type TaggedScenario } from "../scenario-tags.js";

/**
 * Checks the tags of all scenarios that are to run which say what databases they get.
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
  if (problems.length === 0) return;
  const error = misuseTypeError(problems.join("\n"));
  // Where it was thrown says nothing: the message names the places.
  error.stack = `${error.name}: ${error.message}`;
  throw error;
}
