import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { EVEN_DAYS, ODD_DAYS } from "../../../../test/helpers/of-today.js";
import { MODES } from "../helpers/modes.js";
import { createContractProject, type ContractProject, type ContractRun } from "./contract-project.js";
import { EXPECTED, expected, one, other, UNEXPECTED_PASS, type Situation } from "./situations.js";

for (const { where, parallel, options } of MODES)
  describe(`with retries, ${where}`, options, () => {
    test.concurrent("an expected failure runs once, and attempts that disagree are red", async () => {
      const retried = {
        "fails always": [1, "SKIPPED", "expected failure (#991)"],
        "fails, then would pass": [1, "SKIPPED", "expected failure (#991)"],
        "passes always": [3, "FAILED", "#991 seems fixed"],
        "passes, then fails": [3, "FAILED", "not taken for #991: an earlier attempt of the scenario passed"],
        "passes, then its set-up fails": [3, "FAILED", "not taken for #991: an earlier attempt of the scenario passed"],
        "its set-up fails, then it fails": [2, "SKIPPED", "expected failure (#991)"],
        "its set-up fails, then it passes": [3, "FAILED", "#991 seems fixed"],
      } as const;
      const project = createContractProject([
        one("fails always", ["When it fails in attempts 1,2,3"], expected("")),
        one("fails, then would pass", ["When it fails in attempt 1"], expected("")),
        one("passes always", ["When it runs"], UNEXPECTED_PASS),
        one("passes, then fails", ["When it fails in attempts 2,3"], other("")),
        one(
          "passes, then its set-up fails",
          ["Given a set-up that fails in attempt 2", "When it fails in attempt 3"],
          other(""),
        ),
        one(
          "its set-up fails, then it fails",
          ["Given a set-up that fails in attempt 1", "When it fails in attempts 1,2,3"],
          expected(""),
        ),
        one("its set-up fails, then it passes", ["Given a set-up that fails in attempt 1", "When it runs"], UNEXPECTED_PASS),
      ]);
      const run = await project.run([...parallel, "--retry", "2"]);
      expect(run).toHaveEnded({ code: 1 });
      for (const [name, [attempts, status, text]] of Object.entries(retried)) {
        expect([name, run.messages.get(name)]).toEqual([name, { attempts, status, text: expect.stringContaining(text) }]);
        expect([name, run.html.get(name)?.status]).toEqual([name, status]);
        expect([name, run.summary.listed.has(name), run.progress.listed.has(name)]).toEqual([
          name,
          status === "FAILED",
          status === "FAILED",
        ]);
      }
      const { stillFailing, unexpectedPasses, otherFailures } = run.runSummary.expectedFailures;
      expect(stillFailing.map(({ scenarios }) => scenarios.length)).toEqual([3]);
      expect([unexpectedPasses.length, otherFailures.length]).toEqual([2, 2]);
    });

    for (const [step, code, alone] of [
      ["When it fails in attempts 1,2,3", 0, EVEN_DAYS],
      ["When it fails in attempts 2,3", 1, ODD_DAYS],
      ["When it runs", 1, EVEN_DAYS],
    ] as const)
      test.concurrent(`a scenario alone makes the run end with ${code}: ${step}`, alone, async () => {
        const project = createContractProject([one("alone", [step], expected(""))]);
        expect(await project.run([...parallel, "--retry", "2"])).toHaveEnded({ code });
      });
  });

for (const { where, parallel } of MODES)
  describe(`without --strict, ${where}`, parallel.length === 0 ? EVEN_DAYS : ODD_DAYS, () => {
    test.concurrent("a pending step makes no expected failure, and what else is red stays so", async () => {
      const pending = one("pending alone", ["When a pending step"], other(""));
      const project = createContractProject([
        pending,
        one("pending behind it", ["When an assertion fails", "Then a pending step"], expected("")),
      ]);
      const run = await project.run([...parallel, "--no-strict"]);
      expect(run).toHaveEnded({ code: 0 });
      expect(run.messages.get("pending alone")?.status).toBe("PENDING");
      expect(run.messages.get("pending behind it")?.status).toBe("SKIPPED");
      expect(run.runSummary.expectedFailures.otherFailures).toMatchObject([
        { scenario: "pending alone", reason: "a step or a hook is pending" },
      ]);
      const red = createContractProject([pending, one("passes", ["When it runs"], UNEXPECTED_PASS)]);
      expect(await red.run([...parallel, "--no-strict"])).toHaveEnded({ code: 1 });
    });
  });

describe("with --fail-fast", () => {
  test.concurrent("an expected failure stops nothing, and what did not run is not judged", ODD_DAYS, async () => {
    const project = createContractProject([
      one("1 fails as expected", ["When an assertion fails"], expected("")),
      one("2 fails otherwise", ["Given a set-up that throws", "When it runs"], other("")),
      one("3 did not run", ["When it runs"], UNEXPECTED_PASS),
    ]);
    const run = await project.run(["--fail-fast"]);
    expect([...run.messages].map(([name, { status }]) => [name, status])).toEqual([
      ["1 fails as expected", "SKIPPED"],
      ["2 fails otherwise", "FAILED"],
      ["3 did not run", "SKIPPED"],
    ]);
    const { stillFailing, unexpectedPasses, otherFailures } = run.runSummary.expectedFailures;
    expect(run).toHaveEnded({ code: 1 });
    expect([stillFailing.length, unexpectedPasses.length, otherFailures.length]).toEqual([1, 0, 1]);
  });
});

