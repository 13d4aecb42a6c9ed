import { isDeepStrictEqual } from "node:util";

import { loadIntegrationConfig } from "../../config/load-integration-config.js";
import { misuseTypeError } from "../../errors/misuse-error.js";
import { announceSummary, printSummary } from "../../harness/summary/announce-summary.js";
import { Harness, type Runner } from "../../harness/harness.js";
import { HarnessCache } from "../../harness/harness-cache.js";
import { resolveTestOptions } from "../../harness/options/resolve-test-options.js";
import { RunStatistics } from "../../harness/summary/run-statistics.js";
import { describeRunSummary, summarizeRun } from "../../harness/summary/run-summary.js";
import { describeTest, type TestInfo } from "../../harness/attempt/test-info.js";
import type { OptionLocation } from "../../options/option-error.js";
import type { Run } from "../../runs/run.js";
import { fileOfTest, suiteOfTest, type NodeTestContext } from "./test-context.js";
import { type NodeTestDatabase, type NodeTestDatabaseOptions, TestUse } from "./test-use.js";
import { NODE_TEST_WORDS } from "./words.js";

export const NODE_TEST_LOCATION: OptionLocation = { file: undefined, subject: "testDatabase", prefix: "" };

const RUNNER: Runner<NodeTestContext> = {
  words: NODE_TEST_WORDS,
  report(context, { path, pagePath }) {
    if (path !== undefined) context.diagnostic(`picklejar: database retained: ${pagePath ?? path}`);
    // A diagnostic is one line of the runner's report: stderr has the rest.
    return false;
  },
};

const NO_OPTIONS: NodeTestDatabaseOptions = {};

/** The tests of this process that have databases in a run. */
export class NodeTests {
  readonly #run: Run;
  readonly #statistics: RunStatistics;
  readonly #uses = new WeakMap<NodeTestContext, TestUse>();
  readonly #harnesses = new HarnessCache<NodeTestDatabaseOptions, NodeTestContext>(async (options) =>
    this.#createHarness(options),
  );
  /** The test whose variables are set. */
  #inEnvironment: TestUse | undefined;
  #count = 0;

  constructor(run: Run) {
    this.#run = run;
    this.#statistics = new RunStatistics(run);
    if (run.isOwner) this.#announceSummary();
    else process.once("exit", () => this.#statistics.save());
  }

  /** @throws `TypeError` if the test has ended, or was given a database with other options */
  async give(context: NodeTestContext, options: NodeTestDatabaseOptions | undefined): Promise<NodeTestDatabase> {
    const known = this.#uses.get(context);
    const name = JSON.stringify(context.fullName ?? context.name);
    if (known?.hasEnded === true || context.signal.aborted)
      throw misuseTypeError(`testDatabase: expected a test that runs, but ${name} has ended: await in it what it begins.`);
    if (known !== undefined && options !== undefined && !isDeepStrictEqual(options, known.options))
      throw misuseTypeError(
        `testDatabase: expected one set of options for a test; ${name} has a database already, with other options. ` +
          "Several databases for a test are named by the option databases.",
      );
    return (known ?? this.#begin(context, options ?? NO_OPTIONS)).database;
  }

  #begin(context: NodeTestContext, options: NodeTestDatabaseOptions): TestUse {
    const use = new TestUse(context, options, {
      describe: () => this.#describe(context),
      findHarness: async () => this.#harnesses.find(options),
      enterEnvironment: async (entering) => this.#enterEnvironment(entering),
      leaveEnvironment: (leaving) => {
        if (this.#inEnvironment === leaving) this.#inEnvironment = undefined;
      },
    });
    this.#uses.set(context, use);
    return use;
  }

  #describe(context: NodeTestContext): Omit<TestInfo, "databases"> {
    this.#count += 1;
    const [file, suite] = [fileOfTest(context), suiteOfTest(context)];
    return { id: `${file}#${this.#count}`, name: context.name, file, suite, attempt: 1 };
  }

  async #createHarness({ config, ...options }: NodeTestDatabaseOptions): Promise<Harness<NodeTestContext>> {
    const resolved = resolveTestOptions(options, await loadIntegrationConfig("node-test", config), NODE_TEST_LOCATION);
    const harness = new Harness(RUNNER, resolved, this.#run, this.#statistics);
    await harness.prepare();
    return harness;
  }

  /** @throws `TypeError` while the variables of another test are set */
  async #enterEnvironment(use: TestUse): Promise<void> {
    await this.#inEnvironment?.endIfLeft();
    if (this.#inEnvironment !== undefined)
      throw misuseTypeError(
        `environment: expected tests that run one after the other, since they share the variables of their process; ${describeTest(this.#inEnvironment.test)} ` +
          "still runs. Pass db.path to the code under test, or do not run the tests concurrently, or one within the other.",
      );
    this.#inEnvironment = use;
  }

  #announceSummary(): void {
    const print = (): void => {
      this.#statistics.save();
      const summary = summarizeRun(this.#run);
      printSummary(this.#run, summary, summary.databases === 0 ? [] : describeRunSummary(summary, NODE_TEST_WORDS));
    };
    announceSummary(this.#run, (listener) => this.#run.onEnd(listener), print);
  }
}
