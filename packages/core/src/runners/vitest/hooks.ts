import { AsyncLocalStorage } from "node:async_hooks";
import { basename, relative } from "node:path";
import { aroundAll, aroundEach, expect, type RunnerTestSuite } from "vitest";

// As in fixture.ts: what is not a type comes from the one CommonJS instance.
import {
  answerOpenTestDatabase,
  DatabaseScope,
  OpenHarness,
  throwCleanUpErrors,
  type TestInfo,
  type TestOutcome,
} from "./core.js";
import { outcomeOf, toTestInfo, type VitestTask } from "./task.js";
import { VITEST_WORDS } from "./words.js";

/*
 * `setupFiles` for Vitest: lets `openTestDatabase()` of `@picklejar/core` give databases, and closes and removes them. Vitest runs it before each test
 * file.
 */

type Scope = DatabaseScope<VitestTask | undefined>;

const harness = await OpenHarness.prepare<VitestTask | undefined>({ words: VITEST_WORDS });

if (harness !== undefined) {
  // Of a test that runs: also of concurrent ones, between which Vitest itself cannot tell.
  const scopes = new AsyncLocalStorage<Scope>();
  const ofFile: Scope = new DatabaseScope(() => harness.get(), describeFile, undefined);
  answerOpenTestDatabase(harness.run, (name) => (scopes.getStore() ?? ofFile).open(name));

  aroundEach(async (runTest, { task }) => {
    const scope: Scope = new DatabaseScope(
      () => harness.get(),
      () => toTestInfo(task),
      task,
    );
    await scopes.run(scope, runTest);
    throwCleanUpErrors(await scope.end(outcomeOf(task)), VITEST_WORDS);
  });

  // Vitest reads the parameters, and takes a second one for fixtures that are needed.
  aroundAll(async (...given) => {
    const [runSuite, , suite] = given;
    await runSuite();
    const errors = await ofFile.end(outcomeOfFile(suite));
    harness.save();
    throwCleanUpErrors(errors, VITEST_WORDS);
  });
}

function describeFile(): Omit<TestInfo, "databases"> {
  const path = expect.getState().testPath ?? "";
  return { id: path, name: basename(path), file: relative(process.cwd(), path), suite: [], attempt: 1 };
}

function outcomeOfFile(suite: RunnerTestSuite): TestOutcome {
  return { status: hasFailed(suite) ? "failed" : "passed", expected: "passed", willRetry: false };
}

function hasFailed({ result, tasks }: RunnerTestSuite): boolean {
  return (
    result?.state === "fail" || tasks.some((task) => task.result?.state === "fail" || ("tasks" in task && hasFailed(task)))
  );
}
