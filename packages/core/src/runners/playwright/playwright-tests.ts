import { relative } from "node:path";
import { stripVTControlCharacters } from "node:util";
import type { TestInfo } from "@playwright/test";

import type { PicklejarConfig } from "../../config/database-config.js";
import { loadTestDatabases } from "../../databases/load-test-databases.js";
import type { RetainedDatabase } from "../../evidence/retained/retained-database.js";
import { misuseTypeError } from "../../errors/misuse-error.js";
import { getOrCreate } from "../../files/get-or-create.js";
import { TEST_OPTION_CHECKS } from "../../harness/options/check-test-options.js";
import { throwCleanUpErrors } from "../../harness/attempt/clean-up-error.js";
import { Harness, type Runner } from "../../harness/harness.js";
import { HarnessCache } from "../../harness/harness-cache.js";
import { resolveTestOptions } from "../../harness/options/resolve-test-options.js";
import { RunStatistics } from "../../harness/summary/run-statistics.js";
import { TestAttempt } from "../../harness/attempt/test-attempt.js";
import type { TestInfo as AttemptInfo, TestOutcome } from "../../harness/attempt/test-info.js";
import type { TestOptions } from "../../harness/options/test-options.js";
import { checkOptions } from "../../options/check-options.js";
import type { OptionLocation } from "../../options/option-error.js";
import { ensureRun } from "../../runs/ensure-run.js";
import { tellApplication, type TestApplication } from "./test-application.js";
import { PLAYWRIGHT_WORDS } from "./words.js";

const FIXTURE: OptionLocation = { file: undefined, subject: "fixture picklejar", prefix: "" };

/** What the option `picklejar` takes, in `test.use()` and under `use` in the configuration of Playwright. */
export interface PicklejarOptions extends TestOptions<TestInfo> {
  /** A configuration given in code. @defaultValue the configuration file, found from the working directory upwards */
  readonly config?: PicklejarConfig;
}

/** A test that runs, and may have asked for its databases. */
interface RunningTest {
  readonly options: PicklejarOptions;
  attempt?: Promise<TestAttempt<TestInfo>>;
}

/** The tests of one worker, which run one after the other. */
export class PlaywrightTests {
  readonly #application: TestApplication | undefined;
  readonly #harnesses = new HarnessCache<PicklejarOptions, TestInfo>(async (options) => this.#createHarness(options));
  readonly #running = new WeakMap<TestInfo, RunningTest>();
  readonly #retained = new WeakMap<TestInfo, RetainedDatabase[]>();
  readonly #runner: Runner<TestInfo> = {
    words: PLAYWRIGHT_WORDS,
    report: (testInfo, retained) => {
      getOrCreate(this.#retained, testInfo, () => []).push(retained);
      // On a terminal, Playwright shows the beginning of what is attached: stderr has all of it.
      return false;
    },
  };
  #statistics: RunStatistics | undefined;

  constructor(application: TestApplication | undefined) {
    this.#application = application;
  }

