import { AssertionError } from "node:assert";
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { PreconditionError } from "@picklejar/core";

import { parseFeature } from "../../src/tags-cli/parse-feature.js";
import type { ExpectedFailureOptions } from "../../src/expected-failure/expected-failure-options.js";
import type { StepFailure } from "../../src/expected-failure/judge-step.js";
import type { Implementation } from "./implementation.js";

/** A claim about the implementation: gives what came out, and what should have. */
interface Claim {
  readonly title: string;
  readonly check: (implementation: Implementation) => readonly [got: unknown, wanted: unknown];
}

/** Says what is wrong with an implementation; nothing, for the real one. */
export function findWrongVerdicts(implementation: Implementation): readonly string[] {
  return [...STEP_CLAIMS, ...SCENARIO_CLAIMS, ...TAG_CLAIMS, ...OPTION_CLAIMS, ...FLOW_CLAIMS].flatMap(({ title, check }) => {
    try {
      const [got, wanted] = check(implementation);
      return JSON.stringify(got) === JSON.stringify(wanted)
        ? []
        : [`${title}: ${JSON.stringify(got)}, not ${JSON.stringify(wanted)}`];
    } catch (error) {
      return [`${title}: ${String(error)}`];
    }
  });
}

const PLACE = { file: undefined, subject: "test", prefix: "expectedFailures." };
const ASSERTION = new AssertionError({ message: "three, not one" });
const BOOM = new Error("boom");
const THE_BUG = { isTheBug: true, issues: [991] };

function coded(code: string, more: object = {}): Error {
  return Object.assign(new Error(code), { code, ...more });
}

function members(...errors: readonly unknown[]): Error {
  return Object.assign(new Error("soft"), { errors });
}

function circle(): Error {
  const error = new Error("round");
  error.cause = new Error("and round", { cause: error });
  return error;
}

class OddError extends Error {
  get code(): string {
    throw new Error("do not look");
  }
}

function step(
  title: string,
  failure: Partial<StepFailure>,
  wanted: object | string,
  options: ExpectedFailureOptions = {},
): Claim {
  return {
    title,
    check: ({ judgeStep, resolveExpectedFailureOptions }) => {
      const rules = resolveExpectedFailureOptions(options, PLACE);
      const verdict = judgeStep({ ...FAILURE, ...failure }, rules);
      if (typeof wanted !== "string") return [verdict, wanted];
      return verdict.isTheBug ? [verdict, wanted] : [verdict.reason.includes(wanted) ? wanted : verdict.reason, wanted];
    },
  };
}

const FAILURE: StepFailure = {
  scenario: "late",
  step: "it fails",
  phase: "then",
  isBackground: false,
  issues: [991],
  error: BOOM,
  isUncaught: false,
  hasPassedBefore: false,
  stepThatCannotRun: undefined,
};

const NOT_THE_ONE = "the error is not the one that is known of #991";
const DATABASE = "the database could not be used";
const OPEN = { phases: ["given", "when", "then", "unknown"] } as const;

