import { readFileSync } from "node:fs";
import Database from "better-sqlite3";
import { beforeAll, describe, expect, test } from "vitest";

import { EVEN_DAYS } from "../../../../test/helpers/of-today.js";
import type { RetainedRecord } from "../../src/evidence/retained/retained-record.js";
import type { Recording } from "../../src/evidence/recorder/recording.js";
import { runCli } from "../helpers/run-cli.js";
import type { Project } from "../helpers/create-project.js";
import { leftovers } from "./runner-traces.js";
import { createVitestProject, readResults, retainedFrom, runVitest, type FileResult } from "./vitest-project.js";

const LEAVE_ONE_OPEN = 'Reflect.set(globalThis, "left", new Database(db.path));';

/** Test files of one run, as starting Vitest takes longer than all of them. */
const FILES = {
  "retaining.test.js": `
    describe("notes", () => {
      test("are written", ({ db }) => { write(db); expect(1).toBe(2); });
      test("pass", ({ db }) => { write(db); });
    });`,
  "retries.test.js": `
    let attempts = 0;
    test("passes the second time", { retry: 2 }, ({ db }) => { expect(write(db)).toBe(1); attempts += 1; expect(attempts).toBe(2); });
    test("never passes", { retry: 1 }, ({ db }) => { expect(write(db)).toBe(1); expect(1).toBe(2); });`,
  "fails.test.js": `
    test.fails("shows a bug", ({ db }) => { write(db); expect(1).toBe(2); });
    test.fails("shows a bug no more", ({ db }) => { write(db); });`,
  "concurrent.test.js": `
    test.concurrent.for(Array.from({ length: 8 }, (_, index) => index))("writes %i", async (index, { db, expect }) => {
      await new Promise((resolve) => setTimeout(resolve, 5 * (8 - index)));
      expect(write(db)).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 5));
      expect(index).not.toBe(3);
    });`,
  "deferring.test.js": `
    test("defers", ({ db, defer }) => { const connection = db.open(); defer(() => expect(connection.open).toBe(true)); });
    test("defers what fails", ({ defer }) => { defer(() => { throw new Error("not done"); }); });`,
  "leaving.test.js": `
    test("leaves one", ({ db }) => { ${LEAVE_ONE_OPEN} });
    withTestDatabase(vitestTest, { openConnections: "fail" })("must not", ({ db }) => { ${LEAVE_ONE_OPEN} });`,
  "environment.test.js": `
    const own = withTestDatabase(vitestTest, { environment: "SHOP_DATABASE" });
    own("has it", ({ db }) => { expect(process.env.SHOP_DATABASE).toBe(db.path); });
    vitestTest("has it no more", () => { expect(process.env.SHOP_DATABASE).toBeUndefined(); });
    own.concurrent("cannot have it", ({ db }) => { write(db); });`,
  "marks.test.js": `
    test("checks out", ({ db }) => {
      write(db);
      db.mark("after the first");
      write(db);
      expect(db.changes({ since: "after the first" })).toEqual({ notes: { added: [{ id: 2, body: "mine" }] } });
      expect(db.changes({ since: "step" })).toEqual(db.changes({ since: "after the first" }));
      expect(() => db.changes({ since: "after" })).toThrow('or a mark ("after the first")');
      expect(() => db.mark("start")).toThrow(RangeError);
      expect(() => db.mark("")).toThrow(TypeError);
      db.mark("after the second");
      expect(db.changes({ since: "step" })).toEqual({});
      db.open().exec("UPDATE notes SET body = 'changed' WHERE id = 1");
      expect("the test").toBe("over");
    });`,
  "misuse.test.js": 'withTestDatabase(vitestTest, { retian: "never" });',
};

