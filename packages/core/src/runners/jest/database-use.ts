import { resolve } from "node:path";

import type { PicklejarConfig } from "../../config/database-config.js";
import { loadTestDatabases } from "../../databases/load-test-databases.js";
import { noteTestFile } from "../../evidence/retained/file-runner.js";
import { isError } from "../../errors/is-error.js";
import { messageOf } from "../../errors/message-of.js";
import { misuseRangeError, misuseTypeError } from "../../errors/misuse-error.js";
import { throwCleanUpErrors } from "../../harness/attempt/clean-up-error.js";
import type { DatabaseHandle } from "../../harness/attempt/database-handle.js";
import { Harness } from "../../harness/harness.js";
import { resolveTestOptions } from "../../harness/options/resolve-test-options.js";
import { RunStatistics } from "../../harness/summary/run-statistics.js";
import { TestAttempt } from "../../harness/attempt/test-attempt.js";
import { describeTest, type TestInfo, type TestOutcome } from "../../harness/attempt/test-info.js";
import type { TestOptions } from "../../harness/options/test-options.js";
import type { OptionLocation } from "../../options/option-error.js";
import { ensureRun } from "../../runs/ensure-run.js";
import { RUN_VARIABLE } from "../../runs/run-variable.js";
import type { CircusTest, DescribeBlock, SandboxGlobal } from "./circus.js";
import type { TestDatabaseGetter } from "./fixture.js";
import { JEST_WORDS } from "./words.js";

export const JEST_LOCATION: OptionLocation = { file: undefined, subject: "useTestDatabase", prefix: "" };

const LEFT_OUT: TestOutcome = { status: "skipped", expected: "passed", willRetry: false };

/** One call of `useTestDatabase`: the tests of a file, or of a `describe`, whose attempts get databases. */
export class DatabaseUse {
  readonly block: DescribeBlock;
  readonly getter: TestDatabaseGetter;
  readonly #global: SandboxGlobal;
  readonly #options: TestOptions<CircusTest>;
  readonly #config: PicklejarConfig | undefined;
  readonly #ids = new Map<CircusTest, string>();
  #harness: Promise<Harness<CircusTest>> | undefined;
  #current: TestAttempt<CircusTest> | undefined;
  /** Why the test that runs has none. */
  #failure: { readonly error: unknown } | undefined;
  /** Whether a `beforeAll` failed: Jest then runs neither the test nor its `beforeEach`. */
  #isLeftOut = false;
  /** For the message to those who ask too late. */
  #last: TestInfo | undefined;

  constructor(
    block: DescribeBlock,
    global: SandboxGlobal,
    options: TestOptions<CircusTest>,
    config: PicklejarConfig | undefined,
  ) {
    this.block = block;
    this.#global = global;
    this.#options = options;
    this.#config = config;
    this.getter = Object.assign((name?: string) => this.#find(name), {
      defer: (work: () => unknown) => this.#attempt("defer()").defer(work),
    });
  }

  /** Gives a test its databases. What fails becomes a failure of the test, whose hooks and function Jest then leaves out. */
  async begin(test: CircusTest, place: Pick<TestInfo, "file" | "suite">): Promise<void> {
    this.#isLeftOut = test.errors.length > 0;
    try {
      await this.#begin(test, place);
    } catch (error) {
      this.#failure = { error };
      test.errors.push(error);
      await this.#takeAttempt()?.end({ status: "interrupted", expected: "passed", willRetry: false });
    }
  }

  async #begin(test: CircusTest, { file, suite }: Pick<TestInfo, "file" | "suite">): Promise<void> {
    const startMs = performance.now();
    const harness = await (this.#harness ??= this.#createHarness(resolve(file)));
    const id = this.#ids.get(test) ?? `${file}#${this.#ids.size}`;
    this.#ids.set(test, id);
    const info = { id, name: test.name, file, suite, attempt: test.invocations, databases: harness.options.databases };
    this.#current = new TestAttempt(harness, info, test);
    await this.#current.begin();
    harness.statistics.noteHooks(performance.now() - startMs);
  }

  /** Takes them back after the test's own hooks. */
  async end(test: CircusTest, mayRetry: boolean | undefined): Promise<void> {
    this.#failure = undefined;
    const outcome = this.#isLeftOut ? LEFT_OUT : outcomeOf(test, mayRetry);
    try {
      throwCleanUpErrors((await this.#takeAttempt()?.end(outcome)) ?? [], JEST_WORDS);
    } catch (error) {
      test.errors.push(error);
    }
  }

  /** Ends what was left, and saves the numbers. */
  async dispose(): Promise<void> {
    await this.#takeAttempt()?.end({ status: "interrupted", expected: "passed", willRetry: false });
    const harness = await this.#harness?.catch(() => undefined);
    harness?.statistics.save();
  }

  async #createHarness(testPath: string): Promise<Harness<CircusTest>> {
    const startMs = performance.now();
    const run = ensureRun();
    noteTestFile(run, testPath);
    const { env } = this.#global.process;
    // The sandbox has a copy, made before the run was.
    env[RUN_VARIABLE] = process.env[RUN_VARIABLE];
    const resolved = resolveTestOptions(this.#options, await loadTestDatabases(this.#config), JEST_LOCATION);
    const runner = { words: JEST_WORDS, environments: [process.env, env] };
    const harness = new Harness<CircusTest>(runner, resolved, run, new RunStatistics(run));
    await harness.prepare();
    harness.statistics.noteSetUp(performance.now() - startMs);
    return harness;
  }

  #takeAttempt(): TestAttempt<CircusTest> | undefined {
    const attempt = this.#current;
    this.#last = attempt?.test ?? this.#last;
    this.#current = undefined;
    return attempt;
  }

  #find(name: string | undefined): DatabaseHandle {
    const { databases } = this.#attempt("the database");
    const found = name === undefined ? [...databases.values()][0] : databases.get(name);
    if (found !== undefined) return found;
    const names = [...databases.keys()].map((each) => JSON.stringify(each));
    throw misuseRangeError(
      `useTestDatabase: expected a database of this test (${names.join(", ")}), got ${JSON.stringify(name)}`,
    );
  }

  #attempt(what: string): TestAttempt<CircusTest> {
    if (this.#current !== undefined) return this.#current;
    if (this.#failure !== undefined) throw this.#failure.error;
    const ended = this.#last === undefined ? "" : ` ${describeTest(this.#last)} has ended: await in it what it begins.`;
    throw misuseTypeError(
      `useTestDatabase: expected a test, its beforeEach or its afterEach to ask for ${what}; there is none in beforeAll, afterAll and describe.${ended}`,
    );
  }
}

/** How an attempt ended. Jest has turned the result of `test.failing` around before this is asked for. */
export function outcomeOf({ errors, failing }: CircusTest, mayRetry: boolean | undefined): TestOutcome {
  const expected = failing ? "failed" : "passed";
  if (errors.length === 0) return { status: expected, expected, willRetry: false };
  const [first] = errors.flat();
  return {
    status: failing ? "passed" : "failed",
    expected,
    willRetry: mayRetry,
    error: isError(first) ? first.stack : messageOf(first),
  };
}