const STEP_CLAIMS: readonly Claim[] = [
  step("an error in Then", {}, THE_BUG),
  step("an error in When", { phase: "when" }, THE_BUG),
  step("an assertion", { error: ASSERTION }, THE_BUG),
  step("a text", { error: "thrown" }, THE_BUG),
  step("no error at all", { error: undefined }, THE_BUG),
  step("null", { error: null }, THE_BUG),
  step("Given", { phase: "given" }, "a Given step failed, which is set-up"),
  step("Given, where it counts", { phase: "given" }, THE_BUG, OPEN),
  step("a star", { phase: "unknown" }, "nobody can tell whether a step with * is set-up"),
  step("a star, where it counts", { phase: "unknown" }, THE_BUG, OPEN),
  step("When, where only Then counts", { phase: "when" }, "a When step failed, which is not where this bug shows", {
    phases: ["then"],
  }),
  step("a Background", { isBackground: true }, "a step of the Background failed"),
  step("a Background, where all phases count", { isBackground: true }, "a step of the Background failed", OPEN),
  step("an earlier pass", { hasPassedBefore: true }, "an earlier attempt of the scenario passed"),
  step("a step that cannot run", { stepThatCannotRun: '"x" is undefined' }, 'the step "x" is undefined'),
  step("something uncaught", { isUncaught: true }, "thrown in the background"),
  step(
    "wrong arguments",
    { error: "function has 3 arguments, should have 0 (if synchronous or returning a promise) or 1 (if accepting a callback)" },
    "a wrong number of arguments",
  ),
  step("an error that speaks of arguments", { error: new Error("function has 3 arguments, should have 0 ") }, THE_BUG),
  step(
    "two ways to end",
    { error: new Error("function uses multiple asynchronous interfaces: callback and promise\nto use") },
    "a wrong number of arguments",
  ),
  step(
    "a timeout",
    { error: new Error("function timed out, ensure the promise resolves within 50 milliseconds") },
    "the step timed out",
  ),
  step(
    "a timeout of a callback",
    { error: new Error("function timed out, ensure the callback is executed within 50 milliseconds") },
    "the step timed out",
  ),
  step(
    "a timeout, where it counts",
    { error: new Error("function timed out, ensure the promise resolves within 50 milliseconds") },
    THE_BUG,
    { timeouts: true },
  ),
  step(
    "an error that speaks of a timeout",
    { error: new Error("the application: function timed out, ensure the promise") },
    THE_BUG,
  ),
  step(
    "a parameter type",
    {
      error: Object.assign(new Error("no"), {
        stack: "Error: no\n at x (/a/node_modules/@cucumber/cucumber-expressions/dist/x.js:1:1)",
      }),
    },
    "a parameter type threw",
  ),

  ...["BUSY", "LOCKED", "CANTOPEN", "IOERR", "FULL", "CORRUPT", "NOTADB", "READONLY"].flatMap((name) => [
    step(`SQLITE_${name}`, { error: coded(`SQLITE_${name}`) }, `${DATABASE} (SQLITE_${name})`),
    step(`SQLITE_${name} extended`, { error: coded(`SQLITE_${name}_MORE`) }, `${DATABASE} (SQLITE_${name}_MORE)`),
  ]),
  step("a code that begins alike", { error: coded("SQLITE_FULLNESS") }, THE_BUG),
  step("SQLITE_CONSTRAINT", { error: coded("SQLITE_CONSTRAINT_UNIQUE") }, THE_BUG),
  step("node:sqlite, busy", { error: coded("ERR_SQLITE_ERROR", { errcode: 517 }) }, `${DATABASE} (SQLITE_BUSY)`),
  step("node:sqlite, constraint", { error: coded("ERR_SQLITE_ERROR", { errcode: 19 }) }, THE_BUG),
  step("an errcode of something else", { error: coded("ERR_OTHER", { errcode: 5 }) }, THE_BUG),
  step("an errcode that is no number", { error: coded("ERR_SQLITE_ERROR", { errcode: "5" }) }, THE_BUG),
  step("a code that is a number", { error: Object.assign(new Error("x"), { code: 5 }) }, THE_BUG),
  ...["MODULE_NOT_FOUND", "ERR_MODULE_NOT_FOUND", "ERR_PACKAGE_PATH_NOT_EXPORTED"].map((code) =>
    step(code, { error: coded(code) }, `a module was not found (${code})`),
  ),
  step("a ReferenceError", { error: new ReferenceError("x") }, "a ReferenceError is a mistake in code"),
  step("a SyntaxError", { error: new SyntaxError("x") }, "a SyntaxError is a mistake in code"),
  step("a TypeError", { error: new TypeError("x") }, THE_BUG),
  step(
    "an error of picklejar",
    {
      error: new (class PicklejarError extends Error {
        readonly code = "DISK_FULL";
      })("x"),
    },
    "it is an error of picklejar itself (DISK_FULL)",
  ),
  step("a precondition", { error: new PreconditionError("x") }, "a precondition did not hold"),
  step("a foreign code that reads alike", { error: coded("PRECONDITION_FAILED") }, THE_BUG),
  step(
    "never accepted, as a cause",
    { error: new Error("a", { cause: new Error("b", { cause: coded("SQLITE_BUSY") }) }) },
    DATABASE,
  ),
  step("never accepted, as a member", { error: members(ASSERTION, members(new ReferenceError("x"))) }, "a ReferenceError"),
  step("never accepted, as a cause of a member", { error: members(new Error("a", { cause: coded("SQLITE_BUSY") })) }, DATABASE),
  step("a cause that is null", { error: new Error("a", { cause: null }) }, THE_BUG),
  step("a circle", { error: circle() }, THE_BUG),
  step("an error that may not be looked at", { error: new OddError("x") }, THE_BUG),
  step("an object that is no error", { error: { code: "SQLITE_BUSY" } }, DATABASE),
  step("an object without prototype", { error: Object.create(null) }, THE_BUG),

  step("no assertion, where only they count", {}, "only assertion errors are accepted", { accept: "assertion" }),
  step("an assertion, where only they count", { error: ASSERTION }, THE_BUG, { accept: "assertion" }),
  step("one of Chai's", { error: Object.assign(new Error("x"), { name: "AssertionError" }) }, THE_BUG, { accept: "assertion" }),
  step("one of Jest's", { error: Object.assign(new Error("x"), { matcherResult: { pass: false } }) }, THE_BUG, {
    accept: "assertion",
  }),
  step("one by its code", { error: coded("ERR_ASSERTION") }, THE_BUG, { accept: "assertion" }),
  step("assertions together", { error: members(ASSERTION, members(ASSERTION)) }, THE_BUG, { accept: "assertion" }),
  step("assertions and others", { error: members(ASSERTION, BOOM) }, "only assertion errors are accepted", {
    accept: "assertion",
  }),
  step("no members", { error: members() }, "only assertion errors are accepted", { accept: "assertion" }),
  step("a text, where only assertions count", { error: "x" }, "only assertion errors are accepted", { accept: "assertion" }),
  step("null, where only assertions count", { error: null }, "only assertion errors are accepted", { accept: "assertion" }),
  step(
    "members in a circle",
    {
      error: (() => {
        const error = members();
        Object.assign(error, { errors: [error] });
        return error;
      })(),
    },
    "only assertion errors are accepted",
    { accept: "assertion" },
  ),
  step(
    "an assertion that is never accepted",
    { error: Object.assign(new Error("x", { cause: coded("SQLITE_BUSY") }), { name: "AssertionError" }) },
    DATABASE,
    { accept: "assertion" },
  ),
  step("accept says true", {}, THE_BUG, {
    accept: (error, { issues, scenario: name, step: text }) =>
      error === BOOM && issues[0] === 991 && name === "late" && text === "it fails",
  }),
  step("accept says false", {}, "`accept` did not accept the error", { accept: () => false }),
  // @ts-expect-error -- a slip: a promise is no answer
  step("accept says a promise", {}, "`accept` did not accept the error", { accept: () => Promise.resolve(true) }),
  step("accept throws", {}, "`accept` did not accept the error", {
    accept: () => {
      throw BOOM;
    },
  }),
  step("accept cannot allow what is never the bug", { error: new ReferenceError("x") }, "a ReferenceError", {
    accept: () => true,
  }),

  step("a text that fits", {}, THE_BUG, { issues: { 991: { error: "oo" } } }),
  step("a text that does not", {}, NOT_THE_ONE, { issues: { 991: { error: "ooo" } } }),
  step("a pattern that fits", {}, THE_BUG, { issues: { 991: { error: /^boom$/ } } }),
  step("a pattern that does not", {}, NOT_THE_ONE, { issues: { 991: { error: /^oo/ } } }),
  step("a pattern that fits a cause", { error: new Error("x", { cause: BOOM }) }, THE_BUG, {
    issues: { 991: { error: /^boom$/ } },
  }),
  step("a pattern that fits a text", { error: "boom" }, THE_BUG, { issues: { 991: { error: /^boom$/ } } }),
  step("a function that fits", {}, THE_BUG, { issues: { 991: { error: (error) => error === BOOM } } }),
  step("a function that does not", {}, NOT_THE_ONE, { issues: { 991: { error: () => false } } }),
  step("another issue's pattern", {}, THE_BUG, { issues: { 992: { error: /no/ } } }),
  step("one issue of two", { issues: [991, 992] }, { isTheBug: true, issues: [992] }, { issues: { 991: { error: /no/ } } }),
  {
    title: "a pattern with a memory",
    check: ({ judgeStep, resolveExpectedFailureOptions }) => {
      const rules = resolveExpectedFailureOptions({ issues: { 991: { error: /boom/g } } }, PLACE);
      return [[1, 2, 3].map(() => judgeStep(FAILURE, rules).isTheBug), [true, true, true]];
    },
  },
];

