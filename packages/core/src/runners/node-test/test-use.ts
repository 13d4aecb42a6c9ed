import type { PicklejarConfig } from "../../config/database-config.js";
import { toLogText } from "../../errors/log-text.js";
import { messageOf } from "../../errors/message-of.js";
import { misuseTypeError } from "../../errors/misuse-error.js";
import { throwCleanUpErrors } from "../../harness/attempt/clean-up-error.js";
import type { DatabaseHandle } from "../../harness/attempt/database-handle.js";
import type { Harness } from "../../harness/harness.js";
import { TestAttempt } from "../../harness/attempt/test-attempt.js";
import { describeTest, type TestInfo } from "../../harness/attempt/test-info.js";
import type { TestOptions } from "../../harness/options/test-options.js";
import type { NodeTestContext } from "./test-context.js";
import { NODE_TEST_WORDS } from "./words.js";

/** What `testDatabase` takes. */
export interface NodeTestDatabaseOptions extends TestOptions<NodeTestContext> {
  /** A configuration given in code. @defaultValue the configuration file, found from the working directory upwards */
  readonly config?: PicklejarConfig;
}

/** The database of a test, and what else the test is given. */
export interface NodeTestDatabase extends DatabaseHandle {
  /** All of the test's databases by name; this one is the first. */
  readonly databases: Readonly<Record<string, DatabaseHandle>>;
  /** Calls `work` when the test ends, before its database is removed: last in, first out. What it returns is awaited. */
  readonly defer: (work: () => unknown) => void;
}

/** What a test needs to know of the others in its process. */
export interface TestSurroundings {
  readonly describe: () => Omit<TestInfo, "databases">;
  readonly findHarness: () => Promise<Harness<NodeTestContext>>;
  /** Rejects while another test has set its variables. */
  readonly enterEnvironment: (use: TestUse) => Promise<void>;
  readonly leaveEnvironment: (use: TestUse) => void;
}

/** One test that asked for a database, from then on to its end. */
export class TestUse {
  readonly options: NodeTestDatabaseOptions;
  /** The same for all who ask in this test. */
  readonly database: Promise<NodeTestDatabase>;
  readonly #context: NodeTestContext;
  readonly #surroundings: TestSurroundings;
  readonly #info: Omit<TestInfo, "databases">;
  #attempt: TestAttempt<NodeTestContext> | undefined;
  #hasFailedSubtest = false;
  #areHooksRunning = false;
  #ending: Promise<readonly unknown[]> | undefined;

  constructor(context: NodeTestContext, options: NodeTestDatabaseOptions, surroundings: TestSurroundings) {
    this.options = options;
    this.#context = context;
    this.#surroundings = surroundings;
    this.#info = surroundings.describe();
    // While a test's hooks run, it does not know of the subtests that failed.
    context.afterEach((subtest) => {
      if (subtest.passed === false) this.#hasFailedSubtest = true;
    });
    // The hooks run in the order in which they were added: the inner one comes after those that the test adds from now on.
    context.after(() => {
      this.#areHooksRunning = true;
      context.after(async () => this.#reportEnd());
    });
    // The signal is aborted when the test ends, and before its hooks if it takes too long.
    context.signal.addEventListener("abort", () => void this.endIfLeft(), { once: true });
    this.database = this.#begin();
  }

  get hasEnded(): boolean {
    return this.#ending !== undefined;
  }

  get test(): TestInfo {
    return this.#attempt?.test ?? { ...this.#info, databases: [] };
  }

  async #begin(): Promise<NodeTestDatabase> {
    const startMs = performance.now();
    const harness = await this.#surroundings.findHarness();
    const attempt = new TestAttempt(harness, { ...this.#info, databases: harness.options.databases }, this.#context);
    this.#attempt = attempt;
    if (harness.options.environment.length > 0) await this.#surroundings.enterEnvironment(this);
    try {
      await attempt.begin();
    } catch (error) {
      this.#attempt = undefined;
      await attempt.end({ status: "interrupted", expected: "passed", willRetry: false });
      this.#surroundings.leaveEnvironment(this);
      throw error;
    }
    const [first] = attempt.databases.values();
    if (first === undefined) throw misuseTypeError("databases: expected at least one name, got none");
    harness.statistics.noteHooks(performance.now() - startMs);
    const databases = Object.fromEntries(attempt.databases);
    return Object.assign(first, { databases, defer: (work: () => unknown) => attempt.defer(work) });
  }

  /** If a hook of the test failed, node:test has left out those after it: also ours. */
  async endIfLeft(): Promise<void> {
    if (!this.#areHooksRunning || !this.#context.signal.aborted || this.hasEnded) return;
    for (const error of await this.#end())
      process.stderr.write(toLogText(`picklejar: after ${describeTest(this.test)}: ${messageOf(error)}\n`));
  }

  async #reportEnd(): Promise<void> {
    const errors = await this.#end();
    if (!this.#hasFailed) throwCleanUpErrors(errors, NODE_TEST_WORDS);
    // Of a test that has failed, node:test does not report what its hooks throw.
    for (const error of errors) this.#context.diagnostic(`picklejar: after the test: ${messageOf(error)}`);
  }

  #end(): Promise<readonly unknown[]> {
    this.#ending ??= this.#release();
    return this.#ending;
  }

  async #release(): Promise<readonly unknown[]> {
    // The test may not have awaited it. Those who asked for it were told what went wrong.
    await this.database.catch(() => undefined);
    const status = this.#hasFailed ? "failed" : "passed";
    const errors = await this.#attempt?.end({ status, expected: "passed", willRetry: false });
    this.#surroundings.leaveEnvironment(this);
    return errors ?? [];
  }

  get #hasFailed(): boolean {
    return this.#context.passed === false || this.#hasFailedSubtest;
  }
}
