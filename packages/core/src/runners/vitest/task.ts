import type { TestContext } from "vitest";

import type { TestInfo, TestOutcome } from "./core.js";

/** A test, as Vitest keeps it. */
export type VitestTask = TestContext["task"];

/** The attempt of a test that runs. */
export function toTestInfo(task: VitestTask): Omit<TestInfo, "databases"> {
  const suite: string[] = [];
  for (let parent = task.suite; parent !== undefined; parent = parent.suite) suite.unshift(parent.name);
  return {
    id: task.id,
    name: task.name,
    file: task.file.name,
    line: task.location?.line,
    suite,
    attempt: (task.result?.retryCount ?? 0) + 1,
  };
}

/** How an attempt ended; called before Vitest turns the result of a `fails` test around. */
export function outcomeOf({ result, fails, retry = 0 }: VitestTask): TestOutcome {
  const expected = fails === true ? "failed" : "passed";
  if (result?.state !== "fail") return { status: result?.state === "skip" ? "skipped" : "passed", expected, willRetry: false };
  const [most, condition] = typeof retry === "number" ? [retry, undefined] : [retry.count ?? 0, retry.condition];
  const isLast = (result.retryCount ?? 0) >= most;
  return {
    status: "failed",
    expected,
    willRetry: isLast ? false : condition === undefined ? true : undefined,
    error: result.errors?.[0]?.stack,
  };
}