function scenario(status: string | undefined, verdict: "bug" | "other" | undefined, wanted: object): Claim {
  return {
    title: `${status} with ${verdict ?? "no"} failure`,
    check: ({ judgeScenario }) => {
      const verdicts = { bug: { isTheBug: true, issues: [991] }, other: { isTheBug: false, reason: "why" } } as const;
      return [judgeScenario({ status, verdict: verdict === undefined ? undefined : verdicts[verdict] }), wanted];
    },
  };
}

const NOT_JUDGED = { kind: "not-judged" };

const SCENARIO_CLAIMS: readonly Claim[] = [
  scenario("PASSED", undefined, { kind: "unexpected-pass" }),
  scenario("SKIPPED", "bug", { kind: "expected-failure", issues: [991] }),
  scenario("SKIPPED", "other", NOT_JUDGED),
  scenario("SKIPPED", undefined, NOT_JUDGED),
  scenario("FAILED", "other", { kind: "other-failure", reason: "why" }),
  scenario("FAILED", "bug", { kind: "other-failure", reason: "a hook failed" }),
  scenario("FAILED", undefined, { kind: "other-failure", reason: "a hook failed" }),
  scenario("PENDING", undefined, { kind: "other-failure", reason: "a step is pending" }),
  scenario("UNDEFINED", "bug", { kind: "other-failure", reason: "a step is undefined" }),
  scenario("AMBIGUOUS", undefined, { kind: "other-failure", reason: "a step is ambiguous" }),
  scenario("UNKNOWN", "bug", NOT_JUDGED),
  scenario(undefined, undefined, NOT_JUDGED),
];

