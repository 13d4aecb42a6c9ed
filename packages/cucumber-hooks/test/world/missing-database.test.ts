import { beforeAll, describe, expect, test } from "vitest";

import { readMessages, type Report } from "../expected-failure/read-reports.js";
import { createSuite, type SuiteResult } from "../helpers/create-suite.js";

const EXPECTED = "@tdd_expected_fail @tdd_issue @tdd_issue_991";
const ARROW = /this\.(db|databases|defer) is undefined where it was read/;
const NO_DATABASE = /this\.(db|databases) is undefined, because the scenario has no database/;

const HINTED = [
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
] as const;

const NOT_HINTED = [
  ["a field of that name of something else", "js", "function () { const settings = undefined; settings.db.path; }", ""],
  ["a field of a database that there is", "js", "function () { this.db.nothing.path; }", ""],
  ["an object that the step calls", "js", "function () { new (class { save() { this.db.open(); } })().save(); }", ""],
  [
    "a class that has one itself",
    "js",
    "new (class { step = () => { this.db.open(); }; get db() { throw new Error('mine'); } })().step",
    "",
  ],
] as const;

/** One run for all rows: each has a file of steps, a scenario, and one that must fail. */
let result: SuiteResult;
let report: Report;

beforeAll(async () => {
  const rows = [...HINTED, ...NOT_HINTED];
  const suite = createSuite({
    "db/001_notes.sql": "CREATE TABLE notes (id INTEGER PRIMARY KEY);",
    "cucumber.mjs": `export default { import: ["features/support/picklejar.js", "features/steps/*"], publishQuiet: true };`,
    ...Object.fromEntries(
      rows.flatMap(([what, ending, code, tags], index) => Object.entries(filesOf(what, ending, code, tags, index))),
    ),
  });
  result = await suite.start(["--format", "summary", "--format", "message:messages"]).end;
  ({ report } = readMessages(suite.path("messages")));
});

describe("a step that fails for want of a database says so, and is no expected failure", () => {
  test.each(HINTED)("%s", (what, _ending, _code, _tags, hint) => {
    for (const name of [`plain: ${what}`, `tagged: ${what}`])
      expect(report.get(name)).toEqual(expect.objectContaining({ status: "FAILED", text: expect.stringMatching(hint) }));
    for (const kind of ["plain", "tagged"]) expect(partOf(result.stdout, `${kind}: ${what}`)).toMatch(hint);
    expect(partOf(result.stderr, `tagged: ${what}`)).toMatch(hint);
  });

  test.each(NOT_HINTED)("and nothing is said of %s", (what) => {
    const [plain, tagged] = [`plain: ${what}`, `tagged: ${what}`];
    expect([report.get(plain)?.status, report.get(tagged)?.status]).toEqual(["FAILED", "SKIPPED"]);
    const said = [partOf(result.stdout, plain), report.get(plain)?.text, report.get(tagged)?.text];
    expect(said).not.toContain("");
    expect([...said, partOf(result.stderr, tagged)].join("\n")).not.toContain("is undefined where");
  });
});

function filesOf(what: string, ending: string, code: string, tags: string, index: number): Readonly<Record<string, string>> {
  const imported =
    ending === "cjs" ? `const { When } = require("@cucumber/cucumber");` : `import { When } from "@cucumber/cucumber";`;
  return {
    [`features/steps/steps-${index}.${ending}`]: `${imported}\nWhen("it runs ${index}",\n${code}\n);\n`,
    [`features/${index}.feature`]: `Feature: ${index}\n  ${tags}\n  Scenario: plain: ${what}\n    When it runs ${index}\n  ${EXPECTED} ${tags}\n  Scenario: tagged: ${what}\n    When it runs ${index}\n`,
  };
}

/** What an output says of a scenario: from its name to that of another. */
function partOf(output: string, name: string): string {
  return output
    .split(/(?=(?:plain|tagged): )/)
    .filter((part) => part.startsWith(name))
    .join("");
}
