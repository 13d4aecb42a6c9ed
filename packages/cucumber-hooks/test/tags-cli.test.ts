import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

import { EVEN_DAYS, ODD_DAYS } from "../../../test/helpers/of-today.js";

const COMMAND = fileURLToPath(new URL("../bin/picklejar-tags.js", import.meta.url));

const WRONG = "Feature: wrong\n  @tdd_expected_fail @tdd_isue @tdd_issue_7\n  Scenario: late\n    When it runs\n";
const RIGHT = "Feature: right\n  @tdd_expected_fail @tdd_issue @tdd_issue_7\n  Scenario: late\n    When it runs\n";

const LONG = { tags: "long" };

describe("picklejar-tags", () => {
  test.concurrent("finds nothing in tags that are as they have to be", ODD_DAYS, async () => {
    const result = await run({ "features/a.feature": RIGHT, "features/deep/b.feature": RIGHT });
    expect(result).toHaveEnded({ code: 0, stdout: "", stderr: "" });
  });

  test.concurrent("names file, line, column and cure of each problem, by file", async () => {
    expect(await run({ "features/b.feature": WRONG, "features/a.feature": WRONG })).toHaveEnded({
      code: 1,
      stdout: ["a", "b"]
        .map(
          (name) =>
            `features/${name}.feature:2:22: @tdd_isue means nothing to picklejar: did you mean @tdd_issue?\n` +
            `features/${name}.feature:2:32: @tdd_issue_7 stands without @tdd_issue: add @tdd_issue\n`,
        )
        .join(""),
      stderr: "picklejar-tags: 4 problems in 2 feature files\n",
    });
  });

  test.concurrent("names a problem once, however many rows or scenarios share the tag", ODD_DAYS, async () => {
    const feature = `@tdd_issue\nFeature: shared\n  Scenario: one\n    When it runs\n  Scenario Outline: two\n    When <it>\n    Examples:\n      | it |\n      | a |\n      | b |\n`;
    expect(await run({ "features/a.feature": feature })).toHaveEnded({
      code: 1,
      stdout: "features/a.feature:1:1: @tdd_issue does not say which issue: add @tdd_issue_<N>, with the number of the issue\n",
    });
  });

  test.concurrent("reports Gherkin that cannot be parsed as such, and goes on with the other files", async () => {
    expect(await run({ "features/a.feature": "Feture: a\n", "features/b.feature": WRONG })).toHaveEnded({
      code: 1,
      stdout:
        /^features\/a\.feature:1:1: the Gherkin cannot be parsed \(expected: .*got 'Feture: a'\): correct it.*\nfeatures\/b\.feature:2:22: /,
    });
  });

  test.concurrent("takes a tag that is only doubtful for a warning", EVEN_DAYS, async () => {
    const feature =
      "Feature: a\n  @tdd_expected_fail @tdd_expected_failure @tdd_issue @tdd_issue_7\n  Scenario: late\n    When it runs\n";
    expect(await run({ "features/a.feature": feature })).toHaveEnded({
      code: 0,
      stdout:
        "features/a.feature:2:22: warning: @tdd_expected_failure means nothing to picklejar: did you mean @tdd_expected_fail?\n",
    });
  });

  for (const [what, paths, options] of [
    ["a file", ["features/a.feature"], EVEN_DAYS],
    ["a folder", ["./features/"], ODD_DAYS],
    ["a glob of files", ["feat*/*.feature"], {}],
    ["a glob of folders", ["feat*"], EVEN_DAYS],
    ["the same file twice", ["features", "features/a.feature"], ODD_DAYS],
  ] as const)
    test.concurrent(`reads ${what}`, options, async () => {
      const result = await run({ "features/a.feature": WRONG, "features/node_modules/b.feature": WRONG }, paths);
      expect(result).toHaveEnded({ code: 1, stderr: "picklejar-tags: 2 problems in 1 feature file\n" });
    });

  test.concurrent("reads Gherkin in Markdown", EVEN_DAYS, async () => {
    const feature = "# Feature: a\n\n`@tdd_issue_7`\n## Scenario: late\n\n* When it runs\n";
    expect(await run({ "features/a.feature.md": feature })).toHaveEnded({
      code: 1,
      stdout: "features/a.feature.md:3:2: @tdd_issue_7 stands without @tdd_issue: add @tdd_issue\n",
    });
  });

  test.concurrent("reads standard input, for an editor", async () => {
    const stdout = /^features\/open\.feature:2:22: /;
    expect(await run({}, ["--stdin-path", "features/open.feature"], WRONG)).toHaveEnded({ code: 1, stdout });
    expect(await run({}, ["-"], RIGHT)).toHaveEnded({ code: 0 });
  });

  test.concurrent("prints JSON", async () => {
    const result = await run({ "features/a.feature": WRONG }, ["--json"]);
    expect(result).toHaveEnded({ code: 1, stdout: /^\{/, stderr: "" });
    expect(JSON.parse(result.stdout)).toEqual({
      files: 1,
      problems: [
        {
          file: "features/a.feature",
          line: 2,
          column: 22,
          severity: "error",
          problem: "@tdd_isue means nothing to picklejar",
          cure: "did you mean @tdd_issue?",
        },
        {
          file: "features/a.feature",
          line: 2,
          column: 32,
          severity: "error",
          problem: "@tdd_issue_7 stands without @tdd_issue",
          cure: "add @tdd_issue",
        },
      ],
    });
  });

  test.concurrent("knows the names of tags from the configuration, and from its own options", { tags: "long" }, async () => {
    const feature = "Feature: a\n  @known @bug_7\n  Scenario: late\n    When it runs\n";
    const config = `export default { migrations: "db", cucumber: { expectedFailures: { tags: { expectedFail: "@known", issue: "@bug" } } } };`;
    const ending = { code: 1, stdout: "features/a.feature:2:10: @bug_7 stands without @bug: add @bug\n" };
    expect(await run({ "features/a.feature": feature, "picklejar.config.js": config })).toHaveEnded(ending);
    const given = await run({ "features/a.feature": feature }, ["--expected-fail", "@known", "--issue", "@bug"]);
    expect(given).toHaveEnded(ending);
    expect(await run({ "features/a.feature": feature })).toHaveEnded({ code: 0 });
  });

  test.concurrent("prints help", async () => {
    expect(await run({}, ["--help"])).toHaveEnded({ code: 0, stdout: ["Exit codes: 0 fine, 1"], stderr: "" });
  });

  for (const [what, words, message, options] of [
    ["an option that does not exist", ["--nope"], "Unknown option '--nope'", {}],
    [
      "a path that leads nowhere",
      ["nowhere"],
      '"nowhere": expected a feature file, a folder with some, or a glob that matches some',
      {},
    ],
    ["a folder without feature files", [], '"features": expected a feature file, a folder with some', LONG],
    ["files beside standard input", ["-", "features"], "expected either standard input or files, got both: features", LONG],
    [
      "a name that is no tag",
      ["--issue", "bug", "-"],
      'tags.issue: expected a tag such as "@known_bug", or a list of them, got',
      {},
    ],
  ] as const)
    test.concurrent(`refuses ${what}`, options, async () => {
      expect(await run({}, words)).toHaveEnded({ code: 2, stdout: "", stderr: [message] });
    });
});

function run(
  files: Readonly<Record<string, string>>,
  words: readonly string[] = [],
  input = "",
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  const directory = mkdtempSync(join(process.env["PICKLEJAR_TESTS"] ?? "", "tags-"));
  writeFileSync(join(directory, "package.json"), '{ "type": "module" }');
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), content);
  }
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [COMMAND, ...words], { cwd: directory }, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode, stdout, stderr });
    });
    child.stdin?.end(input);
  });
}
