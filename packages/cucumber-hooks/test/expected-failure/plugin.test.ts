import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { EVEN_DAYS, ODD_DAYS } from "../../../../test/helpers/of-today.js";
import type { SuiteOptions } from "../helpers/create-suite.js";
import { MODES } from "../helpers/modes.js";
import { createContractProject, type ContractProject } from "./contract-project.js";
import { badTags, expected, one, other, UNEXPECTED_PASS, type Situation } from "./situations.js";

/** Cucumber resolves names from its own folder, which in these suites, as under a strict package manager, holds none of ours. */
const CONFIG = `
export default {
  plugin: [import.meta.resolve("@picklejar/cucumber-hooks/plugin")],
  import: ["features/support/early.js", "features/support/picklejar.js", "features/steps/*.js"],
  publishQuiet: true,
};
`;

const { hasPlugins } = createContractProject([]);

// Cucumber has plugins from 12.5 on.
describe.runIf(hasPlugins)("the plugin", () => {
  for (const { where, parallel, options } of MODES)
    test.concurrent(`makes steps that cannot run behind an expected failure red, ${where}`, options, async () => {
      const project = createSuiteWithPlugin([
        one("undefined", ["When an assertion fails", "Then nobody defined this"], other("")),
        one("ambiguous", ["When an assertion fails", "Then a step with two definitions"], other("")),
        one("neither", ["When an assertion fails", "Then it holds"], expected("")),
      ]);
      const run = await project.run(parallel);
      const isRed = (status: string | undefined): boolean => ["FAILED", "UNDEFINED", "AMBIGUOUS"].includes(status ?? "");
      for (const report of [run.messages, run.html, run.json, run.junit]) {
        expect(["undefined", "ambiguous", "neither"].map((name) => isRed(report.get(name)?.status))).toEqual([
          true,
          true,
          false,
        ]);
      }
      expect(run.messages.get("undefined")?.text).toContain('not taken for #991: the step "nobody defined this" is undefined');
      expect(run.messages.get("ambiguous")?.text).toContain(
        'not taken for #991: the step "a step with two definitions" is ambiguous',
      );
      expect(run).toHaveEnded({ code: 1 });
      expect(run.stderr.match(/still failing: #991\n/g)).toHaveLength(1);
    });

  for (const [when, arguments_, options] of [
    ["before the first scenario", [], {}],
    ["in a dry run", ["--dry-run"], EVEN_DAYS],
    ["in two workers", ["--parallel", "2"], ODD_DAYS],
  ] as const)
    test.concurrent(`names all problems with tags at once, ${when}`, options, async () => {
      const { suite } = createSuiteWithPlugin([
        one("no issue", ["When it runs"], badTags(""), "@tdd_expected_fail"),
        one("fine", ["When an assertion fails"], expected("")),
        one("no marker", ["When it runs"], badTags(""), "@tdd_issue_991"),
        one("of the call", ["When it runs"], badTags(""), "@known_bug"),
      ]);
      expect(await suite.start([...arguments_, "--format", "message:out"]).end).toHaveEnded({
        code: 1,
        stdout: "",
        stderr: [
          "features/001.feature:3:3: @tdd_expected_fail does not say which bug it captures",
          "features/003.feature:3:3: @tdd_issue_991 stands without @tdd_issue: add @tdd_issue",
          "features/004.feature:3:3: @known_bug does not say which bug it captures",
        ],
      });
      expect(readFileSync(suite.path("out"), "utf8")).not.toContain("testCaseStarted");
      expect(suite.leftovers()).toEqual([]);
    });

  test.concurrent("says what is only doubtful, and goes on", EVEN_DAYS, async () => {
    const run = await createSuiteWithPlugin([
      one(
        "doubtful",
        ["When an assertion fails"],
        expected(""),
        "@tdd_expected_failure @tdd_expected_fail @tdd_issue @tdd_issue_991",
      ),
    ]).run([]);
    expect(run).toHaveEnded({
      code: 0,
      stderr: [
        "features/001.feature:3:3: warning: @tdd_expected_failure means nothing to picklejar: did you mean @tdd_expected_fail?",
      ],
    });
  });

  // With workers each time: only there the coordinator builds it, which runs no scenario.
  for (const { where, parallel } of MODES)
    test.concurrent(
      `builds the template before the first scenario, and says nothing twice, ${where}`,
      parallel.length === 0 ? ODD_DAYS : { tags: "long" },
      async () => {
        const situations = [
          one("fails", ["When an assertion fails"], expected("")),
          one("passes", ["When it runs"], UNEXPECTED_PASS),
        ];
        const project = createSuiteWithPlugin(situations, {}, { templates: "built" });
        const run = await project.run(parallel, { PICKLEJAR_TRACE: project.suite.path("trace.jsonl") });
        expect(run.stderr.match(/scenario databases/g)).toHaveLength(1);
        expect(run.stderr.match(/template [0-9a-f]{12} built in/g)).toHaveLength(1);
        expect(run.stderr.match(/#991 seems fixed/g)).toHaveLength(1);
        const who = readTrace(project.suite.path("trace.jsonl"));
        expect(who("template-build")).toHaveLength(1);
        // In two workers it is the coordinator, which runs no scenario.
        expect(who("template-copy").some((copier) => who("template-build").includes(copier))).toBe(parallel.length === 0);
        expect(project.suite.leftovers()).toEqual([]);
      },
    );

  test.concurrent("leaves scenarios alone with PICKLEJAR_EXPECTED_FAIL=off", ODD_DAYS, async () => {
    const project = createSuiteWithPlugin([one("no issue", ["When it runs"], badTags(""), "@tdd_expected_fail")]);
    expect(await project.run([], { PICKLEJAR_EXPECTED_FAIL: "off" })).toHaveEnded({ code: 0 });
  });

  test.concurrent("names all tags for databases that are wrong, before the first scenario", ODD_DAYS, async () => {
    const { suite } = createSuiteWithPlugin([
      one("slip", ["When it runs"], badTags(""), "@no-database"),
      one("unknown", ["When it runs"], badTags(""), "@database:audit"),
    ]);
    expect(await suite.start(["--format", "message:out"]).end).toHaveEnded({
      code: 1,
      stdout: "",
      stderr: [
        '"slip": @no-database means nothing. Did you mean "@no_database"?',
        '"unknown": @database:audit: expected the name of a database in the configuration ("default")',
      ],
    });
    expect(readFileSync(suite.path("out"), "utf8")).not.toContain("testCaseStarted");
  });

  test.concurrent("says that hooks are missing, without which it gives no database", EVEN_DAYS, async () => {
    const { suite } = createSuiteWithPlugin([one("runs", ["When it runs"], badTags(""))], {
      "features/support/picklejar.js": "",
    });
    expect(await suite.start([]).end).toHaveEnded({
      stderr: ["picklejar: the plugin is active, but installHooks() was not called, so no scenario gets a database."],
    });
  });

  test.concurrent("lets Cucumber report a template that cannot be built", ODD_DAYS, async () => {
    const { suite } = createSuiteWithPlugin([one("fails", ["When an assertion fails"], expected(""))], {
      "db/001_notes.sql": "CREATE TABEL notes (id);",
    });
    const result = await suite.start([]).end;
    expect(result).toHaveEnded({ code: 1 });
    expect(result.stdout + result.stderr).toContain("001_notes");
  });
});

describe.runIf(!hasPlugins)("Cucumber before 12.5", () => {
  test("has no plugins, which leaves out the tests of the plugin", () => {
    expect(hasPlugins).toBe(false);
  });
});

function createSuiteWithPlugin(
  situations: readonly Situation[],
  files: Readonly<Record<string, string>> = {},
  options?: SuiteOptions,
): ContractProject {
  return createContractProject(situations, { "cucumber.mjs": CONFIG, ...files }, options);
}

/** Says which processes and threads an event is of. */
function readTrace(file: string): (event: string) => readonly string[] {
  const lines = readFileSync(file, "utf8").trim().split("\n");
  const events = lines.map(
    (line) => JSON.parse(line) as { readonly event: string; readonly pid: number; readonly threadId: number },
  );
  return (wanted) => events.filter(({ event }) => event === wanted).map(({ pid, threadId }) => `${pid}-${threadId}`);
}
