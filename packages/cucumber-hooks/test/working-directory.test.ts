import { mkdirSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { createSuite } from "./helpers/create-suite.js";
import { MODES } from "./helpers/modes.js";

describe("runCucumber with a cwd that is not the process's", () => {
  for (const { where, parallel, options } of MODES)
    test(`takes the configuration of that folder, ${where}`, options, async () => {
      const suite = createSuite({
        "project/picklejar.config.js": `export default { migrations: "migrations" };`,
        "project/migrations/001_notes.sql": "CREATE TABLE notes (id INTEGER PRIMARY KEY);",
        "project/features/notes.feature": FEATURE,
        "project/features/hooks.js": `import { installHooks } from "@picklejar/cucumber-hooks";\ninstallHooks();\n`,
        "project/features/steps.js": STEPS,
        "run.mjs": RUN,
      });
      mkdirSync(suite.path("elsewhere"));
      const summary = suite.path("summary.md");
      const result = await suite.startNode(["run.mjs", parallel[1] ?? "0"], {
        GITHUB_ACTIONS: "true",
        GITHUB_WORKSPACE: suite.directory,
        GITHUB_STEP_SUMMARY: summary,
      }).end;
      expect(result).toHaveEnded({
        code: 0,
        stdout: /2 scenarios \((1 skipped, 1 passed|1 passed, 1 skipped)\)/,
        stderr: ["::notice file=project/features/notes.feature,line=6,"],
      });
    });
});

const FEATURE = `Feature: notes
  Scenario: a note
    When a note is written

  @tdd_expected_fail @tdd_issue @tdd_issue_991
  Scenario: a bug
    When it fails
`;

const STEPS = `
  import { When } from "@cucumber/cucumber";
  When("a note is written", function () { this.db.open().exec("INSERT INTO notes DEFAULT VALUES"); });
  When("it fails", () => { throw new Error("no"); });
`;

const RUN = `
  import { join } from "node:path";
  import { loadConfiguration, runCucumber } from "@cucumber/cucumber/api";
  // Cucumber 12.0 gives its workers only the variables that it is given here.
  const environment = { cwd: join(import.meta.dirname, "project"), env: process.env };
  process.chdir(join(import.meta.dirname, "elsewhere"));
  const { runConfiguration } = await loadConfiguration(
    {
      file: false,
      provided: {
        paths: ["features/notes.feature"],
        import: ["features/hooks.js", "features/steps.js"],
        format: ["summary"],
        parallel: Number(process.argv[2]),
      },
    },
    environment,
  );
  const { success } = await runCucumber(runConfiguration, environment);
  process.exitCode = success ? 0 : 1;
`;
