import { Status, type ITestCaseHookParameter } from "@cucumber/cucumber";
import type { TestDatabase } from "@picklejar/core";
import {
  misuseRangeError,
  prepareSource,
  refuseSecondSqlite,
  sweepKeptDatabases,
  toLogText,
  type TestDatabaseSource,
  messageOf,
} from "@picklejar/core/integration";

import { toCleanUpError } from "./clean-up-error.js";
import { Evidence } from "./evidence.js";
import { attachToReport } from "./expected-failure/report-attachments.js";
import type { ExpectedFailureRules } from "./expected-failure/expected-failure-options.js";
import { listFilteredTags, refuseLateTags } from "./expected-failure/filtered-tags.js";
import { resolveHookOptions, type ResolvedHookOptions } from "./hook-options.js";
import type { InstalledHooks } from "./installed-hooks.js";
import { explainMissingDatabase } from "./missing-database.js";
import { twoRunsError } from "./one-run-at-a-time.js";
import { OpenConnectionsError } from "./open-connections-error.js";
import { isScenarioRunning, RunProgress } from "./run-progress.js";
import type { RunStatistics } from "./run-statistics.js";
import { ScenarioAttempt } from "./scenario-attempt.js";
import { describeScenario } from "./scenario-location.js";
import { selectDatabases } from "./scenario-tags.js";

/** What the hooks of one worker know from one scenario to the next; it runs one scenario at a time. */
export class SuiteWorker {
  readonly #installed: InstalledHooks;
  readonly #statistics: RunStatistics;
  readonly #progress = new RunProgress();
  readonly #sources = new Map<string, TestDatabaseSource>();
  #hasBegun = false;
  #options: ResolvedHookOptions | undefined;
  #evidence: Evidence | undefined;
  #current: ScenarioAttempt | undefined;
  #pickleId = "";
  #attempt = 0;

  constructor(installed: InstalledHooks, statistics: RunStatistics) {
    this.#installed = installed;
    this.#statistics = statistics;
  }

  /** By what scenarios that must fail are judged; `undefined` when they are not, or before {@link prepare}. */
  get expectedFailures(): ExpectedFailureRules | undefined {
    return this.#options?.expectedFailures;
  }

  /**
   * Makes sure of options and templates, once all support code has been loaded; the second time does nothing, nor does it after a failure,
   * which has been said.
   */
  async prepare(worldParameters: Readonly<Record<string, unknown>> | undefined): Promise<void> {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    // A seed that waits for something that never comes must not let Node end the run as if all was well.
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
    refuseSecondSqlite();
    sweepKeptDatabases(options.directory, run);
    for (const name of options.databases) await this.#findSource(name, options);
    this.#options = options;
    this.#evidence = new Evidence(run, options.directory);
  }