describe("test of @picklejar/core/vitest", () => {
  test("gives each test that asks for it a database of its own, and leaves nothing", { tags: "long" }, async () => {
    const project = createVitestProject({
      "notes.test.js": `
        test("writes", ({ db }) => { expect(write(db)).toBe(1); });
        test("writes too", ({ db, databases }) => { expect(write(db)).toBe(1); expect(databases.default).toBe(db); });
        test("asks for none", () => {});
        test.skip("is skipped", ({ db }) => { write(db); });
        test("skips itself", ({ db, skip }) => { write(db); skip(); });`,
    });
    const { code, output } = await runVitest(project);
    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining("3 passed | 2 skipped") });
    expect(output).toMatch(
      /^picklejar: 3 test databases \(3 from the template\), median .+\npicklejar: template \w{12} built in .+; copy: .+$/m,
    );
    expect(output).not.toContain("retained");
    expect(leftovers(project)).toEqual([]);
  });

  test("says what to write where it is configured as globalSetup", EVEN_DAYS, async () => {
    const project = createVitestProject({ "notes.test.js": 'test("writes", ({ db }) => { write(db); });' });
    const config = readFileSync(project.path("vitest.config.js"), "utf8");
    project.write("vitest.config.js", config.replace("core/vitest/setup", "core/vitest"));
    const { code, output } = await runVitest(project);
    expect({ code, output }).toEqual({
      code: 1,
      output: expect.stringContaining('In globalSetup, write "@picklejar/core/vitest/setup".'),
    });
  });

  describe("in a run that fails", () => {
    let project: Project;
    let code: unknown;
    let output: string;
    let files: ReadonlyMap<string, FileResult>;

    beforeAll(async () => {
      project = createVitestProject(FILES);
      ({ code, output } = await runVitest(project, [
        "--reporter=default",
        "--reporter=json",
        "--outputFile.json=results.json",
      ]));
      files = readResults(project);
    });

    const statusesIn = (file: keyof typeof FILES): unknown => files.get(file)?.statuses;

    test("retains the database of a test that fails, and says what it changed", () => {
      expect(statusesIn("retaining.test.js")).toEqual({ "are written": "failed", pass: "passed" });
      expect(output).toMatch(/The database of this test is retained:\n +sqlite3 '.+\/\d\d-notes-are-written\.db'/);
      expect(output).toContain("notes: 1 added\n  + id=1: body='mine'");
      expect(retainedFrom(project, "retaining.test.js")).toMatchObject([
        { uri: "retaining.test.js", feature: "notes", name: "are written", attempt: 1, kind: "test" },
      ]);
    });

    test("gives a retry a database of its own, and retains only that of the last attempt", () => {
      expect(statusesIn("retries.test.js")).toEqual({ "passes the second time": "passed", "never passes": "failed" });
      expect(retainedFrom(project, "retries.test.js")).toMatchObject([{ name: "never passes", attempt: 2 }]);
    });

    test("takes a test with fails that fails for one that ended as expected", () => {
      expect(statusesIn("fails.test.js")).toEqual({ "shows a bug": "passed", "shows a bug no more": "failed" });
      expect(retainedFrom(project, "fails.test.js")).toMatchObject([{ name: "shows a bug no more" }]);
    });

    test("keeps tests apart that run concurrently", () => {
      const failed = Object.entries(files.get("concurrent.test.js")?.statuses ?? {}).filter(
        ([, status]) => status !== "passed",
      );
      expect(failed).toEqual([["writes 3", "failed"]]);
      expect(retainedFrom(project, "concurrent.test.js")).toMatchObject([{ name: "writes 3" }]);
    });

    test("does deferred work while the database is there, and fails a test whose clean-up fails", () => {
      expect(statusesIn("deferring.test.js")).toEqual({ defers: "passed", "defers what fails": "failed" });
      expect(output).toContain("Error: not done");
    });

    test("shows what a test that fails did up to each of its marks, in its report, its page and the command line", async () => {
      expect(statusesIn("marks.test.js")).toEqual({ "checks out": "failed" });
      const report = [
        "after the first      notes +1",
        "after the second     notes +1",
        "the end of the test  ✗  notes ~1",
        `  notes id=1: body 'mine' → 'changed'   written by "the end of the test"`,
      ];
      expect(output).toContain(report.join("\n"));
      const [record] = retainedFrom(project, "marks.test.js");
      expect(record).toMatchObject({ name: "checks out" });
      const { stdout: list } = await runCli(project, ["failed", "--json"]);
      const { databases }: { readonly databases: readonly RetainedRecord[] } = JSON.parse(list);
      const number = String(databases.find(({ scenario }) => scenario.name === "checks out")?.number);
      const { stdout: shown } = await runCli(project, ["failed", number, "--json"]);
      const { recording }: { readonly recording?: Recording } = JSON.parse(shown);
      expect(recording?.steps.map(({ text, section, status }) => [text, section, status])).toEqual([
        ["after the first", "mark", "passed"],
        ["after the second", "mark", "passed"],
        ["the end of the test", "mark", "failed"],
      ]);
      expect(recording?.steps[2]?.error).toContain("expected 'the test' to be 'over'");
      expect(await runCli(project, ["failed", number, "--at", "1", "first.db"])).toMatchObject({ code: 0 });
      const database = new Database(project.path("first.db"));
      expect(database.prepare("SELECT body FROM notes").pluck().all()).toEqual(["mine"]);
      database.close();
    });

    test("names a test that leaves a connection open, in the summary or as its failure", () => {
      expect(statusesIn("leaving.test.js")).toEqual({ "leaves one": "passed", "must not": "failed" });
      expect(output).toContain('leaving.test.js "must not" left a connection open to "');
      expect(output).toContain("Close it in the test (db.open() is closed for you), with defer(), or in onRelease.");
      expect(output).toContain(
        "picklejar: 2 tests left connections to databases open; close them in the test, with defer() or in onRelease:",
      );
    });

    test("sets variables for one test after another, and refuses to for concurrent ones", () => {
      expect(statusesIn("environment.test.js")).toEqual({
        "has it": "passed",
        "has it no more": "passed",
        "cannot have it": "failed",
      });
      expect(output).toContain("environment: expected tests that run one after the other");
    });

    test("says which option is wrong", () => {
      expect(files.get("misuse.test.js")).toEqual({
        status: "failed",
        statuses: {},
        message: expect.stringContaining('withTestDatabase: retian is not an option. Did you mean "retain"?'),
      });
    });

    test("counts the databases of all attempts, and those that are retained, and leaves no other", () => {
      expect(code).toBe(1);
      expect(output).toContain(`picklejar: ${2 + 4 + 2 + 8 + 2 + 2 + 1 + 1} test databases`);
      const retained = Object.keys(FILES).flatMap((file) => retainedFrom(project, file));
      expect(output).toContain(
        `picklejar: ${retained.length} databases retained: \`npx picklejar failed\` shows what is in them`,
      );
      expect(leftovers(project)).toEqual([]);
    });
  });
});
