import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import type { PicklejarConfig } from "../../../src/config/database-config.js";
import { loadIntegrationConfig } from "../../../src/config/load-integration-config.js";
import type { Recording } from "../../../src/evidence/recorder/recording.js";
import { Harness, type Runner } from "../../../src/harness/harness.js";
import { resolveTestOptions } from "../../../src/harness/options/resolve-test-options.js";
import { RunStatistics } from "../../../src/harness/summary/run-statistics.js";
import { TestAttempt } from "../../../src/harness/attempt/test-attempt.js";
import type { TestInfo, TestOutcome } from "../../../src/harness/attempt/test-info.js";
import type { Retain, TestOptions } from "../../../src/harness/options/test-options.js";
import { ensureRun } from "../../../src/runs/ensure-run.js";
import type { Database } from "../../../src/sqlite/load-sqlite.js";
import { coreDirectory, createProject } from "../../helpers/create-project.js";

const WORDS = { test: "test", action: "test", caller: "use", open: "db.open()", defer: "defer()" };
const PASSED: TestOutcome = { status: "passed", expected: "passed", willRetry: false };
const FAILED: TestOutcome = { status: "failed", expected: "passed", willRetry: false };

describe("TestAttempt", () => {
  test.each<[string, Retain, TestOutcome, number]>([
    ["that failed", "failed", FAILED, 1],
    ["that passed", "failed", PASSED, 0],
    ["that was skipped", "failed", { ...PASSED, status: "skipped" }, 0],
    ["that failed as it should", "failed", { ...FAILED, expected: "failed" }, 0],
    ["that passed and should not", "failed", { ...PASSED, expected: "failed" }, 1],
    ["that will be tried again", "failed", { ...FAILED, willRetry: true }, 0],
    ["that may be tried again", "failed", { ...FAILED, willRetry: undefined }, 1],
    ["that was interrupted", "always", { ...FAILED, status: "interrupted" }, 0],
    ["that passed, with retain: always", "always", PASSED, 1],
    ["that failed, with retain: never", "never", FAILED, 0],
  ])("retains as many databases as it should of a test %s", async (_what, retain, outcome, count) => {
    const { reports, begin } = await createHarness({ retain });
    const attempt = await begin();
    expect(await attempt.end(outcome)).toEqual([]);
    expect(reports).toHaveLength(count);
  });

  test("retains the database of a test whose clean-up failed, unless it is tried again", async () => {
    const { reports, begin } = await createHarness({ retain: "failed" });
    const fail = (): never => {
      throw new Error("not done");
    };
    for (const outcome of [PASSED, { ...FAILED, willRetry: true }]) {
      const attempt = await begin();
      attempt.defer(fail);
      expect(await attempt.end(outcome)).toEqual([new Error("not done")]);
    }
    expect(reports).toHaveLength(1);
  });

  test("leaves its databases between release and end, each of which does its own part once", async () => {
    const log: string[] = [];
    const { begin } = await createHarness({ environment: "SHOP_DATABASE", onRelease: () => log.push("application") });
    const attempt = await begin();
    const path = attempt.databases.get("default")?.path ?? "";
    expect(process.env["SHOP_DATABASE"]).toBe(path);
    attempt.defer(() => log.push("deferred"));
    await attempt.release(false);
    expect([process.env["SHOP_DATABASE"], readFileSync(path).length > 0]).toEqual([undefined, true]);
    expect(() => attempt.defer(() => undefined)).toThrow('defer() was called when shop.test.ts:7 "pays" had ended');
    await attempt.end(PASSED);
    expect(log).toEqual(["deferred", "application"]);
    expect(() => readFileSync(path)).toThrow("ENOENT");
  });
});