  /** To be called before the first scenario, in a process that runs scenarios. */
  async begin(worldParameters: Readonly<Record<string, unknown>>): Promise<void> {
    if (isScenarioRunning(this.#progress)) throw twoRunsError();
    this.#progress.begin();
    try {
      await this.prepare(worldParameters);
    } catch (error) {
      // Cucumber says so, and a program that runs it may end as it likes.
      this.#progress.end();
      throw error;
    }
  }

  /** Gives an attempt its databases. Does nothing, and never throws, for a scenario without steps: Cucumber 12 breaks its reports there. */
  async beginScenario(world: unknown, { pickle, gherkinDocument }: ITestCaseHookParameter): Promise<void> {
    if (pickle.steps.length > 0 && isScenarioRunning(this.#progress)) throw twoRunsError();
    this.#progress.beginScenario({ pickle, gherkinDocument });
    await this.#endLeftOver();
    const options = this.#options;
    if (pickle.steps.length === 0 || options === undefined) return;
    const startMs = performance.now();
    this.#attempt = pickle.id === this.#pickleId ? this.#attempt + 1 : 1;
    this.#pickleId = pickle.id;
    const scenario = { pickle, gherkinDocument, attempt: this.#attempt };
    // Known before it begins: where that fails, what there is goes in the After hook, which runs all the same.
    this.#current = new ScenarioAttempt(scenario, world, options);
    const names = selectDatabases(scenario, options.databases, options.knownDatabases);
    await this.#current.begin(names, (name, scenarioName) => this.#create(name, scenarioName, options));
    this.#statistics.noteHooks(performance.now() - startMs);
  }

  /** Says, as a clause, that a step of the attempt failed for want of a database; see {@link explainMissingDatabase}. */
  explainMissingDatabase(stack: string): string | undefined {
    const { databases = [] } = this.#current ?? {};
    return explainMissingDatabase(stack, {
      property: this.#options?.worldProperty ?? "db",
      hasDatabase: databases.length > 0,
    });
  }

  /** Takes back what the attempt was given. */
  async endScenario({ result, willBeRetried }: ITestCaseHookParameter): Promise<void> {
    const startMs = performance.now();
    this.#explainFailure(result);
    const [first, ...others] = await this.#end(outcomeOf(result, willBeRetried));
    this.#progress.endScenario();
    this.#statistics.noteHooks(performance.now() - startMs);
    if (first !== undefined) throw toCleanUpError([first, ...others]);
  }

  /** To be called where no scenarios run, as in the coordinator of workers, once it has prepared. */
  saveStatistics(): void {
    this.#statistics.save();
  }

  /** To be called after the last scenario. */
  async finish(): Promise<void> {
    await this.#endLeftOver();
    this.#statistics.save();
    this.#progress.end();
  }

  /** Waits for nothing, once the database's template is known. */
  #create(name: string, scenarioName: string, options: ResolvedHookOptions): TestDatabase | Promise<TestDatabase> {
    const source = this.#sources.get(name);
    // Only tags name it.
    if (source === undefined) return this.#findSource(name, options).then(() => this.#create(name, scenarioName, options));
    const startMs = performance.now();
    const made = source.create(scenarioName);
    return made instanceof Promise
      ? made.then((database) => this.#noteMade(name, database, startMs))
      : this.#noteMade(name, made, startMs);
  }

  #noteMade(name: string, database: TestDatabase, startMs: number): TestDatabase {
    this.#statistics.noteDatabase(name, database.origin, performance.now() - startMs);
    return database;
  }

  async #findSource(name: string, { knownDatabases }: ResolvedHookOptions): Promise<void> {
    const database = knownDatabases.get(name);
    if (database === undefined) throw misuseRangeError(`database ${JSON.stringify(name)} must be one of the configuration's`);
    const source = await prepareSource(database);
    this.#sources.set(name, source);
    this.#statistics.noteSource(name, source);
  }

  /** What an attempt left that never got as far as its After hooks. Its errors are not those of the scenario that comes next. */
  async #endLeftOver(): Promise<void> {
    const left = this.#current?.scenario;
    if (left === undefined) return;
    for (const error of await this.#end("cut-short")) {
      const problem = messageOf(error);
      process.stderr.write(toLogText(`picklejar: after ${describeScenario(left.pickle, left.gherkinDocument)}: ${problem}\n`));
    }
  }

  #explainFailure(result: ITestCaseHookParameter["result"]): void {
    if (result?.status !== Status.FAILED) return;
    const hint = this.explainMissingDatabase(result.message ?? "");
    if (hint !== undefined) attachToReport(this.#current?.world, hint, { mediaType: "text/plain", fileName: "picklejar" });
  }

  async #end(outcome: AttemptOutcome): Promise<readonly unknown[]> {
    const attempt = this.#current;
    if (attempt === undefined) return [];
    // Forgotten first: one that cannot be taken away fails its own scenario, and not all that come after it.
    this.#current = undefined;
    if (this.#shouldKeep(outcome, false)) this.#evidence?.noteOpenTransactions(attempt.databases);
    const errors = [...(await attempt.letGo())];
    try {
      const open = this.#findOpenConnections(attempt);
      if (open !== undefined) errors.push(open);
      if (this.#shouldKeep(outcome, errors.length > 0))
        await this.#evidence?.keep(attempt.databases, attempt.scenario, attempt.world);
    } catch (error) {
      errors.push(error);
    }
    errors.push(...(await attempt.dispose()));
    return errors;
  }

  /** What fails in the clean-up fails the scenario; whether Cucumber then retries it, it does not say. */
  #shouldKeep(outcome: AttemptOutcome, hasErrors: boolean): boolean {
    const keep = this.#options?.keep;
    if (keep === "always") return outcome !== "cut-short";
    return keep === "failed" && (outcome === "failed" || (outcome === "ended" && hasErrors));
  }

  #findOpenConnections({ databases, scenario }: ScenarioAttempt): OpenConnectionsError | undefined {
    if (this.#options?.openConnections === "ignore") return undefined;
    const paths = databases.filter((database) => database.hasOpenConnections()).map(({ path }) => path);
    if (paths.length === 0) return undefined;
    const name = describeScenario(scenario.pickle, scenario.gherkinDocument);
    this.#statistics.noteOpenConnections(name, paths);
    return this.#options?.openConnections === "fail" ? new OpenConnectionsError(name, paths) : undefined;
  }
}

/** `retried`: failed, and another attempt comes. `cut-short`: it never got as far as its After hooks. */
type AttemptOutcome = "ended" | "failed" | "retried" | "cut-short";

function outcomeOf(result: ITestCaseHookParameter["result"], willBeRetried: boolean | undefined): AttemptOutcome {
  if (result?.status !== Status.FAILED) return "ended";
  return willBeRetried === true ? "retried" : "failed";
}