function tags(names: string, wanted: readonly string[], options: ExpectedFailureOptions = {}, steps = "When it runs"): Claim {
  return {
    title: `tags ${names}, ${steps}`,
    check: (implementation) => [lint(implementation, `Feature: a\n  ${names}\n  Scenario: b\n    ${steps}\n`, options), wanted],
  };
}

function lint(implementation: Implementation, text: string, options: ExpectedFailureOptions = {}): readonly string[] {
  const rules = implementation.resolveExpectedFailureOptions(options, PLACE);
  return implementation
    .collectTagProblems(parseFeature("f", text).scenarios, rules)
    .map((problem) => implementation.formatTagProblem(problem));
}

const ALIASES: ExpectedFailureOptions = { tags: { expectedFail: ["@xfail", "@known"], issue: ["@tdd_issue", "@tdd_bug"] } };
const NO_STEP =
  '"b" has no When or Then step, so nothing in it can be the bug: write the step that shows the bug as one, in the scenario itself, or remove @tdd_expected_fail';

const TAG_CLAIMS: readonly Claim[] = [
  tags("@other @more", []),
  tags("@tdd_expected_fail @tdd_issue @tdd_issue_991", []),
  tags("@tdd_issue @tdd_issue_991 @tdd_issue_992", []),
  tags("@tdd_expected_fail", [
    "f:2:3: @tdd_expected_fail does not say which bug it captures: add @tdd_issue and @tdd_issue_<N>, with the number of its issue",
  ]),
  tags("@tdd_expected_fail @tdd_issue", [
    "f:2:22: @tdd_issue does not say which issue: add @tdd_issue_<N>, with the number of the issue",
  ]),
  tags("@tdd_expected_fail @tdd_issue_991", ["f:2:22: @tdd_issue_991 stands without @tdd_issue: add @tdd_issue"]),
  tags("@tdd_issue", ["f:2:3: @tdd_issue does not say which issue: add @tdd_issue_<N>, with the number of the issue"]),
  tags("@tdd_issue_991", ["f:2:3: @tdd_issue_991 stands without @tdd_issue: add @tdd_issue"]),
  tags("@tdd_expected_fail @tdd_issue @tdd_issue_991", [`f:2:3: ${NO_STEP}`], {}, "Given it runs"),
  tags("@tdd_expected_fail @tdd_issue @tdd_issue_991", [`f:2:3: ${NO_STEP}`], {}, "* it runs"),
  tags("@tdd_expected_fail @tdd_issue @tdd_issue_991", [], OPEN, "* it runs"),
  tags("@tdd_issue @tdd_issue_991", [], {}, "Given it runs"),
  tags("@tdd_expected_failure @tdd_issue @tdd_issue_991", [
    "f:2:3: @tdd_expected_failure means nothing to picklejar: did you mean @tdd_expected_fail?",
  ]),
  tags("@TDD-Expected-Fail", ["f:2:3: @TDD-Expected-Fail means nothing to picklejar: did you mean @tdd_expected_fail?"]),
  tags("@tdd_expcted_fial", []),
  tags("@tdd_expectedfail", ["f:2:3: @tdd_expectedfail means nothing to picklejar: did you mean @tdd_expected_fail?"]),
  tags("@tdd_expect_fail", ["f:2:3: @tdd_expect_fail means nothing to picklejar: did you mean @tdd_expected_fail?"]),
  tags("@tdd_expected_failures_of_many", []),
  tags("@tdd_expected_pass", []),
  tags("@tdd_isue", ["f:2:3: @tdd_isue means nothing to picklejar: did you mean @tdd_issue?"]),
  tags("@tdd_isu", []),
  tags("@tdd_issue-991", ["f:2:3: @tdd_issue-991 means nothing to picklejar: did you mean @tdd_issue_991?"]),
  tags("@tdd_isue_991", ["f:2:3: @tdd_isue_991 means nothing to picklejar: did you mean @tdd_issue_991?"]),
  tags("@tdd_issue_open", [
    "f:2:3: @tdd_issue_open means nothing to picklejar: did you mean @tdd_issue_<N>, with the number of the issue?",
  ]),
  tags("@issue_991 @bug", []),
  tags("@tdd_expected_failure @tdd_expected_fail @tdd_issue @tdd_issue_991", [
    "f:2:3: warning: @tdd_expected_failure means nothing to picklejar: did you mean @tdd_expected_fail?",
  ]),
  tags("@tdd_isue @tdd_issue @tdd_issue_991", [
    "f:2:3: warning: @tdd_isue means nothing to picklejar: did you mean @tdd_issue?",
  ]),
  tags("@tdd_issue @tdd_issue-7 @tdd_issue_991", [
    "f:2:14: warning: @tdd_issue-7 means nothing to picklejar: did you mean @tdd_issue_7?",
  ]),
  tags("@known @tdd_bug @tdd_bug_7", [], ALIASES),
  tags("@xfail @tdd_issue @tdd_issue_7 @tdd_bug @tdd_bug_7", [], ALIASES),
  tags("@tdd_issue @tdd_issue_7 @tdd_bug_7", ["f:2:27: @tdd_bug_7 stands without @tdd_bug: add @tdd_bug"], ALIASES),
  tags(
    "@tdd_issue @tdd_issue_7 @tdd_bug",
    ["f:2:27: @tdd_bug does not say which issue: add @tdd_bug_<N>, with the number of the issue"],
    ALIASES,
  ),
  tags("@tdd_bugs", ["f:2:3: @tdd_bugs means nothing to picklejar: did you mean @tdd_bug?"], ALIASES),
  tags("@bag", [], { tags: { issue: "@bug" } }),
  tags("@BUG", ["f:2:3: @BUG means nothing to picklejar: did you mean @bug?"], { tags: { issue: "@bug" } }),
  {
    title: "a step of the Background is none of the scenario's own",
    check: (implementation) => [
      lint(
        implementation,
        "Feature: a\n  Background:\n    When it runs\n  @tdd_expected_fail @tdd_issue @tdd_issue_991\n  Scenario: b\n    Given it holds\n",
      ),
      [`f:4:3: ${NO_STEP}`],
    ],
  },
  {
    title: "nor one of the Background of a Rule",
    check: (implementation) => [
      lint(
        implementation,
        "Feature: a\n  Rule: r\n    Background:\n      When it runs\n    @tdd_expected_fail @tdd_issue @tdd_issue_991\n    Scenario: b\n      Given it holds\n",
      ),
      [`f:5:5: ${NO_STEP}`],
    ],
  },
  {
    title: "problems come by file, line and column",
    check: ({ collectTagProblems, resolveExpectedFailureOptions }) => {
      const text =
        "Feature: a\n  @tdd_isue @tdd_issue_1\n  Scenario: b\n    When x\n  @tdd_issue_2\n  Scenario: c\n    When x\n";
      const scenarios = ["b", "a", "c"].flatMap((file) => parseFeature(file, text).scenarios.toReversed());
      const problems = collectTagProblems(scenarios, resolveExpectedFailureOptions({}, PLACE));
      const places = problems.map(({ file, line, column }) => `${file}${line}:${column}`);
      return [places, ["a", "b", "c"].flatMap((file) => [`${file}2:3`, `${file}2:13`, `${file}5:3`])];
    },
  },
  {
    title: "tags are inherited, and each problem is named once, where the nearest tag stands",
    check: (implementation) => [
      lint(
        implementation,
        "@tdd_issue\nFeature: a\n  @tdd_expected_fail\n  Rule: r\n    Scenario: b\n      When x\n    @tdd_issue_1 @tdd_issue\n    Scenario Outline: c\n      When <x>\n      @tdd_issue_2\n      Examples:\n        | x |\n        | 1 |\n        | 2 |\n",
      ),
      ["f:1:1: @tdd_issue does not say which issue: add @tdd_issue_<N>, with the number of the issue"],
    ],
  },
];