  /** Is told of each test before its other fixtures are made. A test of an application has databases whether it asks for them or not. */
  async begin(options: PicklejarOptions, testInfo: TestInfo): Promise<void> {
    this.#running.set(testInfo, { options });
    if (this.#application !== undefined) await this.attemptOf(testInfo);
  }

  /**
   * Gives a test its databases, the same each time.
   *
   * @throws `TypeError` where no test has begun
   */
  async attemptOf(testInfo: TestInfo): Promise<TestAttempt<TestInfo>> {
    const running = this.#running.get(testInfo);
    if (running === undefined)
      throw misuseTypeError(
        "db: expected a test, its beforeEach or its afterEach to ask for it, got beforeAll, afterAll, or a fixture that Playwright makes for these, for " +
          "example baseURL: their database would be gone before the tests begin. A database for several tests is made with initTestDb() in beforeAll, and " +
          "disposed of in afterAll.",
      );
    running.attempt ??= this.#createAttempt(running.options, testInfo);
    return running.attempt;
  }

  /** Is told of the end of each test, when its other fixtures are gone. Has Playwright's report say what became of its databases. */
  async end(testInfo: TestInfo): Promise<void> {
    const running = this.#running.get(testInfo);
    this.#running.delete(testInfo);
    // Who asked for it was told what it failed with.
    const attempt = await running?.attempt?.catch(() => undefined);
    if (attempt === undefined) return;
    const errors = [...(await attempt.end(outcomeOf(testInfo)))];
    try {
      await this.#attach(testInfo);
    } catch (error) {
      errors.push(error);
    }
    if (errors.length > 0) noteOwnFailure(testInfo);
    throwCleanUpErrors(errors, PLAYWRIGHT_WORDS);
  }

  save(): void {
    this.#statistics?.save();
  }

  async #createAttempt(options: PicklejarOptions, testInfo: TestInfo): Promise<TestAttempt<TestInfo>> {
    const startMs = performance.now();
    try {
      const harness = await this.#harnesses.find(options);
      const attempt = new TestAttempt(harness, { ...describeTest(testInfo), databases: harness.options.databases }, testInfo);
      try {
        await attempt.begin();
      } catch (error) {
        await attempt.end({ status: "interrupted", expected: "passed", willRetry: false });
        throw error;
      }
      harness.statistics.noteHooks(performance.now() - startMs);
      return attempt;
    } catch (error) {
      noteOwnFailure(testInfo);
      throw error;
    }
  }

  async #attach(testInfo: TestInfo): Promise<void> {
    for (const { title, report, pagePath } of this.#retained.get(testInfo) ?? []) {
      await testInfo.attach(title, { body: report, contentType: "text/plain" });
      if (pagePath !== undefined) await testInfo.attach(`${title}, as a page`, { path: pagePath, contentType: "text/html" });
    }
  }

  async #createHarness(given: PicklejarOptions): Promise<Harness<TestInfo>> {
    const checks = { ...TEST_OPTION_CHECKS, config: () => undefined };
    const { config, ...options } = checkOptions<PicklejarOptions>(given, FIXTURE, checks);
    const told = tellApplication(this.#application, options);
    const run = ensureRun();
    this.#statistics ??= new RunStatistics(run);
    const resolved = resolveTestOptions(told, await loadTestDatabases(config), FIXTURE);
    const harness = new Harness(this.#runner, resolved, run, this.#statistics);
    await harness.prepare();
    return harness;
  }
}

/** A test that has to fail is not to pass because it got no database, or because its clean-up failed. */
function noteOwnFailure(testInfo: TestInfo): void {
  if (testInfo.expectedStatus === "failed") testInfo.expectedStatus = "passed";
}

function describeTest({
  testId,
  title,
  file,
  line,
  titlePath,
  retry,
  project,
  config,
}: TestInfo): Omit<AttemptInfo, "databases"> {
  const isOneOfSeveral = config.projects.length > 1 && project.name !== "";
  return {
    id: testId,
    name: title,
    file: relative(process.cwd(), file),
    line,
    // The path begins with the file.
    suite: [...(isOneOfSeveral ? [`[${project.name}]`] : []), ...titlePath.slice(1, -1)],
    attempt: retry + 1,
  };
}

/** Called when the test and its hooks have ended. A time-out is never what is expected. */
function outcomeOf({ status, expectedStatus, errors }: TestInfo): TestOutcome {
  // `describe.configure({ retries })` does not show in the test, so that each attempt may be the last. The next one replaces what this one retains.
  const willRetry = undefined;
  if (status === "skipped" || status === "interrupted") return { status, expected: "passed", willRetry };
  const hasPassed = status === "passed";
  const isAsExpected = status === expectedStatus;
  const { stack, message = stack } = errors[0] ?? {};
  const error = stack ?? message;
  return {
    status: hasPassed ? "passed" : "failed",
    expected: hasPassed === isAsExpected ? "passed" : "failed",
    willRetry,
    ...(error !== undefined && { error: stripVTControlCharacters(error) }),
  };
}
