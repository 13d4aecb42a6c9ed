import { Status, type ITestCaseHookParameter, type ITestStepHookParameter } from "@cucumber/cucumber";
import {
  describeTest,
  Harness,
  messageOf,
  type RetainedDatabase,
  type Runner,
  type RunStatistics,
  TestAttempt,
  type TestOutcome,
  throwCleanUpErrors,
  toLogText,
} from "@picklejar/core/integration";

import { CUCUMBER_WORDS } from "./cucumber-words.js";
import type { ExpectedFailureRules } from "./expected-failure/expected-failure-options.js";
import { listFilteredTags, refuseLateTags } from "./expected-failure/filtered-tags.js";
import { extendWorld } from "./world/extend-world.js";
import type { InstalledHooks } from "./install/installed-hooks.js";
import { explainMissingDatabase } from "./world/missing-database.js";
import { twoRunsError } from "./install/one-run-at-a-time.js";
import { reportEvidence, reportHint } from "./report-evidence.js";
import { resolveHookOptions, type ResolvedHookOptions } from "./install/resolve-hook-options.js";
import { isScenarioRunning, RunProgress } from "./run-progress.js";
import { ReportedOutcome } from "./scenario/step-outcome.js";
import { selectDatabases } from "./scenario/scenario-tags.js";
import { ScenarioSteps } from "./scenario/scenario-steps.js";
import { ScenarioTest } from "./scenario/scenario-test.js";

/** The state of the hooks of one worker, which runs one scenario at a time. */
export class SuiteWorker {
  readonly #installed: InstalledHooks;
  readonly #statistics: RunStatistics;
  readonly #progress = new RunProgress();
  #hasBegun = false;
  #options: ResolvedHookOptions | undefined;
  #harness: Harness | undefined;
  #current: TestAttempt | undefined;
  #pickleId = "";
  #attempt = 0;
  #steps = new ScenarioSteps([]);
  #isUnexpectedPass = false;
  readonly #unreported: { readonly world: unknown; readonly retained: RetainedDatabase }[] = [];

  constructor(installed: InstalledHooks, statistics: RunStatistics) {
    this.#installed = installed;
    this.#statistics = statistics;
  }

  /** The rules for scenarios that must fail; `undefined` if they are not judged, and before {@link prepare}. */
  get expectedFailures(): ExpectedFailureRules | undefined {
    return this.#options?.expectedFailures;
  }

  /**
   * Resolves options and builds templates, after all support code was loaded. Does nothing the second time, even if the first failed, which was
   * reported.
   */
  async prepare(worldParameters: Readonly<Record<string, unknown>> | undefined): Promise<void> {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    // Otherwise Node would exit successfully if a seed waits for something that never comes.
    const keepAlive = setInterval(() => undefined, 60_000);
    try {
      await this.#prepareOnce(worldParameters);
    } finally {
      clearInterval(keepAlive);
    }
  }

  async #prepareOnce(worldParameters: Readonly<Record<string, unknown>> | undefined): Promise<void> {
    const { options: given, run, directory } = this.#installed;
    const options = await resolveHookOptions(given, worldParameters, directory);
    refuseLateTags(listFilteredTags(given.expectedFailures), options.expectedFailures);
    const runner: Runner<unknown> = {
      words: CUCUMBER_WORDS,
      extendContext: (world, properties) => extendWorld(world, options.worldProperty, properties),
      report: (world, retained) => this.#report(world, retained),
    };
    const harness = new Harness(runner, options, run, this.#statistics);
    await harness.prepare();
    this.#options = options;
    this.#harness = harness;
  }