function option(options: object, wanted: string): Claim {
  return {
    title: `options ${JSON.stringify(options)}`,
    check: ({ checkExpectedFailures }) => {
      try {
        checkExpectedFailures({ file: undefined, subject: "test", prefix: "" }, "expectedFailures", options);
        return ["fine", wanted];
      } catch (error) {
        return [error instanceof Error ? `${error.name}: ${error.message}` : error, wanted];
      }
    },
  };
}

const OPTION_CLAIMS: readonly Claim[] = [
  option({}, "fine"),
  option(
    { phases: ["then"], accept: "any", timeouts: true, issueUrl: "a{issue}", issues: { 1: { error: /x/, url: "u" } } },
    "fine",
  ),
  option({ accept: () => true, issueUrl: () => "", issues: { 1: { error: "x" }, 2: { error: () => true }, 3: {} } }, "fine"),
  option({ tags: { expectedFail: ["@a", "@b"], issue: "@c" } }, "fine"),
  option({ tag: {} }, 'TypeError: test: expectedFailures.tag is not an option. Did you mean "tags"?'),
  option(
    { phases: [] },
    `RangeError: test: expectedFailures.phases must be a list of some of "given", "when", "then", "unknown"; got []`,
  ),
  option(
    { phases: ["then", "and"] },
    `RangeError: test: expectedFailures.phases must be a list of some of "given", "when", "then", "unknown"; got [ 'then', 'and' ]`,
  ),
  option(
    { phases: "then" },
    `TypeError: test: expectedFailures.phases must be a list of some of "given", "when", "then", "unknown"; got 'then'`,
  ),
  option({ accept: "all" }, `RangeError: test: expectedFailures.accept must be "any", "assertion" or a function; got 'all'`),
  option({ timeouts: 1 }, "TypeError: test: expectedFailures.timeouts must be true or false; got 1"),
  option(
    { issueUrl: "https://a" },
    "RangeError: test: expectedFailures.issueUrl must be a text with {issue} in it; got 'https://a'",
  ),
  option({ issueUrl: 1 }, "TypeError: test: expectedFailures.issueUrl must be a text or a function; got 1"),
  option({ issues: null }, "TypeError: test: expectedFailures.issues must be an object by issue number; got null"),
  option({ issues: 1 }, "TypeError: test: expectedFailures.issues must be an object by issue number; got 1"),
  option(
    { issues: { "#1": {} } },
    "RangeError: test: expectedFailures.issues.#1 must be named by the number of an issue; got {}",
  ),
  option({ issues: { 1: null } }, "TypeError: test: expectedFailures.issues.1 must be an object; got null"),
  option({ issues: { 1: 1 } }, "TypeError: test: expectedFailures.issues.1 must be an object; got 1"),
  option(
    { issues: { 1: { eror: 1 } } },
    'TypeError: test: expectedFailures.issues.1.eror is not an option. Did you mean "error"?',
  ),
  option(
    { issues: { 1: { error: 1 } } },
    "TypeError: test: expectedFailures.issues.1.error must be a text, a regular expression or a function; got 1",
  ),
  option({ issues: { 1: { url: 1 } } }, "TypeError: test: expectedFailures.issues.1.url must be a text; got 1"),
  option({ tags: [] }, "TypeError: test: expectedFailures.tags must be an object; got []"),
  option({ tags: { issues: "@a" } }, 'TypeError: test: expectedFailures.tags.issues is not an option. Did you mean "issue"?'),
  option(
    { tags: { issue: "a" } },
    `TypeError: test: expectedFailures.tags.issue must be a tag such as "@known_bug", or a list of them; got 'a'`,
  ),
  option(
    { tags: { issue: [] } },
    `TypeError: test: expectedFailures.tags.issue must be a tag such as "@known_bug", or a list of them; got []`,
  ),
  option(
    { tags: { issue: ["@a", 1] } },
    `TypeError: test: expectedFailures.tags.issue must be a tag such as "@known_bug", or a list of them; got [ '@a', 1 ]`,
  ),
  option([], "TypeError: test: expectedFailures must be an object, or false; got []"),
  {
    title: "false is an option",
    check: ({ checkExpectedFailures, mergeExpectedFailures, listFilteredTags }) => {
      checkExpectedFailures(PLACE, "expectedFailures", false);
      return [
        [
          mergeExpectedFailures([{}, false]),
          mergeExpectedFailures([false, {}])?.accept,
          mergeExpectedFailures([undefined])?.accept,
          listFilteredTags(false),
        ],
        [undefined, "any", "any", []],
      ];
    },
  },
  {
    title: "options are put together, the last first",
    check: ({ mergeExpectedFailures }) => {
      const merged = mergeExpectedFailures([{ accept: "any", timeouts: true }, undefined, { accept: "assertion" }]);
      return [
        [merged?.accept, merged?.timeouts],
        ["assertion", true],
      ];
    },
  },
  {
    title: "tags that are known too late are refused, and no others",
    check: ({ listFilteredTags, refuseLateTags, mergeExpectedFailures }) => {
      const filtered = listFilteredTags({ tags: { expectedFail: "@a" } });
      refuseLateTags(filtered, mergeExpectedFailures([{ tags: { expectedFail: "@a" } }]));
      refuseLateTags(filtered, undefined);
      try {
        refuseLateTags(filtered, mergeExpectedFailures([{ tags: { expectedFail: ["@a", "@b"] } }]));
        return ["nothing", "refused"];
      } catch (error) {
        return [
          [filtered, String(error).includes("@b came from")],
          [["@a"], true],
        ];
      }
    },
  },
  {
    title: "the variable turns judging off, and takes no other value",
    check: ({ mergeExpectedFailures }) => {
      const outcomes = ["", "on", "off", "no"].map((value) => {
        process.env["PICKLEJAR_EXPECTED_FAIL"] = value;
        try {
          return mergeExpectedFailures([{}]) === undefined ? "off" : "on";
        } catch (error) {
          return error instanceof RangeError ? "refused" : String(error);
        } finally {
          delete process.env["PICKLEJAR_EXPECTED_FAIL"];
        }
      });
      return [outcomes, ["on", "on", "off", "refused"]];
    },
  },
];

