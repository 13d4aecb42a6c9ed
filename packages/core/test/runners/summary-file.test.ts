import { readFileSync } from "node:fs";
import { describe, expect, onTestFinished, test, vi } from "vitest";

import { findCiRun } from "../../src/harness/summary-file/find-ci-run.js";
import { findShard } from "../../src/harness/summary-file/find-shard.js";
import type { Project } from "../helpers/create-project.js";
import { createJestProject, runJest } from "./jest-project.js";
import { createMochaProject, runMocha } from "./mocha-project.js";
import { createNodeTestProject, runNodeTest } from "./node-test-project.js";
import { createVitestProject, runVitest } from "./vitest-project.js";

const TO_FILE = { PICKLEJAR_SUMMARY_FILE: ".picklejar/summary.json" };

const JEST_TEST = {
  "a.test.js": 'const db = useTestDatabase(); test("fails", () => { write(db()); expect(1).toBe(Number(process.env.ONE)); });',
};

describe("the summary file", () => {
  test.each([
    ["1", 0],
    ["2", 1],
  ])("has the exit code of Jest, which is set after its global teardown: with %s, %d", async (one, exitCode) => {
    const project = createJestProject(JEST_TEST);
    const run = await runJest(project, ["--shard", "1/1"], { ...TO_FILE, ONE: one });
    expect(run.code).toBe(exitCode);
    expect(readSummary(project)).toMatchObject({
      picklejar: 1,
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      run: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ-[0-9a-f]{8}$/),
      exitCode,
      shard: { index: 1, total: 1 },
      databases: 1,
      retained: exitCode,
    });
    expect(readFileSync(project.path(".picklejar/.gitignore"), "utf8")).toBe("*\n");
  });

  test("has the exit code of Jest that is forced to exit", { tags: "long" }, async () => {
    const project = createJestProject(JEST_TEST);
    const { code } = await runJest(project, ["--forceExit"], { ...TO_FILE, ONE: "2" });
    expect([code, readSummary(project)["exitCode"]]).toEqual([1, 1]);
  });

  test("has the exit code of Vitest, and its shard", { tags: "long" }, async () => {
    const project = createVitestProject({ "a.test.js": 'test("fails", ({ db }) => { write(db); expect(1).toBe(2); });' });
    const { code } = await runVitest(project, ["--shard=1/1"], { ...TO_FILE, GITHUB_RUN_ID: "7" });
    expect(code).toBe(1);
    expect(readSummary(project)).toMatchObject({ exitCode: 1, shard: { index: 1, total: 1 }, ciRun: "github 7" });
  });

  test("has the exit code of Mocha, and the shard that a variable says", { tags: "long" }, async () => {
    const project = createMochaProject({ "a.test.js": 'it("fails", function () { write(this.db); assert.equal(1, 2); });' });
    const { code } = await runMocha(project, [], { environment: { ...TO_FILE, PICKLEJAR_SHARD: "2/3" } });
    expect(code).toBe(1);
    expect(readSummary(project)).toMatchObject({ exitCode: 1, shard: { index: 2, total: 3 } });
  });

  test("says that it is about one file, with node --test", { tags: "long" }, async () => {
    const project = createNodeTestProject({ "a.test.js": 'test("passes", async (t) => { write(await testDatabase(t)); });' });
    expect((await runNodeTest(project, ["--test"], TO_FILE)).code).toBe(0);
    expect(readSummary(project)).toMatchObject({ onlyFile: "a.test.js", databases: 1 });
  });
});

describe("findShard", () => {
  test.each<readonly [string, readonly string[], object, object | undefined]>([
    ["as two words", ["--shard", "2/4"], {}, { index: 2, total: 4 }],
    ["as one word", ["--shard=2/4"], {}, { index: 2, total: 4 }],
    ["the last of several", ["--shard=1/4", "--shard", "3/4"], {}, { index: 3, total: 4 }],
    ["in the variable, which has the last word", ["--shard=1/4"], { PICKLEJAR_SHARD: "2/4" }, { index: 2, total: 4 }],
    ["nowhere", ["--parallel", "2"], { PICKLEJAR_SHARD: "" }, undefined],
    ["beyond the last", ["--shard=5/4"], {}, undefined],
    ["of index 0", ["--shard=0/4"], {}, undefined],
    ["without a value", ["--shard"], {}, undefined],
    ["as no numbers", ["--shard=a/b"], {}, undefined],
  ])("finds the shard %s", (_what, words, environment, shard) => {
    expect(findShard(words, { ...environment })).toEqual(shard);
  });

  test("warns of a variable that names none", () => {
    const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    onTestFinished(() => write.mockRestore());
    expect(findShard(["--shard=1/4"], { PICKLEJAR_SHARD: "4" })).toBeUndefined();
    expect(write.mock.calls.flat().join("")).toContain('PICKLEJAR_SHARD: expected a shard such as 2/4, got "4".');
  });
});

test("findCiRun names the run of CI, and is undefined at home", () => {
  expect(findCiRun({ CI_PIPELINE_ID: "12", CI: "true" })).toBe("gitlab 12");
  expect(findCiRun({ CI: "true", GITHUB_RUN_ID: "" })).toBeUndefined();
});

function readSummary(project: Project): Readonly<Record<string, unknown>> {
  const summary: Readonly<Record<string, unknown>> = JSON.parse(readFileSync(project.path(".picklejar/summary.json"), "utf8"));
  return summary;
}