  /** Call it before the first scenario, in a process that runs scenarios. */
  async begin(worldParameters: Readonly<Record<string, unknown>>): Promise<void> {
    if (isScenarioRunning(this.#progress)) throw twoRunsError();
    this.#progress.begin();
    try {
      await this.prepare(worldParameters);
    } catch (error) {
      // Cucumber reports it, and a program that runs Cucumber may exit as it likes.
      this.#progress.end();
      throw error;
    }
  }

  /** Gives an attempt its databases. Does nothing, and never throws, for a scenario without steps: Cucumber 12 breaks its reports there. */
  async beginScenario(world: unknown, { pickle, gherkinDocument }: ITestCaseHookParameter): Promise<void> {
    if (pickle.steps.length > 0 && isScenarioRunning(this.#progress)) throw twoRunsError();
    const scenario = { pickle, gherkinDocument };
    this.#progress.beginScenario(scenario);
    await this.#endLeftOver();
    const [harness, options] = [this.#harness, this.#options];
    if (pickle.steps.length === 0 || harness === undefined || options === undefined) return;
    const startMs = performance.now();
    this.#attempt = pickle.id === this.#pickleId ? this.#attempt + 1 : 1;
    this.#pickleId = pickle.id;
    const names = selectDatabases(scenario, options.databases, options.knownDatabases);
    // Set before it begins: if that fails, the After hook, which runs all the same, removes what there is.
    this.#current = new TestAttempt(harness, new ScenarioTest(scenario, this.#attempt, names), world);
    this.#steps = new ScenarioSteps(pickle.steps);
    await this.#current.begin();
    this.#statistics.noteHooks(performance.now() - startMs);
  }

  /** Says, as a clause, that a step of the attempt failed because it has no database; see {@link explainMissingDatabase}. */
  explainMissingDatabase(stack: string): string | undefined {
    return explainMissingDatabase(stack, {
      property: this.#options?.worldProperty ?? "db",
      hasDatabase: this.#current !== undefined && this.#current.databases.size > 0,
    });
  }

  /** Before each step, where what hooks wrote is told apart from the first. */
  beginStep(): void {
    this.#current?.beginStep();
  }

  /** After each step that ran; the report shows on it what is attached now. Only a step that failed waits for anything. */
  noteStep({ result }: ITestStepHookParameter): Promise<void> | undefined {
    this.#current?.endStep(new ReportedOutcome(result));
    const hasFailed = this.#steps.note(result?.status);
    return hasFailed ? this.#noteFailure(result) : undefined;
  }

  async #noteFailure(result: ITestStepHookParameter["result"] | undefined): Promise<void> {
    this.#explainFailure(result);
    await this.#current?.noteFailure();
  }

  /** To be called in the hook that fails for an unexpected pass. */
  reportUnexpectedPass(): void {
    for (const { world, retained } of this.#unreported.splice(0)) reportEvidence(world, retained, undefined);
  }

  /** Takes back what the attempt was given. */
  async endScenario({ result, willBeRetried }: ITestCaseHookParameter, isUnexpectedPass: boolean): Promise<void> {
    const startMs = performance.now();
    const unseen = this.#steps.end(result?.status);
    if (unseen !== undefined) this.#current?.noteUnseenStep({ status: unseen });
    this.#unreported.length = 0;
    this.#isUnexpectedPass = isUnexpectedPass;
    const errors = await this.#end(isUnexpectedPass ? UNEXPECTED_PASS : outcomeOf(result, willBeRetried));
    this.#isUnexpectedPass = false;
    this.#progress.endScenario();
    this.#statistics.noteHooks(performance.now() - startMs);
    throwCleanUpErrors(errors, CUCUMBER_WORDS);
  }

  /** For a process that prepares but runs no scenarios, such as the coordinator of workers. */
  saveStatistics(): void {
    this.#statistics.save();
  }

  /** Call it after the last scenario. */
  async finish(): Promise<void> {
    await this.#endLeftOver();
    this.#statistics.save();
    this.#progress.end();
  }

  /** Ends an attempt that never reached its After hooks. Its errors are not those of the next scenario. */
  async #endLeftOver(): Promise<void> {
    if (this.#current === undefined) return;
    const { test } = this.#current;
    for (const error of await this.#end(CUT_SHORT)) {
      process.stderr.write(toLogText(`picklejar: after ${describeTest(test)}: ${messageOf(error)}\n`));
    }
  }

  #explainFailure(result: ITestStepHookParameter["result"] | undefined): void {
    const hint = this.explainMissingDatabase(result?.message ?? "");
    if (hint !== undefined) reportHint(this.#current?.context, hint);
  }

  #report(world: unknown, retained: RetainedDatabase): boolean {
    if (!this.#isUnexpectedPass) return reportEvidence(world, retained, this.#steps.failure);
    // The hook that fails for it comes later, and reports hide what one that passes attaches.
    this.#unreported.push({ world, retained });
    return true;
  }

  #end(outcome: TestOutcome): Promise<readonly unknown[]> | readonly unknown[] {
    const attempt = this.#current;
    // First: if it cannot be removed, only its own scenario fails.
    this.#current = undefined;
    return attempt?.end(outcome) ?? [];
  }
}

const ENDED: TestOutcome = { status: "passed", expected: "passed", willRetry: false };
const FAILED: TestOutcome = { status: "failed", expected: "passed", willRetry: false };
const RETRIED: TestOutcome = { status: "failed", expected: "passed", willRetry: true };
/** Whether it will be retried is decided by the hook that fails for it. */
const UNEXPECTED_PASS: TestOutcome = { status: "passed", expected: "failed", willRetry: undefined };
const CUT_SHORT: TestOutcome = { status: "interrupted", expected: "passed", willRetry: false };

const FAILURES: ReadonlySet<string> = new Set([Status.FAILED, Status.UNDEFINED, Status.AMBIGUOUS]);

function outcomeOf(result: ITestCaseHookParameter["result"], willBeRetried: boolean | undefined): TestOutcome {
  if (result === undefined || !FAILURES.has(result.status)) return ENDED;
  return willBeRetried === true ? RETRIED : FAILED;
}