/** An attempt as Cucumber runs it, with the judge in its hooks. Gives what came of it. */
interface Attempt {
  readonly steps: readonly (Error | "passed" | "skipped" | "not run")[];
  /** The worst of all results, where hooks are the worst. */
  readonly status?: string;
  /** Whether the step is reported as thrown by something else. */
  readonly isUncaught?: boolean;
  readonly startedId?: string;
}

function flow(
  title: string,
  feature: string,
  attempts: readonly Attempt[],
  wanted: readonly unknown[],
  options: ExpectedFailureOptions = {},
): Claim {
  return { title, check: (implementation) => [runFlow(implementation, feature, attempts, options), wanted] };
}

function runFlow(
  implementation: Implementation,
  feature: string,
  attempts: readonly Attempt[],
  options: ExpectedFailureOptions,
): readonly unknown[] {
  const runPath = mkdtempSync(join(process.env["PICKLEJAR_TESTS"] ?? "", "flow-"));
  const judge = new implementation.ExpectedFailureJudge(implementation.resolveExpectedFailureOptions(options, PLACE), runPath);
  const [found] = parseFeature("f", feature).scenarios;
  if (found === undefined) throw new Error("no scenario");
  const said: unknown[] = [];
  for (const [index, attempt] of attempts.entries()) {
    const parameter = { ...found, testCaseStartedId: attempt.startedId ?? `attempt-${index}` };
    const logs: string[] = [];
    const world = { log: (text: string) => logs.push(text.split("\n")[0] ?? ""), link: (url: string) => logs.push(url) };
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
    try {
      judge.end(world, {
        ...parameter,
        result: found.pickle.steps.length === 0 ? undefined : { status: attempt.status ?? worst },
      });
    } catch (error) {
      said.push(String(error));
    }
    said.push(logs);
  }
  said.push(
    implementation
      .readOutcomes(runPath)
      .map(({ kind, attempt, line, reason, error, urls, tagsToRemove = [] }) =>
        [kind, attempt, line, reason, error, urls].concat(tagsToRemove),
      ),
  );
  said.push(process.listenerCount("uncaughtExceptionMonitor"));
  process.removeAllListeners("uncaughtExceptionMonitor");
  return said;
}

