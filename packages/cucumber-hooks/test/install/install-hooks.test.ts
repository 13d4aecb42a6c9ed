import { existsSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";

import { readMessages } from "../expected-failure/read-reports.js";
import { createSuite, type Suite, type SuiteOptions, type SuiteResult } from "../helpers/create-suite.js";
import { EVEN_DAYS, ODD_DAYS } from "../../../../test/helpers/of-today.js";

const SERIAL: readonly string[] = [];
const PARALLEL = ["--parallel", "2"];

describe("installHooks", () => {
  for (const [where, arguments_, options] of [
    ["in one process", SERIAL, ODD_DAYS],
    ["in two workers", PARALLEL, {}],
  ] as const)
    test(`gives every scenario a database of its own, ${where}, and leaves nothing`, options, async () => {
      const suite = createNotesSuite({}, { templates: "built" });
      const result = await suite.start(arguments_, { PICKLEJAR_SUMMARY_FILE: suite.path("summary.json") }).end;
      const stderr = result.stderr.replaceAll(/\d+(\.\d+)? ms/g, "… ms");
      expect({ ...result, stderr }).toHaveEnded({
        code: 0,
        stdout: ["12 scenarios (12 passed)"],
        stderr:
          /^picklejar: 12 scenario databases \(12 from the template\), median … ms, together … ms\npicklejar: template [0-9a-f]{12} built in … ms; copy: .+\n$/,
      });
      expect(suite.leftovers()).toEqual([]);
      const summary = JSON.parse(readFileSync(suite.path("summary.json"), "utf8")) as Record<string, unknown>;
      expect(summary).toMatchObject({
        databases: 12,
        origins: { created: 12 },
        templates: [{ database: "default", origin: "built" }],
      });
    });

  describe("in one run", () => {
    let suite: Suite;
    let result: SuiteResult;

    beforeAll(async () => {
      suite = createNotesSuite({
        "features/notes.feature": `Feature: notes
  Scenario: flaky
    When I write a note
    Then there is 1 note
    And it fails the first time
  Scenario: a folder
    When I put a folder in place of the database
  Scenario: restored
    When I replace the database by its backup
  Scenario: other
    Given there are 0 notes
    When I write a note
`,
      });
      result = await suite.start(["--retry", "1", "--format", "message:messages"]).end;
    });

    test.each([
      ["gives a retry a database of its own", "flaky", 2],
      ["goes on after a scenario that put a folder in place of its database", "a folder", 1],
      ["goes on after a scenario that restored its database from a backup", "restored", 1],
      ["gives the next scenario a new database", "other", 1],
    ])("%s", (_claim, scenario, attempts) => {
      const reported = readMessages(suite.path("messages")).report.get(scenario);
      expect(reported).toMatchObject({ status: "PASSED", attempts });
    });

    test("removes everything, whatever scenarios put in its place", () => {
      expect(result).toHaveEnded({ code: 0, stdout: ["4 scenarios (4 passed)"] });
      expect(suite.leftovers()).toEqual([]);
    });
  });

  test("says that the summary cannot be written, and ends as it would without", EVEN_DAYS, async () => {
    const suite = createNotesSuite();
    expect(await suite.start([], { PICKLEJAR_SUMMARY_FILE: suite.path("missing/summary.json") }).end).toHaveEnded({
      code: 0,
      stderr: /^picklejar: PICKLEJAR_SUMMARY_FILE must be a file .+: ENOENT: .+\npicklejar: 12 scenario databases.+\n.+\n$/,
    });
    expect(suite.leftovers()).toEqual([]);
  });

  test("fails a scenario whose application does not release its database, and reports it", ODD_DAYS, async () => {
    const suite = createNotesSuite({
      "features/notes.feature": "Feature: notes\n  Scenario: hung\n    When I write a note\n",
      "features/support/picklejar.js": `
        import { installHooks } from "@picklejar/cucumber-hooks";
        installHooks({ onRelease: () => new Promise(() => {}), applicationTimeoutMs: 50 });`,
    });
    expect(await suite.start([]).end).toHaveEnded({
      code: 1,
      stdout: ["1 scenario (1 failed)", "onRelease did not end within 50 ms. Give it longer with applicationTimeoutMs"],
    });
    expect(suite.leftovers()).toEqual([]);
  });

  test("keeps to its configuration, its clean-up and the summary whatever a scenario does to the process and the World", async () => {
    const suite = createNotesSuite({
      "features/notes.feature":
        "Feature: notes\n  Scenario: away\n    When I go to another folder\n  Scenario: broken\n    When I break attach\n  Scenario: after\n    Given there are 0 notes\n    When I write a note\n    Then there is 1 note\n",
    });
    expect(await suite.start(["--format", "message:messages"]).end).toHaveEnded({
      code: 1,
      stdout: /3 scenarios \((?:1 failed, 2 passed|2 passed, 1 failed)\)/,
      stderr: ["3 scenario databases"],
    });
    const { report } = readMessages(suite.path("messages"));
    expect(report.get("broken")?.text).toContain("/.picklejar/failed/");
    expect(suite.leftovers()).toEqual([]);
  });

  test(
    "makes no database for a scenario without steps, and replaces the summary of an earlier run all the same",
    EVEN_DAYS,
    async () => {
      const suite = createNotesSuite({ "features/notes.feature": "Feature: empty\n  Scenario: nothing\n" });
      suite.write("summary.json", '{"databases":7}');
      const ending = await suite.start([], { PICKLEJAR_SUMMARY_FILE: suite.path("summary.json") }).end;
      expect(ending).toHaveEnded({ code: 0, stderr: "" });
      expect(JSON.parse(readFileSync(suite.path("summary.json"), "utf8"))).toMatchObject({ databases: 0 });
    },
  );

  test("makes no database in a dry run", ODD_DAYS, async () => {
    expect(await createNotesSuite().start(["--dry-run"]).end).toHaveEnded({ code: 0, stderr: "" });
  });

  test("says which migration failed, and fails the run", EVEN_DAYS, async () => {
    const suite = createNotesSuite({ "db/002_broken.sql": "CREATE TABLE broken (;" });
    const result = await suite.start([]).end;
    expect(result).not.toHaveEnded({ code: 0 });
    expect(result.stdout + result.stderr).toContain("002_broken");
    expect(suite.leftovers()).toEqual([]);
  });

  test("sweeps at the next run what was left by one that was killed", async () => {
    const suite = createNotesSuite({
      "features/notes.feature": "Feature: slow\n  Scenario: slow\n    When I write a note\n    And I wait\n",
    });
    const running = suite.start([]);
    await running.until("waiting");
    process.kill(-(running.child.pid ?? 0), "SIGKILL");
    await running.end;
    expect(suite.leftovers().length).toBeGreaterThan(0);
    suite.write("features/notes.feature", "Feature: quick\n  Scenario: quick\n    When I write a note\n");
    expect(await suite.start([]).end).toHaveEnded({ code: 0 });
    expect(suite.leftovers()).toEqual([]);
  });

  test("answers Ctrl-C at once while another process builds the template", { tags: "long" }, async () => {
    const suite = createNotesSuite({
      "picklejar.config.js": `
        import { existsSync, writeFileSync } from "node:fs";
        export default {
          migrations: "db",
          seed: async () => {
            writeFileSync("building", "");
            while (!existsSync("go")) await new Promise((resolve) => setTimeout(resolve, 20));
          },
        };`,
    });
    const builder = suite.start([]);
    while (!existsSync(suite.path("building"))) await new Promise((resolve) => setTimeout(resolve, 20));
    const waiting = suite.start([]);
    await waiting.until("picklejar: waiting for the template");
    const startMs = performance.now();
    process.kill(waiting.child.pid ?? 0, "SIGINT");
    expect(await waiting.end).toHaveEnded({ signal: "SIGINT" });
    // The builder is still at it: nobody waited for it.
    expect(builder.child.exitCode).toBe(null);
    expect(performance.now() - startMs).toBeLessThan(5000);
    suite.write("go", "");
    expect(await builder.end).toHaveEnded({ code: 0 });
    expect(suite.leftovers()).toEqual([]);
  });
});

/** Twelve scenarios, each of which finds no note, writes one and leaves it. */
function createNotesSuite(files: Readonly<Record<string, string>> = {}, options?: SuiteOptions): Suite {
  const examples = Array.from({ length: 12 }, (_, index) => `    | ${index} |\n`).join("");
  const all = {
    "db/001_notes.sql": "CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT);",
    "features/notes.feature": `Feature: notes\n  Scenario Outline: note <n>\n    Given there are 0 notes\n    When I write a note\n    Then there is 1 note\n    Examples:\n    | n |\n${examples}`,
    "features/steps/notes.js": `
      import assert from "node:assert/strict";
      import { mkdirSync, renameSync } from "node:fs";
      import { Given, When, Then } from "@cucumber/cucumber";
      let tries = 0;
      Then(/there (?:is|are) (\\d+) notes?/, function (count) {
        assert.equal(this.db.open().prepare("SELECT count(*) FROM notes").pluck().get(), Number(count));
      });
      When("I go to another folder", () => process.chdir("/"));
      When("I break attach", function () {
        this.attach = () => { throw new TypeError("attach takes a file"); };
        throw new Error("broken");
      });
      When("I write a note", function () {
        this.db.open().exec("INSERT INTO notes (body) VALUES ('mine')");
      });
      Then("it fails the first time", () => assert.ok(tries++ > 0));
      When("I put a folder in place of the database", function () {
        renameSync(this.db.path, this.db.path + "-away");
        mkdirSync(this.db.path);
      });
      When("I replace the database by its backup", async function () {
        await this.db.open().backup(this.db.path + "-backup");
        renameSync(this.db.path + "-backup", this.db.path);
      });
      When("I wait", { timeout: 60000 }, async () => {
        console.log("waiting");
        await new Promise((resolve) => setTimeout(resolve, 5000));
      });`,
    ...files,
  };
  return createSuite(all, options);
}
