import { mkdtempSync } from "node:fs";
import { join } from "node:path";

import type { ExpectedFailureOptions } from "../../src/expected-failure/expected-failure-options.js";
import { parseFeature } from "../../src/tags-cli/parse-feature.js";
import { BOOM, claim, type Claim } from "./claim.js";
import type { Implementation } from "./implementation.js";

/** An attempt as Cucumber runs it, with the judge in its hooks. Gives what came of it. */
interface Attempt {
  readonly steps: readonly (Error | "passed" | "skipped" | "not run")[];
  /** The worst of all results, where hooks are the worst. */
  readonly status?: string;
  /** Whether the step is reported as thrown by something else. */
  readonly isUncaught?: boolean;
  readonly startedId?: string;
}

const NOTHING_ELSE = { parameterTypes: [], explainMissingDatabase: () => undefined, reportUnexpectedPass: () => undefined };

function flow(
  title: string,
  feature: string,
  attempts: readonly Attempt[],
  wanted: readonly unknown[],
  options: ExpectedFailureOptions = {},
): Claim {
  return claim(title, (implementation) => [runFlow(implementation, feature, attempts, options), wanted], flow);
}

function runFlow(
  implementation: Implementation,
  feature: string,
  attempts: readonly Attempt[],
  options: ExpectedFailureOptions,
): readonly unknown[] {
  const runPath = mkdtempSync(join(process.env["PICKLEJAR_TESTS"] ?? "", "flow-"));
  const passes: unknown[] = [];
  const judge = new implementation.ExpectedFailureJudge({
    rules: implementation.resolveExpectedFailureOptions(options),
    runPath,
    ...NOTHING_ELSE,
    reportUnexpectedPass: () => passes.push("reported"),
  });
  const [found] = parseFeature("f", feature).scenarios;
  if (found === undefined) throw new Error("no scenario");
  const said: unknown[] = [];
  for (const [index, attempt] of attempts.entries()) {
    const parameter = { ...found, testCaseStartedId: attempt.startedId ?? `attempt-${index}` };
    const logs: string[] = [];
    const world = {};
    implementation.rememberAttach(world, (text) => logs.push(text.split("\n")[0] ?? ""));
    const statuses: string[] = [];
    try {
      judge.begin(parameter);
    } catch (error) {
      statuses.push("FAILED");
      said.push(String(error).split("\n")[0]);
    }
    for (const [stepIndex, outcome] of attempt.steps.entries()) {
      const pickleStep = found.pickle.steps[stepIndex];
      if (pickleStep === undefined) throw new Error("no such step");
      if (outcome === "not run") judge.judgeStep(world, { ...parameter, pickleStep, result: undefined, error: undefined });
      if (outcome === "passed")
        judge.judgeStep(world, { ...parameter, pickleStep, result: { status: "PASSED" }, error: undefined });
      if (typeof outcome === "string") continue;
      if (attempt.isUncaught === true) {
        for (const listener of process.listeners("uncaughtExceptionMonitor")) listener(outcome, "uncaughtException");
      }
      const result = {
        status: "FAILED",
        message: outcome.message,
        exception: { type: "Error", message: outcome.message, stackTrace: outcome.message },
      };
      judge.judgeStep(world, { ...parameter, pickleStep, result, error: outcome });
      statuses.push(result.status);
      said.push([result.message, result.exception.message === result.message, result.exception.stackTrace === result.message]);
    }
    const worst =
      ["FAILED", "SKIPPED"].find((status) => statuses.includes(status)) ??
      (attempt.steps.includes("skipped") ? "SKIPPED" : "PASSED");
    const ended = {
      ...parameter,
      result: found.pickle.steps.length === 0 ? undefined : { status: attempt.status ?? worst },
    };
    const isPass = judge.isUnexpectedPass(ended);
    passes.length = 0;
    try {
      judge.end(world, ended);
    } catch (error) {
      said.push(String(error));
    }
    // Asked before, it is what comes then, and it is reported once.
    if (passes.length !== (isPass ? 1 : 0)) said.push([isPass, ...passes]);
    const hasThrown = String(said.at(-1)).startsWith("UnexpectedPassError");
    if (hasThrown !== isPass) said.push(["asked before", isPass]);
    said.push(logs);
  }
  said.push(
    implementation.readOutcomes(runPath).map(({ kind, attempt, line, reason, error, urls, tagsToRemove = [] }) => {
      const outcome: unknown[] = [kind, attempt, line, reason, error, urls];
      return outcome.concat(tagsToRemove);
    }),
  );
  said.push(process.listenerCount("uncaughtExceptionMonitor"));
  process.removeAllListeners("uncaughtExceptionMonitor");
  return said;
}

