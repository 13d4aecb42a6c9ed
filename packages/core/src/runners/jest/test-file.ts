import { relative } from "node:path";

import { misuseTypeError } from "../../errors/misuse-error.js";
import { TEST_OPTION_CHECKS } from "../../harness/options/check-test-options.js";
import type { TestOptions } from "../../harness/options/test-options.js";
import { checkOptions } from "../../options/check-options.js";
import { readDatabaseName, type OpenTestDatabaseOptions } from "../../databases/open-test-database.js";
import type { Database } from "../../sqlite/load-sqlite.js";
import { OpenedDatabases } from "./opened-databases.js";
import { blocksAround, type CircusEvent, type CircusState, type CircusTest, type SandboxGlobal, testsOf } from "./circus.js";
import { DatabaseUse, JEST_LOCATION } from "./database-use.js";
import type { TestDatabaseGetter, UseTestDatabaseOptions } from "./fixture.js";

const CONCURRENT =
  "useTestDatabase: expected tests that run one after the other, got test.concurrent. Jest does not say which of several concurrent tests asks for its " +
  "database. Use test() here, or move the concurrent tests out of the describe or file that calls useTestDatabase().";

export interface TestFileOptions {
  /** Absolute. */
  readonly testPath: string;
  /** The global object of the file's sandbox. */
  readonly global: SandboxGlobal;
}

/** One test file in its sandbox: which of its tests have databases, and what Jest says of them. */
export class TestFile {
  readonly #options: TestFileOptions;
  readonly #uses: DatabaseUse[] = [];
  readonly #opened: OpenedDatabases;
  #state: CircusState | undefined;

  constructor(options: TestFileOptions) {
    this.#options = options;
    this.#opened = new OpenedDatabases(options);
  }

  /** Gets ready for {@link open}; called before the file is loaded. */
  async prepare(): Promise<void> {
    await this.#opened.prepare();
  }

  /** Is called in the sandbox, as `openTestDatabase`. */
  open(options?: OpenTestDatabaseOptions): Database {
    return this.#opened.open(readDatabaseName(options));
  }

  /** Is called in the sandbox, as `useTestDatabase`. */
  use(options: UseTestDatabaseOptions = {}): TestDatabaseGetter {
    const { config, ...rest } = checkOptions<UseTestDatabaseOptions>(options, JEST_LOCATION, {
      ...TEST_OPTION_CHECKS,
      // It is checked when it is resolved.
      config: () => undefined,
    });
    const state = this.#state;
    if (state === undefined || state.hasStarted)
      throw misuseTypeError(
        "useTestDatabase: expected a call before the tests begin, at the top of the test file or in a describe; got one from a test or a hook.",
      );
    this.#refuseSecond(state);
    const use = new DatabaseUse(
      state.currentDescribeBlock,
      this.#options.global,
      rest satisfies TestOptions<CircusTest>,
      config,
    );
    this.#uses.push(use);
    return use.getter;
  }

  /** Is called with all that Jest says of this file. Never throws: what fails becomes a failure of its test. */
  async handle(event: CircusEvent, state: CircusState): Promise<void> {
    this.#state = state;
    if (event.name === "run_start") {
      this.#refuseConcurrent();
      this.#opened.noteTests(testsOf(state.rootDescribeBlock));
    }
    const { test } = event;
    if (test === undefined) return;
    const use = this.#useOf(test);
    if (event.name === "test_started") {
      const place = this.#describe(test);
      this.#opened.begin(test, place);
      if (use !== undefined && test.concurrent) test.errors.push(misuseTypeError(CONCURRENT));
      else await use?.begin(test, place);
    }
    if (event.name === "test_done") {
      const willRetry = this.#willRetry(test, state);
      await use?.end(test, willRetry);
      await this.#opened.end(test, willRetry);
    }
  }

  /** Ends what Jest did not end, and saves the numbers. */
  async end(): Promise<void> {
    for (const use of this.#uses) await use.dispose();
    await this.#opened.dispose();
  }

  #refuseSecond({ currentDescribeBlock }: CircusState): void {
    const around = blocksAround(currentDescribeBlock);
    const other = this.#uses.find(({ block }) => around.includes(block) || blocksAround(block).includes(currentDescribeBlock));
    if (other === undefined) return;
    const place = other.block.parent === undefined ? "the test file" : `describe ${JSON.stringify(other.block.name)}`;
    throw misuseTypeError(
      `useTestDatabase: expected one call for a test, got a second one; the first is in ${place}. Call it once, and use the function that it gives; ` +
        "several databases for a test are named by the option databases.",
    );
  }

  #refuseConcurrent(): void {
    for (const test of this.#uses.flatMap(({ block }) => testsOf(block))) {
      // Some versions of Jest call the function before they say that the test has started.
      if (test.concurrent) test.fn = () => Promise.reject(misuseTypeError(CONCURRENT));
    }
  }

  #useOf(test: CircusTest): DatabaseUse | undefined {
    return this.#uses.find(({ block }) => blocksAround(test.parent).includes(block));
  }

  #describe(test: CircusTest): { readonly file: string; readonly suite: readonly string[] } {
    const suite = blocksAround(test.parent).filter(({ parent }) => parent !== undefined);
    return { file: relative(process.cwd(), this.#options.testPath), suite: suite.map(({ name }) => name).toReversed() };
  }

  /** Jest retries tests of a file at its end, so that it does not say so when the test is done. */
  #willRetry(test: CircusTest, state: CircusState): boolean | undefined {
    if ((state.describeRetryOptions?.size ?? 0) > 0) return undefined;
    const retries: unknown = Reflect.get(this.#options.global, Symbol.for("RETRY_TIMES"));
    return test.invocations <= (Number.parseInt(String(retries), 10) || 0);
  }
}
