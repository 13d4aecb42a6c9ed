import { describe, expect, test } from "vitest";

import { readMessages, type Report } from "./expected-failure/read-reports.js";
import { createSuite, type SuiteResult } from "./fixtures/create-suite.js";

const EXPECTED = "@tdd_expected_fail @tdd_issue @tdd_issue_991";
const ARROW = /this\.(db|databases|defer) is undefined where it was read/;
const NO_DATABASE = /this\.(db|databases) is undefined, since the scenario has no database/;

describe("a step that fails for want of a database says so, and is no expected failure", () => {
  test.each([
    ["this.db in an arrow function", "js", "() => { this.db.open(); }", "", ARROW],
    ["this.db in an asynchronous one", "js", "async () => { await null; this.db.open(); }", "", ARROW],
    ["this.databases in one", "js", "() => { this.databases.default.open(); }", "", ARROW],
    ["this.defer in one", "js", "() => { this.defer(() => {}); }", "", ARROW],
    ["a property that is taken out of its this", "js", "() => { const { db } = this; db.open(); }", "", ARROW],
    ["this.db in an arrow function of CommonJS", "cjs", "() => { this.db.open(); }", "", ARROW],
    ["this.defer in one of CommonJS", "cjs", "() => { this.defer(() => {}); }", "", ARROW],
    ["a property that is taken out of this.db there", "cjs", "() => { const { path } = this.db; }", "", ARROW],
    ["this.db over two lines", "cjs", "() => { this.db\n.open(); }", "", ARROW],
    ["@no_database", "js", "function () { this.db.open(); }", "@no_database", NO_DATABASE],
  ])("%s", async (_what, ending, code, tags, hint) => {
    const { stdout, stderr, report } = await run(ending, code, tags);
    expect([report.get("plain"), report.get("tagged")]).toEqual([
      expect.objectContaining({ status: "FAILED", text: expect.stringMatching(hint) }),
      expect.objectContaining({ status: "FAILED", text: expect.stringMatching(hint) }),
    ]);
    expect([stdout, stderr]).toEqual([expect.stringMatching(hint), expect.stringMatching(hint)]);
  });

  test.each([
    ["a field of that name of something else", "js", "function () { const settings = undefined; settings.db.path; }"],
    ["a field of a database that there is", "js", "function () { this.db.nothing.path; }"],
    ["an object that the step calls", "js", "function () { new (class { save() { this.db.open(); } })().save(); }"],
    [
      "a class that has one itself",
      "js",
      "new (class { step = () => { this.db.open(); }; get db() { throw new Error('mine'); } })().step",
    ],
  ])("and nothing is said of %s", async (_what, ending, code) => {
    const { stdout, stderr, report } = await run(ending, code, "");
    expect([report.get("plain")?.status, report.get("tagged")?.status]).toEqual(["FAILED", "SKIPPED"]);
    expect(`${stdout}${stderr}${JSON.stringify([...report])}`).not.toContain("is undefined where");
  });
});

/** Runs a step in a scenario, and in one that must fail. */
async function run(ending: string, code: string, tags: string): Promise<SuiteResult & { readonly report: Report }> {
  const imported =
    ending === "cjs" ? `const { When } = require("@cucumber/cucumber");` : `import { When } from "@cucumber/cucumber";`;
  const suite = createSuite({
    "db/001_notes.sql": "CREATE TABLE notes (id INTEGER PRIMARY KEY);",
    [`features/steps/steps.${ending}`]: `${imported}\nWhen("it runs",\n${code}\n);\n`,
    "features/a.feature": `Feature: a\n  ${tags}\n  Scenario: plain\n    When it runs\n  ${EXPECTED} ${tags}\n  Scenario: tagged\n    When it runs\n`,
    "cucumber.mjs": `export default { import: ["features/support/picklejar.js", "features/steps/*"], publishQuiet: true };`,
  });
  const result = await suite.start(["--format", "summary", "--format", "message:messages"]).end;
  return { ...result, report: readMessages(suite.path("messages")).report };
}
