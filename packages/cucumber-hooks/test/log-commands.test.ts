import { describe, expect, test } from "vitest";

import { createSuite } from "./helpers/create-suite.js";

describe("a suite whose names and errors are commands to CI", () => {
  test.each([
    ["GitHub Actions", { GITHUB_ACTIONS: "true" }],
    ["another CI", { GITHUB_ACTIONS: "" }],
  ])("has none of them in the summary of %s", async (_ci, env) => {
    const suite = createSuite({
      "db/001_notes.sql": "CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT);",
      "features/notes.feature": `Feature: ##[group]notes
  Scenario: ##vso[task.setvariable variable=PATH]one
    When a connection stays open
  @tdd_issue @tdd_issue_7 @tdd_expected_fail
  Scenario: ##teamcity[buildStop]two
    When it fails with a command
  @tdd_issue @tdd_issue_7 @tdd_expected_fail
  Scenario: ##[error]three
    Given it fails with a command
`,
      "features/steps/notes.js": `
        import Database from "better-sqlite3";
        import { When } from "@cucumber/cucumber";
        When("a connection stays open", function () { new Database(this.db.path).exec("SELECT * FROM notes"); });
        When("it fails with a command", () => { throw new Error("x\\n::error::##vso[y]\\u001b[31m"); });
      `,
    });
    const { stderr } = await suite.start([], env).end;
    const ours = stderr.split("\n").filter((line) => line.startsWith("picklejar:") || line.includes("teamcity"));
    expect(ours.length).toBeGreaterThan(4);
    expect(ours.join("\n")).toContain("task.setvariable");
    // Annotations of our own are commands; what they quote is none.
    const quoted = stderr.replaceAll(/^::(?:error|notice) file=[^:]+::/gm, "");
    // oxlint-disable-next-line no-control-regex -- They are what is looked for.
    expect(quoted).not.toMatch(/##\w*\[|^\s*::|\u001b/m);
  });
});