describe("in a dry run", () => {
  test.concurrent("nothing is judged, and what is undefined is not hidden", EVEN_DAYS, async () => {
    const dry = createContractProject([one("dry", ["When an assertion fails"], expected(""))]);
    const run = await dry.run(["--dry-run"]);
    expect(run).toHaveEnded({ code: 0 });
    expect(run.messages.get("dry")?.status).toBe("SKIPPED");
    expect(run.stderr).not.toContain("picklejar");
    const hidden = createContractProject([
      one("undefined", ["When an assertion fails", "Then nobody defined this"], other("")),
    ]);
    expect((await hidden.run(["--dry-run"])).messages.get("undefined")?.status).toBe("UNDEFINED");
  });
});

describe("PICKLEJAR_EXPECTED_FAIL", () => {
  const situations: readonly Situation[] = [
    one("fails", ["When an assertion fails"], expected("")),
    one("passes", ["When it runs"], UNEXPECTED_PASS),
    one("has wrong tags", ["When it runs"], UNEXPECTED_PASS, "@tdd_expected_fail"),
  ];

  test.concurrent("off runs the scenarios as if they were not tagged", async () => {
    const run = await createContractProject(situations).run([], { PICKLEJAR_EXPECTED_FAIL: "off" });
    expect([...run.messages].map(([name, { status }]) => [name, status])).toEqual([
      ["fails", "FAILED"],
      ["passes", "PASSED"],
      ["has wrong tags", "PASSED"],
    ]);
    expect(run).toHaveEnded({ code: 1 });
    expect(run.stderr).not.toContain("#991");
  });

  test.concurrent("with any other value is an error", ODD_DAYS, async () => {
    const { suite } = createContractProject(situations);
    const result = await suite.start([], { PICKLEJAR_EXPECTED_FAIL: "no" }).end;
    expect(result).toHaveEnded({ code: 1 });
    expect(result.stdout + result.stderr).toContain('PICKLEJAR_EXPECTED_FAIL: expected one of "off", "on", got \'no\'');
  });
});

describe("expectedFailures", () => {
  const late = one("late", ["When an assertion fails"], expected(""), "@known @tdd_issue @tdd_issue_1");

  test.concurrent("false leaves scenarios and their tags alone", EVEN_DAYS, async () => {
    const project = createContractProject([one("fails", ["When an assertion fails"], expected(""), "@tdd_expected_fail")], {
      "features/support/picklejar.js": `import { installHooks } from "@picklejar/cucumber-hooks";\ninstallHooks({ expectedFailures: false });\n`,
    });
    const run = await project.run([]);
    expect(run).toHaveEnded({ code: 1 });
    expect(run.messages.get("fails")).toMatchObject({ status: "FAILED", text: expect.not.stringContaining("tdd") });
  });

  test.concurrent("refuses tags that come to be known when hooks are defined already", ODD_DAYS, async () => {
    const { suite } = createContractProject([late], {
      "picklejar.config.js": `export default { migrations: "db", cucumber: { expectedFailures: { tags: { expectedFail: "@known" } } } };`,
      "features/support/picklejar.js": `import { installHooks } from "@picklejar/cucumber-hooks";\ninstallHooks();\n`,
    });
    const result = await suite.start([]).end;
    expect(result).toHaveEnded({ code: 1 });
    expect(result.stdout + result.stderr).toContain(
      'Write installHooks({ expectedFailures: { tags: { expectedFail: ["@known"] } } })',
    );
  });

  test.concurrent("puts together what the call, worldParameters and the configuration say", EVEN_DAYS, async () => {
    const project = createContractProject(
      [late, one("known otherwise", ["When an error is thrown"], other(""), "@known @tdd_issue @tdd_issue_1")],
      {
        "picklejar.config.js": `export default { migrations: "db", cucumber: { expectedFailures: { accept: "any", issueUrl: "https://a.example/{issue}" } } };`,
        "features/support/picklejar.js": `import { installHooks } from "@picklejar/cucumber-hooks";\ninstallHooks({ expectedFailures: { tags: { expectedFail: "@known" } } });\n`,
      },
    );
    const parameters = JSON.stringify({ picklejar: { expectedFailures: { accept: "assertion" } } });
    const run = await project.run(["--world-parameters", parameters]);
    expect(run.runSummary.expectedFailures).toMatchObject({
      stillFailing: [{ issue: 1, url: "https://a.example/1", scenarios: [{ scenario: "late" }] }],
      otherFailures: [{ scenario: "known otherwise", reason: "only assertion errors are accepted" }],
    });
  });
});

