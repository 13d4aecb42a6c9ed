import { loadIntegrationConfig, RunStatistics } from "@picklejar/core/integration";

import { checkHookOptions } from "./install/check-hook-options.js";
import { mergeExpectedFailures, type ExpectedFailureRules } from "./expected-failure/expected-failure-options.js";
import type { ScenarioInDocument } from "./expected-failure/tags/gherkin-document.js";
import { findInstalled, type InstalledHooks } from "./install/installed-hooks.js";
import { UnmatchedSteps, type TestCaseMessage } from "./plugin/note-unmatched-steps.js";
import { refuseWrongDatabases, refuseWrongTags } from "./plugin/refuse-wrong-scenarios.js";
import { SuiteWorker } from "./suite-worker.js";

/** The part of what Cucumber gives a plugin that is used; 12.5 and later have it. */
interface CoordinatorContext {
  readonly operation: string;
  readonly environment?: { readonly cwd?: string };
  readonly on: (event: "message", handler: (message: TestCaseMessage) => void) => void;
  readonly transform: (
    event: "pickles:filter",
    transformer: (scenarios: readonly ScenarioInDocument[]) => Promise<undefined>,
  ) => void;
}

// Cucumber takes a module with these two exports for a plugin.

export const type = "plugin";

/**
 * Runs before the first scenario, in the process that coordinates the workers: checks the tags of all scenarios, builds the templates, and notes
 * steps that cannot run.
 */
export function coordinator({ operation, environment, on, transform }: CoordinatorContext): void {
  if (operation !== "runCucumber") return;
  const unmatched = new UnmatchedSteps();
  transform("pickles:filter", async (scenarios) => {
    const installed = findInstalled();
    if (installed === undefined) process.stderr.write(NO_HOOKS);
    const { rules, databases } = await readConfiguration(environment?.cwd);
    refuseWrongDatabases(scenarios, databases);
    if (rules !== undefined) {
      refuseWrongTags(scenarios, rules);
      unmatched.watch(scenarios, rules);
    }
    if (installed !== undefined && !isDryRun(process.argv)) await buildTemplates(installed);
    // The scenarios stay as they are.
    return undefined;
  });
  on("message", (message) => unmatched.note(message, findInstalled()?.run.path));
}

const NO_HOOKS =
  "picklejar: the plugin is active, but installHooks() was not called, so no scenario gets a database. Name a file that calls it first in " +
  'Cucumber\'s `import`, or "./node_modules/@picklejar/cucumber-hooks/register.js".\n';

interface KnownConfiguration {
  readonly rules: ExpectedFailureRules | undefined;
  readonly databases: ReadonlyMap<string, unknown>;
}

/** `worldParameters` are not known before the first hook. */
async function readConfiguration(directory: string | undefined): Promise<KnownConfiguration> {
  const given = findInstalled()?.options;
  const { file, options, databases } = await loadIntegrationConfig("cucumber", given?.config, directory);
  const configured = checkHookOptions(options, { file, prefix: "cucumber." });
  return { rules: mergeExpectedFailures([configured.expectedFailures, given?.expectedFailures]), databases };
}

/** Builds the templates before the workers start, so that none of them waits for another. */
async function buildTemplates(installed: InstalledHooks): Promise<void> {
  const statistics = new RunStatistics(installed.run);
  try {
    await new SuiteWorker(installed, statistics).prepare(undefined);
    statistics.save();
  } catch {
    // It fails in the hooks as well, which know all options, and Cucumber reports that.
  }
}

/** Cucumber does not tell a plugin. If the configuration says so, a template is built that is not needed yet. */
function isDryRun(words: readonly string[]): boolean {
  return words.includes("--dry-run") || words.includes("-d");
}