const FEATURE = "Feature: a\n  @tdd_expected_fail @tdd_issue @tdd_issue_991\n  Scenario: b\n    Given x\n    When y\n";
const TAGS = "@tdd_expected_fail @tdd_issue @tdd_issue_991";
const URL = { issueUrl: "https://t/{issue}" };
const PASS =
  "UnexpectedPassError: #991 seems fixed: remove @tdd_expected_fail (f:2), keep @tdd_issue @tdd_issue_991 as regression tags";
const REMOVE = { tag: "@tdd_expected_fail", file: "f", line: 2 };
const FAILS: Attempt = { steps: ["passed", BOOM] };
const PASSES: Attempt = { steps: ["passed", "passed"] };
const AS_EXPECTED = ["expected failure (#991): boom", true, true];

export const FLOW_CLAIMS: readonly Claim[] = [
  flow(
    "fails",
    FEATURE,
    [FAILS],
    [
      AS_EXPECTED,
      ["expected failure (#991): boom", "https://t/991"],
      [["expected-failure", 1, 3, null, "Error: boom", { 991: "https://t/991" }]],
      0,
    ],
    URL,
  ),
  flow("passes", FEATURE, [PASSES], [PASS, [], [["unexpected-pass", 1, 3, null, null, {}, REMOVE]], 0]),
  flow("passes twice", FEATURE, [PASSES, PASSES], [PASS, [], PASS, [], [["unexpected-pass", 2, 3, null, null, {}, REMOVE]], 0]),
  flow(
    "passes, then fails",
    FEATURE,
    [PASSES, FAILS],
    [
      PASS,
      [],
      ["boom\nnot taken for #991: an earlier attempt of the scenario passed, so that it does not fail reliably", true, true],
      [],
      [
        [
          "other-failure",
          2,
          3,
          "an earlier attempt of the scenario passed, so that it does not fail reliably",
          "Error: boom",
          {},
        ],
      ],
      0,
    ],
  ),
  flow(
    "passes while a hook fails, then fails",
    FEATURE,
    [{ ...PASSES, status: "FAILED" }, FAILS],
    [
      ["not taken for #991: a hook failed, although every step had passed"],
      ["boom\nnot taken for #991: an earlier attempt of the scenario passed, so that it does not fail reliably", true, true],
      [],
      [
        [
          "other-failure",
          2,
          3,
          "an earlier attempt of the scenario passed, so that it does not fail reliably",
          "Error: boom",
          {},
        ],
      ],
      0,
    ],
  ),
  flow(
    "a hook fails before all steps, then it fails as expected",
    FEATURE,
    [{ steps: [], status: "FAILED" }, FAILS],
    [
      ["not taken for #991: a hook failed"],
      AS_EXPECTED,
      ["expected failure (#991): boom"],
      [["expected-failure", 2, 3, null, "Error: boom", {}]],
      0,
    ],
  ),
  ...(
    [
      [
        "above rows",
        `  ${TAGS}\n  Scenario Outline: b\n    When <x>\n    Examples:\n      | x |\n      | 1 |\n      | 2 |\n`,
        2,
        7,
        true,
      ],
      [
        "above one row",
        `  ${TAGS}\n  Scenario Outline: b\n    When <x>\n    Examples:\n      | x |\n      | 1 |\n`,
        2,
        7,
        false,
      ],
      ["on a row", `  Scenario Outline: b\n    When <x>\n    ${TAGS}\n    Examples:\n      | x |\n      | 1 |\n`, 4, 7, false],
      [
        "on rows",
        `  Scenario Outline: b\n    When <x>\n    ${TAGS}\n    Examples:\n      | x |\n      | 1 |\n      | 2 |\n`,
        4,
        7,
        true,
      ],
      ["on a Rule", `  ${TAGS}\n  Rule: r\n    Scenario: b\n      When x\n`, 2, 4, true],
    ] as const
  ).map(([where, body, tagLine, line, isShared]) =>
    flow(
      `a tag ${where}`,
      `Feature: a\n${body}`,
      [{ steps: ["passed"] }],
      [
        `${PASS.replace("f:2", `f:${tagLine}`)}${isShared ? ". The tag stands for several scenarios: put it on those that still fail" : ""}`,
        [],
        [["unexpected-pass", 1, line, null, null, {}, { ...REMOVE, line: tagLine }]],
        0,
      ],
    ),
  ),
  flow(
    "fails in its set-up, then as expected",
    FEATURE,
    [{ steps: [BOOM] }, FAILS],
    [
      ["boom\nnot taken for #991: a Given step failed, which is set-up", true, true],
      [],
      AS_EXPECTED,
      ["expected failure (#991): boom"],
      [["expected-failure", 2, 3, null, "Error: boom", {}]],
      0,
    ],
  ),
  flow(
    "fails, and a hook fails after it",
    FEATURE,
    [{ ...FAILS, status: "FAILED" }],
    [
      AS_EXPECTED,
      ["expected failure (#991): boom", "not taken for #991: a hook failed"],
      [["other-failure", 1, 3, "a hook failed", "Error: boom", {}]],
      0,
    ],
  ),
  flow(
    "a hook fails after a pass",
    FEATURE,
    [{ ...PASSES, status: "FAILED" }],
    [
      ["not taken for #991: a hook failed, although every step had passed"],
      [["other-failure", 1, 3, "a hook failed, although every step had passed", null, {}]],
      0,
    ],
  ),
  flow(
    "a hook fails before a step",
    FEATURE,
    [{ steps: ["passed", "not run"], status: "FAILED" }],
    [["not taken for #991: a hook failed"], [["other-failure", 1, 3, "a hook failed", null, {}]], 0],
  ),
  flow(
    "a step chooses to be skipped",
    FEATURE,
    [{ steps: ["passed", "skipped"] }],
    [[], [["not-judged", 1, 3, null, null, {}]], 0],
  ),
  flow(
    "what failed in an attempt is forgotten in the next",
    FEATURE,
    [FAILS, { steps: ["passed", "skipped"] }],
    [AS_EXPECTED, ["expected failure (#991): boom"], [], [["not-judged", 2, 3, null, null, {}]], 0],
  ),
  flow(
    "something uncaught",
    FEATURE,
    [{ ...FAILS, isUncaught: true }],
    [
      ["boom\nnot taken for #991: the error was thrown in the background while the step ran, and not by the step", true, true],
      [],
      [
        [
          "other-failure",
          1,
          3,
          "the error was thrown in the background while the step ran, and not by the step",
          "Error: boom",
          {},
        ],
      ],
      0,
    ],
  ),
  flow(
    "something uncaught in an earlier attempt",
    FEATURE,
    [{ ...FAILS, isUncaught: true }, FAILS],
    [
      ["boom\nnot taken for #991: the error was thrown in the background while the step ran, and not by the step", true, true],
      [],
      AS_EXPECTED,
      ["expected failure (#991): boom"],
      [["expected-failure", 2, 3, null, "Error: boom", {}]],
      0,
    ],
  ),
  flow(
    "wrong tags",
    FEATURE.replace("@tdd_issue ", ""),
    [{ steps: ["skipped"], status: "FAILED" }],
    ["ScenarioTagsError: f:2:22: @tdd_issue_991 stands without @tdd_issue: add @tdd_issue", [], [], 0],
  ),
  flow(
    "doubtful tags",
    FEATURE.replace("@tdd_issue ", "@tdd_isue @tdd_issue "),
    [FAILS],
    [AS_EXPECTED, ["expected failure (#991): boom"], [["expected-failure", 1, 3, null, "Error: boom", {}]], 0],
  ),
  flow(
    "a slip of a tag and nothing else",
    FEATURE.replace("@tdd_expected_fail @tdd_issue @tdd_issue_991", "@tdd-expected-fail"),
    [{ steps: ["skipped"] }],
    ["ScenarioTagsError: f:2:3: @tdd-expected-fail means nothing to picklejar: did you mean @tdd_expected_fail?", [], [], 0],
  ),
  flow("not tagged", FEATURE.replace("@tdd_expected_fail ", ""), [FAILS, PASSES], [["boom", true, true], [], [], [], 0]),
  flow(
    "without any tag",
    "Feature: a\n  Scenario: b\n    Given x\n    When y\n",
    [FAILS, PASSES],
    [["boom", true, true], [], [], [], 0],
  ),
  flow("without steps", "Feature: a\n  @tdd_expected_fail\n  Scenario: b\n", [{ steps: [] }], [[], [], 0]),
  flow(
    "with a tag on the feature",
    "@tdd_expected_fail @tdd_issue @tdd_issue_991\nFeature: a\n  Scenario: b\n    When y\n",
    [{ steps: ["passed"] }],
    [
      `${PASS.replace("f:2", "f:1")}. The tag stands for several scenarios: put it on those that still fail`,
      [],
      [["unexpected-pass", 1, 3, null, null, {}, { ...REMOVE, line: 1 }]],
      0,
    ],
  ),
  flow(
    "a Background",
    "Feature: a\n  Background:\n    When x\n  @tdd_expected_fail @tdd_issue @tdd_issue_991\n  Scenario: b\n    When y\n",
    [{ steps: [BOOM] }],
    [
      ["boom\nnot taken for #991: a step of the Background failed, and not one of the scenario", true, true],
      [],
      [["other-failure", 1, 5, "a step of the Background failed, and not one of the scenario", "Error: boom", {}]],
      0,
    ],
  ),
  claim("a step that cannot run is known from the plugin", ({ saveUnmatchedStep, findUnmatchedStep }) => {
    const runPath = mkdtempSync(join(process.env["PICKLEJAR_TESTS"] ?? "", "unmatched-"));
    const before = findUnmatchedStep(runPath, "1");
    saveUnmatchedStep(runPath, { pickleId: "1", description: '"2" is undefined' });
    saveUnmatchedStep(runPath, { pickleId: "2", description: '"x" is ambiguous' });
    return [
      [before ?? null, ...["1", "2", "3"].map((id) => findUnmatchedStep(runPath, id) ?? null)],
      [null, '"2" is undefined', '"x" is ambiguous', null],
    ];
  }),
  claim(
    "a World of one's own, without attachments, is judged all the same",
    ({ ExpectedFailureJudge, rememberAttach, resolveExpectedFailureOptions }) => {
      const judge = new ExpectedFailureJudge({
        rules: resolveExpectedFailureOptions(URL),
        runPath: process.cwd(),
        ...NOTHING_ELSE,
      });
      const [found] = parseFeature("f", FEATURE).scenarios;
      const pickleStep = found?.pickle.steps[1];
      if (found === undefined || pickleStep === undefined) throw new Error("no scenario");
      const broken = {};
      rememberAttach(broken, () => {
        throw BOOM;
      });
      const own = { log: () => Promise.reject(BOOM), link: () => Promise.reject(BOOM), attach: () => Promise.reject(BOOM) };
      const statuses = [undefined, null, {}, { log: "text" }, broken, own].map((world, index) => {
        const result = { status: "FAILED" };
        judge.judgeStep(world, { ...found, testCaseStartedId: String(index), pickleStep, result, error: BOOM });
        return result.status;
      });
      return [statuses, Array.from({ length: 6 }, () => "SKIPPED")];
    },
  ),
];