describe("a recording without steps", () => {
  const OVERLAY: PicklejarConfig = {
    migrations: "db",
    strategy: "overlay",
    version: "1",
    connection: (database) => void database.pragma("journal_mode = WAL"),
  };
  const insert = (attempt: TestAttempt, email: string): void => {
    attempt.databases.get("default")?.open().prepare("INSERT INTO users (email) VALUES (?)").run(email);
  };

  test("has one entry with the commits of the test, where nothing was marked", async () => {
    const { recordings, begin } = await createHarness({}, OVERLAY);
    const attempt = await begin();
    insert(attempt, "ann@example.org");
    insert(attempt, "bob@example.org");
    await attempt.end({ ...FAILED, error: "Error: over" });
    expect(recordings[0]).toMatchObject({ strategy: "overlay", detail: "steps" });
    expect(recordings[0]?.steps).toMatchObject([
      { text: "the whole test", section: "mark", status: "failed", error: "Error: over", commits: [{}, {}] },
    ]);
  });

  test("has an entry for each mark, also of a copy that is too large for steps", async () => {
    const { recordings, begin } = await createHarness({}, { migrations: "db", seed: fill, version: "1" });
    const attempt = await begin();
    insert(attempt, "ann@example.org");
    attempt.mark("first");
    attempt.mark("second");
    await attempt.end(FAILED);
    expect(recordings[0]?.steps.map(({ text, changes }) => [text, changes.length > 0])).toEqual([
      ["first", true],
      ["second", false],
      ["the end of the test", false],
    ]);
  });

  test("has no entries with record: scenario, and refuses marks that mean nothing", async () => {
    const { recordings, begin } = await createHarness({ record: "scenario" });
    const attempt = await begin();
    attempt.mark("first");
    expect(() => attempt.mark("when")).toThrow(RangeError);
    expect(() => attempt.mark("")).toThrow(TypeError);
    await attempt.end(FAILED);
    expect(() => attempt.mark("late")).toThrow('mark() was called when shop.test.ts:7 "pays" had ended');
    expect(recordings[0]).toMatchObject({ detail: "scenario", reason: 'as the option record: "scenario" says' });
  });
});

/** Makes a database of more than a mebibyte. */
function fill(database: Database): void {
  database.exec("CREATE TABLE filler (body BLOB); INSERT INTO filler VALUES (zeroblob(2000000))");
}

test("The harness speaks of no runner", () => {
  const directory = join(coreDirectory, "src/harness");
  // Folders in it are of known bugs, which only Cucumber has, and of the file that all runners write.
  const names = readdirSync(directory, { withFileTypes: true }).flatMap((entry) => (entry.isFile() ? entry.name : []));
  const files = names.filter((name) =>
    /scenario|cucumber|gherkin|pickle(?!jar)|vitest/i.test(
      // The value of an option.
      readFileSync(join(directory, name), "utf8").replaceAll('"scenario"', ""),
    ),
  );
  expect(files).toEqual([]);
});

interface TestHarness {
  /** What was said of databases that were retained. */
  readonly reports: readonly string[];
  readonly recordings: readonly (Recording | undefined)[];
  readonly begin: () => Promise<TestAttempt>;
}

async function createHarness(options: TestOptions, config: PicklejarConfig = { migrations: "db" }): Promise<TestHarness> {
  const reports: string[] = [];
  const recordings: (Recording | undefined)[] = [];
  const runner: Runner<unknown> = {
    words: WORDS,
    report(_context, { report, recording }) {
      recordings.push(recording);
      return reports.push(report) > 0;
    },
  };
  const run = ensureRun();
  const configuration = await loadIntegrationConfig("none", config, createProject().directory);
  const resolved = resolveTestOptions(options, configuration, { file: undefined, prefix: "" });
  const harness = new Harness(runner, resolved, run, new RunStatistics(run));
  await harness.prepare();
  const info: TestInfo = {
    id: "1",
    name: "pays",
    file: "shop.test.ts",
    line: 7,
    suite: [],
    attempt: 1,
    databases: ["default"],
  };
  const begin = async (): Promise<TestAttempt> => {
    const attempt = new TestAttempt(harness, info, undefined);
    await attempt.begin();
    return attempt;
  };
  return { reports, recordings, begin };
}