describe("hooks of the user", () => {
  test.concurrent(
    "read a failure where they are defined after ours, and a skipped step where they are defined before",
    ODD_DAYS,
    async () => {
      const project = createContractProject([
        one("read", ["When an assertion fails"], expected(""), `@reads_result ${EXPECTED}`),
      ]);
      const { text = "" } = (await project.run([])).messages.get("read") ?? {};
      expect(text.match(/the .* hook reads \w+/g)).toEqual([
        "the AfterStep hook reads FAILED",
        "the early AfterStep hook reads SKIPPED",
        "the After hook reads SKIPPED",
      ]);
    },
  );
});

for (const { where, parallel } of MODES)
  describe(`a World whose log, link and attach are its own, ${where}`, parallel.length === 0 ? ODD_DAYS : EVEN_DAYS, () => {
    test.concurrent("is not called, and its report has all that picklejar says", async () => {
      const project = createContractProject(
        [
          one("fails", ["When an assertion fails"], expected("")),
          one("fails otherwise", ["Given a set-up that throws", "When it runs"], other("")),
          one("passes after them", ["When it runs"], UNEXPECTED_PASS, "@other"),
        ],
        { "features/steps/world.js": OWN_WORLD },
      );
      const run = await project.run(parallel);
      expect([...run.messages].map(([name, { status }]) => [name, status])).toEqual([
        ["fails", "SKIPPED"],
        ["fails otherwise", "FAILED"],
        ["passes after them", "PASSED"],
      ]);
      const texts = ["fails", "fails otherwise"].map((name) => run.messages.get(name)?.text);
      expect(texts).toEqual([
        expect.stringContaining("https://tracker.example/991"),
        expect.stringContaining("/.picklejar/failed/"),
      ]);
      expect(texts[0]?.match(/expected failure \(#991\)/g)).toHaveLength(2);
      expect(run.stderr).not.toContain("called");
    });
  });

describe("a database", () => {
  test.concurrent(
    "is retained for another failure and for an unexpected pass, and not for an expected failure",
    ODD_DAYS,
    async () => {
      const failsAsExpected = createContractProject([one("fails", ["When an assertion fails"], expected(""))]);
      const passes = createContractProject([one("passes", ["When it runs"], UNEXPECTED_PASS)]);
      const fails = createContractProject([one("fails", ["Given a set-up that throws", "When it runs"], other(""))]);
      for (const [run, code, retained] of [
        [await failsAsExpected.run([]), 0, 0],
        [await passes.run([]), 1, 1],
        [await fails.run([]), 1, 1],
      ] as const) {
        expect(run).toHaveEnded({ code });
        expect(run.runSummary.retained).toBe(retained);
      }
    },
  );
});

describe("in GitHub Actions", () => {
  test.concurrent("scenarios get annotations, and the job a summary", async () => {
    const project = createContractProject([
      one("fails", ["When an assertion fails"], expected("")),
      one("passes", ["When it runs"], UNEXPECTED_PASS),
      one("100%: a, | <b>", ["Given a set-up that throws", "When it runs"], other("")),
    ]);
    const { suite } = project;
    const summary = suite.path("summary.md");
    const run = await gitHubRun(project, { GITHUB_STEP_SUMMARY: summary, GITHUB_WORKSPACE: suite.path("..") });
    const folder = suite.directory.split("/").at(-1) ?? "";
    expect(run.stderr.split("\n").filter((line) => line.startsWith("::"))).toEqual([
      `::error file=${folder}/features/002.feature,line=3,title=Unexpected pass::#991 seems fixed: remove @tdd_expected_fail (features/002.feature:3), keep @tdd_issue @tdd_issue_991`,
      `::error file=${folder}/features/003.feature,line=4,title=Not taken for #991::a Given step failed, which is set-up (Error: no set-up)`,
      `::notice file=${folder}/features/001.feature,line=4,title=Expected failure (#991)::AssertionError: three, not one 3 !== 1`,
    ]);
    const text = readFileSync(summary, "utf8");
    expect(text).toContain(
      "| still failing | [#991](https://tracker.example/991) | fails (features/001.feature:4) | AssertionError: three, not one 3 !== 1 |",
    );
    expect(text).toContain(String.raw`100%: a, \| &lt;b>`);
  });

  test.concurrent("a summary that cannot be written is said, and changes nothing", EVEN_DAYS, async () => {
    const project = createContractProject([one("fails", ["When an assertion fails"], expected(""))]);
    const run = await gitHubRun(project, { GITHUB_STEP_SUMMARY: project.suite.path("nowhere/summary.md") });
    expect(run).toHaveEnded({ code: 0, stderr: ["picklejar: no job summary: ENOENT"] });
  });
});

const OWN_WORLD = `
import { setWorldConstructor } from "@cucumber/cucumber";

setWorldConstructor(class {
  log(level, text) { console.error("log was called"); throw new Error(level + text); }
  link(name) { console.error("link was called"); return Promise.reject(new Error(name)); }
  attach = async (name) => { console.error("attach was called"); throw new Error(name); };
});
`;

function gitHubRun(project: ContractProject, env: Readonly<Record<string, string>>): Promise<ContractRun> {
  return project.run([], { GITHUB_ACTIONS: "true", ...env });
}
