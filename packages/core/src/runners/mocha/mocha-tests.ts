import { relative } from "node:path";

import { loadIntegrationConfig } from "../../config/load-integration-config.js";
import { toLogText } from "../../errors/log-text.js";
import { messageOf } from "../../errors/message-of.js";
import { misuseTypeError } from "../../errors/misuse-error.js";
import { TEST_OPTION_CHECKS } from "../../harness/options/check-test-options.js";
import { throwCleanUpErrors } from "../../harness/attempt/clean-up-error.js";
import { Harness } from "../../harness/harness.js";
import { resolveTestOptions } from "../../harness/options/resolve-test-options.js";
import { RunStatistics } from "../../harness/summary/run-statistics.js";
import { TestAttempt } from "../../harness/attempt/test-attempt.js";
import { describeTest, type TestInfo, type TestOutcome } from "../../harness/attempt/test-info.js";
import type { TestOptions } from "../../harness/options/test-options.js";
import { checkOptions } from "../../options/check-options.js";
import { ensureRun } from "../../runs/ensure-run.js";
import { type HookContext, hasFailedHook, type MochaTest } from "./mocha-objects.js";
import { MOCHA_WORDS } from "./words.js";

type Attempt = TestAttempt<HookContext>;

/** The tests that run in this process, one after the other, each of which has databases. */
export class MochaTests {
  readonly #ids = new Map<MochaTest, string>();
  #harness: Promise<Harness<HookContext>> | undefined;
  #current: Attempt | undefined;
  /** For the message to those who ask too late. */
  #last: TestInfo | undefined;

  /** Makes sure of the templates, and gives the context of all tests its properties. Mocha calls it in each process, and in parallel for each file. */
  async beginFile(context: HookContext): Promise<void> {
    this.#harness ??= createHarness();
    await this.#harness;
    this.#define(context, "db", ({ databases }) => [...databases.values()][0]);
    this.#define(context, "databases", ({ databases }) => Object.fromEntries(databases));
    this.#define(context, "defer", (attempt) => attempt.defer.bind(attempt));
    // Last of all hooks after a test, also of those that test files have outside of describe.
    context.test.parent.afterEach("picklejar", async () => this.#endTest(context));
  }

  async beginTest(context: HookContext): Promise<void> {
    await this.#endLeft();
    const { currentTest: test } = context;
    if (test === undefined || this.#harness === undefined) return;
    const startMs = performance.now();
    const harness = await this.#harness;
    const attempt = new TestAttempt(harness, this.#describe(test, harness.options.databases), context);
    this.#current = attempt;
    await attempt.begin();
    harness.statistics.noteHooks(performance.now() - startMs);
  }

  async #endTest(context: HookContext): Promise<void> {
    context.timeout(0);
    const { currentTest: test } = context;
    const attempt = this.#takeCurrent();
    if (attempt === undefined || test === undefined) return;
    const errors = await attempt.end(outcomeOf(test));
    try {
      throwCleanUpErrors(errors, MOCHA_WORDS);
    } catch (error) {
      // Mocha would count the test twice, and what fails in a skipped one for nothing.
      if (test.state === "passed") context.test.error(error);
      else reportOnStderr(attempt.test, error);
    }
  }

  /** Ends what a hook that failed has left, and saves the numbers. */
  async endFile(): Promise<void> {
    await this.#endLeft();
    const harness = await this.#harness?.catch(() => undefined);
    harness?.statistics.save();
  }

  /** If a hook of a test file fails, Mocha may leave out those after it: also ours. */
  async #endLeft(): Promise<void> {
    const attempt = this.#takeCurrent();
    if (attempt === undefined) return;
    const errors = await attempt.end({ status: "failed", expected: "passed", willRetry: false });
    for (const error of errors) reportOnStderr(attempt.test, error);
  }

  #takeCurrent(): Attempt | undefined {
    const attempt = this.#current;
    this.#last = attempt?.test ?? this.#last;
    this.#current = undefined;
    return attempt;
  }

  #describe(test: MochaTest, databases: readonly string[]): TestInfo {
    const first = test.retriedTest?.() ?? test;
    const file = test.file === undefined ? "" : relative(process.cwd(), test.file);
    const id = this.#ids.get(first) ?? `${file}#${this.#ids.size}`;
    this.#ids.set(first, id);
    const suite = test.titlePath().slice(0, -1);
    return { id, name: test.title, file, suite, attempt: test.currentRetry() + 1, databases };
  }

  #define(context: HookContext, name: string, read: (attempt: Attempt) => unknown): void {
    Object.defineProperty(context, name, {
      get: () => read(this.#attempt(name)),
      // A suite that has a property of this name keeps it.
      set(value: unknown) {
        Object.defineProperty(this, name, { value, configurable: true, enumerable: true, writable: true });
      },
      configurable: true,
      enumerable: true,
    });
  }

  #attempt(name: string): Attempt {
    if (this.#current !== undefined) return this.#current;
    const ended = this.#last === undefined ? "" : ` ${describeTest(this.#last)} has ended: await in it what it begins.`;
    throw misuseTypeError(
      `this.${name}: expected a test, its beforeEach or its afterEach to ask for it; there is none in before, after and describe.${ended}`,
    );
  }
}

async function createHarness(): Promise<Harness<HookContext>> {
  const run = ensureRun();
  const loaded = await loadIntegrationConfig("mocha");
  const location = { file: loaded.file, prefix: "mocha." };
  const options = checkOptions<TestOptions<HookContext>>(loaded.options, location, TEST_OPTION_CHECKS);
  const resolved = resolveTestOptions(options, loaded, location);
  const harness = new Harness<HookContext>({ words: MOCHA_WORDS }, resolved, run, new RunStatistics(run));
  await harness.prepare();
  return harness;
}

function outcomeOf(test: MochaTest): TestOutcome {
  const expected = "passed";
  if (test.pending || test.state === "pending") return { status: "skipped", expected, willRetry: false };
  if (test.state === "failed" || hasFailedHook(test)) return { status: "failed", expected, willRetry: false };
  if (test.state === "passed") return { status: "passed", expected, willRetry: false };
  return { status: "failed", expected, willRetry: true };
}

function reportOnStderr(test: TestInfo, error: unknown): void {
  process.stderr.write(toLogText(`picklejar: after ${describeTest(test)}: ${messageOf(error)}\n`));
}
