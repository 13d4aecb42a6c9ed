import { loadIntegrationConfig } from "@picklejar/core/integration";

import { checkHookOptions } from "./check-hook-options.js";
import type { ScenarioInDocument } from "./expected-failure/collect-tag-problems.js";
import { mergeExpectedFailures, type ExpectedFailureRules } from "./expected-failure/expected-failure-options.js";
import { findInstalled } from "./installed-hooks.js";
import { buildTemplates } from "./plugin/build-templates.js";
import { UnmatchedSteps, type TestCaseMessage } from "./plugin/note-unmatched-steps.js";
import { refuseWrongDatabases } from "./plugin/refuse-wrong-databases.js";
import { refuseWrongTags } from "./plugin/refuse-wrong-tags.js";

/** What Cucumber gives a plugin, as far as it is used: 12.5 and later have it. */
interface CoordinatorContext {
  readonly operation: string;
  readonly environment?: { readonly cwd?: string };
  readonly on: (event: "message", handler: (message: TestCaseMessage) => void) => void;
  readonly transform: (
    event: "pickles:filter",
    transformer: (scenarios: readonly ScenarioInDocument[]) => Promise<undefined>,
  ) => void;
}

// Cucumber takes a module for a plugin that exports these two.

export const type = "plugin";

/**
 * Before the first scenario, in the process that coordinates the workers: checks the tags of all scenarios, builds the templates, and
 * leaves word of steps that cannot run. It has nothing to clean up, and the summary of the run is printed with it and without.
 */
export function coordinator({ operation, environment, on, transform }: CoordinatorContext): void {
  if (operation !== "runCucumber") return;
  const unmatched = new UnmatchedSteps();
  transform("pickles:filter", async (scenarios) => {
    if (findInstalled() === undefined) process.stderr.write(NO_HOOKS);
    const { rules, databases } = await readConfiguration(environment?.cwd);
    refuseWrongDatabases(scenarios, databases);
    if (rules !== undefined) {
      refuseWrongTags(scenarios, rules);
      unmatched.watch(scenarios, rules);
    }
    await buildTemplates(findInstalled());
    // What comes in goes on as it is.
    return undefined;
  });
  on("message", (message) => unmatched.note(message, findInstalled()?.run.path));
}

const NO_HOOKS =
  "picklejar: the plugin is there, and installHooks() was not called: no scenario gets a database. Name a file that calls it first in " +
  'Cucumber\'s `import`, or "./node_modules/@picklejar/cucumber-hooks/register.js".\n';

interface KnownConfiguration {
  readonly rules: ExpectedFailureRules | undefined;
  readonly databases: ReadonlyMap<string, unknown>;
}

/** What is known before the first hook: not what stands in `worldParameters`. */
async function readConfiguration(directory: string | undefined): Promise<KnownConfiguration> {
  const given = findInstalled()?.options;
  const { file, options, databases } = await loadIntegrationConfig("cucumber", given?.config, directory);
  const configured = checkHookOptions(options, { file, prefix: "cucumber." });
  return { rules: mergeExpectedFailures([configured.expectedFailures, given?.expectedFailures]), databases };
}
