import { expect, test as vitestTest, type TestAPI } from "vitest";

// What is not a type comes from here alone: only this module is published as an ES module, and the rest has to be the one CommonJS instance.
import {
  checkOptions,
  type DatabaseHandle,
  ensureRun,
  Harness,
  loadTestDatabases,
  misuseTypeError,
  noteTestFile,
  type OptionLocation,
  resolveTestOptions,
  RunStatistics,
  TEST_OPTION_CHECKS,
  TestAttempt,
  type TestOptions,
  type TestOutcome,
  throwCleanUpErrors,
} from "./core.js";
import type { PicklejarConfig } from "../../config/database-config.js";
import { outcomeOf, toTestInfo, type VitestTask } from "./task.js";
import { VITEST_WORDS } from "./words.js";

const CALL: OptionLocation = { file: undefined, subject: "withTestDatabase", prefix: "" };

/** What {@link withTestDatabase} takes. */
export interface WithTestDatabaseOptions extends TestOptions<VitestTask> {
  /** A configuration given in code. @defaultValue the configuration file, found from the working directory upwards */
  readonly config?: PicklejarConfig;
}

/** The fixtures of a test. */
export interface TestDatabaseFixtures {
  /** The database of this attempt of the test, or the first of several. */
  readonly db: DatabaseHandle;
  /** All of them by name. */
  readonly databases: Readonly<Record<string, DatabaseHandle>>;
  /** Calls `work` when the test ends, before its database is removed: last in, first out. What it returns is awaited. */
  readonly defer: (work: () => unknown) => void;
}

/**
 * Adds fixtures to a `test`: each attempt of a test gets a new database, which is removed after the test's own hooks. If the test fails, its database
 * is retained in `.picklejar/failed`, and stderr says what the test changed in it.
 *
 * Use it with `globalSetup: ["@picklejar/core/vitest/setup"]`, which removes what is left, and prints the summary.
 *
 * @throws `TypeError` or `RangeError` for wrong options
 */
export function withTestDatabase<Context>(
  test: TestAPI<Context>,
  { config, ...options }: WithTestDatabaseOptions = {},
): TestAPI<Context & TestDatabaseFixtures> {
  const checked = checkOptions<TestOptions<VitestTask>>(options, CALL, TEST_OPTION_CHECKS, [
    ...Object.keys(TEST_OPTION_CHECKS),
    "config",
  ]);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Fixtures of the given test do not matter here, and stay.
  const extended = (test as unknown as TestAPI)
    // oxlint-disable-next-line no-empty-pattern -- Vitest reads from it that nothing else is needed.
    .extend("databaseHarness", { scope: "file" }, async ({}, { onCleanup }) => {
      const harness = await createHarness(checked, config);
      onCleanup(() => harness.statistics.save());
      return harness;
    })
    .extend("databaseAttempt", async ({ databaseHarness, task }, { onCleanup }) => {
      const attempt = new TestAttempt(
        databaseHarness,
        { ...toTestInfo(task), databases: databaseHarness.options.databases },
        task,
      );
      onCleanup(() => endAttempt(attempt, outcomeOf(task)));
      await beginAttempt(attempt, databaseHarness);
      return attempt;
    })
    .extend("databases", ({ databaseAttempt }) => Object.fromEntries(databaseAttempt.databases))
    .extend("db", ({ databaseAttempt }) => [...databaseAttempt.databases.values()][0])
    .extend("defer", ({ databaseAttempt }) => databaseAttempt.defer.bind(databaseAttempt));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- There is at least one database; what is only ours stays unnamed.
  return extended as unknown as TestAPI<Context & TestDatabaseFixtures>;
}

/** Vitest's `test`, whose tests get the database of the configuration file. */
export const test = extendVitest();

function extendVitest(): TestAPI<TestDatabaseFixtures> {
  try {
    return withTestDatabase(vitestTest);
  } catch (error) {
    if (process.env["VITEST_WORKER_ID"] !== undefined) throw error;
    throw misuseTypeError(
      '"@picklejar/core/vitest" has fixtures for tests: expected it in a test file that Vitest runs, got it elsewhere. ' +
        'In globalSetup, write "@picklejar/core/vitest/setup".',
      { cause: error },
    );
  }
}

async function createHarness(
  options: TestOptions<VitestTask>,
  config: PicklejarConfig | undefined,
): Promise<Harness<VitestTask>> {
  const startMs = performance.now();
  const run = ensureRun();
  const { testPath } = expect.getState();
  if (testPath !== undefined) noteTestFile(run, testPath);
  const resolved = resolveTestOptions(options, await loadTestDatabases(config), CALL);
  const harness = new Harness({ words: VITEST_WORDS }, resolved, run, new RunStatistics(run));
  await harness.prepare();
  harness.statistics.noteSetUp(performance.now() - startMs);
  return harness;
}

async function beginAttempt(attempt: TestAttempt<VitestTask>, { options, statistics }: Harness<VitestTask>): Promise<void> {
  if (attempt.context.concurrent === true && options.environment.length > 0)
    throw misuseTypeError(
      "environment: expected tests that run one after the other, since concurrent tests share the variables of their process. " +
        "Pass db.path to the code under test, or do not run the tests concurrently.",
    );
  const startMs = performance.now();
  try {
    await attempt.begin();
  } catch (error) {
    // Vitest does not clean up a fixture that failed to begin.
    await attempt.end({ status: "interrupted", expected: "passed", willRetry: false });
    throw error;
  }
  statistics.noteHooks(performance.now() - startMs);
}

async function endAttempt(attempt: TestAttempt<VitestTask>, outcome: TestOutcome): Promise<void> {
  throwCleanUpErrors(await attempt.end(outcome), VITEST_WORDS);
}
