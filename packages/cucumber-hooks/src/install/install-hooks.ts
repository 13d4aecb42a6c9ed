import { createRequire } from "node:module";
import * as cucumber from "@cucumber/cucumber";
import { joinOrOwnRun, readRecord, RunStatistics } from "@picklejar/core/integration";

import { findCallingFile } from "./calling-file.js";
import { checkInstallHooksOptions } from "./check-hook-options.js";
import { cucumberDirectory, onSupportCodeLoaded } from "./cucumber-builder.js";
import { listFilteredTags } from "../expected-failure/filtered-tags.js";
import { installExpectedFailures, type Judging } from "../expected-failure/install-expected-failures.js";
import type { InstallHooksOptions } from "./hook-options.js";
import { rememberInstalled } from "./installed-hooks.js";
import { noteInstalled, refuseOverlappingLoads } from "./one-run-at-a-time.js";
import { findCoordinatorPid } from "./find-coordinator-pid.js";
import { HOOK_NAME_PREFIX, refuseWrongPlace } from "./refuse-wrong-place.js";
import { SuiteWorker } from "../suite-worker.js";
import { announceSummary } from "../summary.js";
import { watchWorlds } from "../world/watch-worlds.js";

/** Whether hooks can run in the coordinator: from Cucumber 13.2 on. Its ES module does not export this. */
const HAS_HOOK_TARGETS = "HookTarget" in createRequire(import.meta.url)("@cucumber/cucumber");

/** A template may take longer to build than Cucumber's limit for a hook; slow steps report themselves. */
const NO_TIMEOUT = -1;

/**
 * Gives every attempt of every scenario databases of its own, and removes them afterwards.
 *
 * Call it once, at the top level of the first file of support code: hooks defined first run first before a scenario, and last after it.
 *
 * @throws `TypeError` or `RangeError` for wrong options, and if called too late, twice, after other hooks were defined, or with another copy of
 * Cucumber than the one that runs
 * @throws what making a run directory throws
 */
export function installHooks(options: InstallHooksOptions = {}): void {
  checkInstallHooksOptions(options);
  refuseWrongPlace(findCallingFile(installHooks));
  const run = joinOrOwnRun(findCoordinatorPid());
  const installed = { options, run, directory: cucumberDirectory() };
  if (run.isOwner) announceSummary(installed);
  rememberInstalled(installed);
  const worker = new SuiteWorker(installed, new RunStatistics(run));
  const tags = listFilteredTags(options.expectedFailures);
  // Hooks after a step run in reverse order: this one sees what the judge, and the user's own hooks, made of the step.
  if (recordsHooks(options)) cucumber.BeforeStep({ timeout: NO_TIMEOUT }, () => worker.beginStep());
  cucumber.AfterStep({ timeout: NO_TIMEOUT }, (parameter) => worker.noteStep(parameter));
  const judging = installExpectedFailures({
    runPath: run.path,
    tags,
    readRules: () => worker.expectedFailures,
    explainMissingDatabase: (stack) => worker.explainMissingDatabase(stack),
    reportUnexpectedPass: () => worker.reportUnexpectedPass(),
  });
  defineHooks(worker, judging);
  noteInstalled();
  onSupportCodeLoaded((World) => {
    refuseOverlappingLoads();
    return watchWorlds(World);
  });
}

/** Known when hooks are defined: no other suite pays for a BeforeStep hook. */
function recordsHooks({ record }: InstallHooksOptions): boolean {
  return typeof (readRecord() ?? record) === "object";
}

function defineHooks(worker: SuiteWorker, judging: Judging): void {
  const { After, AfterAll, Before, BeforeAll } = cucumber;
  const begin = async function (this: { readonly parameters: Readonly<Record<string, unknown>> }): Promise<void> {
    await worker.begin(this.parameters);
  };
  // Before the workers begin, if Cucumber can; otherwise each of them finds the template, or waits for the one that builds it.
  const options = { ...hook("template"), on: "COORDINATOR" };
  if (HAS_HOOK_TARGETS) {
    BeforeAll(options, async function (this: { readonly parameters: Readonly<Record<string, unknown>> }) {
      await worker.prepare(this.parameters);
      // The coordinator's AfterAll hooks come after the workers have ended; by now it is known who built the template.
      worker.saveStatistics();
    });
  }
  BeforeAll(hook("template"), begin);
  Before(hook("database"), function (this: unknown, parameter) {
    judging.begin(parameter);
    return worker.beginScenario(this, parameter);
  });
  After(hook("clean-up"), (parameter) => worker.endScenario(parameter, judging.isUnexpectedPass(parameter)));
  AfterAll(hook("statistics"), () => worker.finish());
}

function hook(name: string): { readonly name: string; readonly timeout: number } {
  return { name: `${HOOK_NAME_PREFIX}${name}`, timeout: NO_TIMEOUT };
}