const FEATURE = "Feature: a\n  @tdd_expected_fail @tdd_issue @tdd_issue_991\n  Scenario: b\n    Given x\n    When y\n";
const URL = { issueUrl: "https://t/{issue}" };
const PASS =
  "UnexpectedPassError: #991 seems fixed: remove @tdd_expected_fail (f:2), keep @tdd_issue @tdd_issue_991 as regression tags";
const REMOVE = { tag: "@tdd_expected_fail", file: "f", line: 2 };
const FAILS: Attempt = { steps: ["passed", BOOM] };
const PASSES: Attempt = { steps: ["passed", "passed"] };
const AS_EXPECTED = ["expected failure (#991): boom", true, true];

const FLOW_CLAIMS: readonly Claim[] = [
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
    [["not taken for #991: a hook failed"], [["other-failure", 1, 3, "a hook failed", null, {}]], 0],
  ),
  flow(
    "a hook fails before a step",
    FEATURE,
    [{ steps: ["passed", "not run"], status: "FAILED" }],
    [["not taken for #991: a hook failed"], [["other-failure", 1, 3, "a hook failed", null, {}]], 0],
  ),
  flow("a step chooses to be skipped", FEATURE, [{ steps: ["passed", "skipped"] }], [[], [], 0]),
  flow(
    "what failed in an attempt is forgotten in the next",
    FEATURE,
    [FAILS, { steps: ["passed", "skipped"] }],
    [AS_EXPECTED, ["expected failure (#991): boom"], [], [["expected-failure", 1, 3, null, "Error: boom", {}]], 0],
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
  {
    title: "a step that cannot run is known from the plugin",
    check: ({ saveUnmatchedStep, findUnmatchedStep }) => {
      const runPath = mkdtempSync(join(process.env["PICKLEJAR_TESTS"] ?? "", "unmatched-"));
      const before = findUnmatchedStep(runPath, "1");
      saveUnmatchedStep(runPath, { pickleId: "1", description: '"2" is undefined' });
      saveUnmatchedStep(runPath, { pickleId: "2", description: '"x" is ambiguous' });
      return [
        [before ?? null, ...["1", "2", "3"].map((id) => findUnmatchedStep(runPath, id) ?? null)],
        [null, '"2" is undefined', '"x" is ambiguous', null],
      ];
    },
  },
];
