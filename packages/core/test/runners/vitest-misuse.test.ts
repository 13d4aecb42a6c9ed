import { spawn } from "node:child_process";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";

import { EVEN_DAYS, ODD_DAYS } from "../../../../test/helpers/of-today.js";
import type { Project } from "../helpers/create-project.js";
import { endOf } from "../helpers/run-script.js";
import { leftovers, runnerEnvironment } from "./runner-traces.js";
import { createVitestProject, readResults, runVitest, type FileResult } from "./vitest-project.js";

const FILES = {
  "before-all.test.js": `
    test.beforeAll(({ db }) => { db.open(); });
    test("comes after it", ({ db }) => { write(db); });`,
  "late.test.js": `
    let kept;
    test("keeps what it was given", ({ db, defer }) => { write(db); kept = { db, defer }; });
    vitestTest("opens it", () => { expect(() => kept.db.open()).toThrow("open() was called after dispose()"); });
    vitestTest("marks it", () => { expect(() => kept.db.mark("later")).toThrow('"keeps what it was given" had ended'); });
    vitestTest("defers", () => { expect(() => kept.defer(() => {})).toThrow('"keeps what it was given" had ended'); });
    vitestTest("asks for changes", () => { expect(() => kept.db.changes()).toThrow(expect.objectContaining({ code: "CHANGES_UNAVAILABLE" })); });`,
  "twice.test.js": `
    const twice = withTestDatabase(withTestDatabase(vitestTest));
    twice("has one", ({ db, databases }) => { expect(write(db)).toBe(1); expect(databases.default).toBe(db); });`,
};

describe("the fixture of @picklejar/core/vitest, where it is misused", ODD_DAYS, () => {
  let project: Project;
  let output: string;
  let files: ReadonlyMap<string, FileResult>;

  beforeAll(async () => {
    project = createVitestProject(FILES);
    ({ output } = await runVitest(project, ["--reporter=default", "--reporter=json", "--outputFile.json=results.json"]));
    files = readResults(project);
  });

  test("is refused in beforeAll", () => {
    expect(files.get("before-all.test.js")).toMatchObject({ status: "failed", statuses: { "comes after it": "skipped" } });
    expect(output).toContain("Test-scoped fixtures cannot be used inside beforeAll hook");
  });

  test("says to those who use it when the test has ended that it is gone", () => {
    const statuses = Object.values(files.get("late.test.js")?.statuses ?? {});
    expect(statuses).toEqual(["passed", "passed", "passed", "passed", "passed"]);
  });

  test("gives one database where it is added twice", () => {
    expect(files.get("twice.test.js")?.statuses).toEqual({ "has one": "passed" });
  });

  test("leaves nothing", () => {
    expect(leftovers(project)).toEqual([]);
  });
});

describe("the fixture of @picklejar/core/vitest", () => {
  test("names the run that is gone", ODD_DAYS, async () => {
    const project = createVitestProject({
      "gone.test.js": `
        import { rmSync } from "node:fs";
        vitestTest("removes the run", () => { rmSync(process.env.PICKLEJAR_RUN.split("|")[2], { recursive: true }); });
        test("asks for a database", ({ db }) => { write(db); });`,
    });
    const { code, output } = await runVitest(project);
    expect({ code, output }).toEqual({
      code: 1,
      output: expect.stringMatching(/RunEndedError: The test run of .* has ended: its directory is gone/),
    });
  });

  test("leaves nothing when watch mode is interrupted", EVEN_DAYS, async () => {
    const project = createVitestProject({ "notes.test.js": 'test("writes", ({ db }) => { write(db); });' });
    const child = spawn(process.execPath, [join(project.path("node_modules/vitest"), "vitest.mjs"), "--watch"], {
      cwd: project.directory,
      env: { ...process.env, ...runnerEnvironment(project) },
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.stdout.on("data", (said: Buffer) => {
      if (/Waiting for file changes|PASS/.test(String(said))) child.kill("SIGINT");
    });
    const { code, stdout } = await endOf(child);
    expect({ code, stdout }).toEqual({ code: 130, stdout: expect.stringContaining("1 passed") });
    expect(leftovers(project)).toEqual([]);
  });
});
