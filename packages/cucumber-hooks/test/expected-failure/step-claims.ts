import { AssertionError } from "node:assert";

import type { ExpectedFailureOptions } from "../../src/expected-failure/expected-failure-options.js";
import type { StepFailure } from "../../src/expected-failure/verdict/judge-step.js";
import { PreconditionError } from "../../src/expected-failure/scenario-errors.js";
import { BOOM, claim, OPEN, type Claim } from "./claim.js";

const ASSERTION = new AssertionError({ message: "three, not one" });
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
  return claim(
    title,
    ({ judgeStep, resolveExpectedFailureOptions }) => {
      const rules = resolveExpectedFailureOptions(options);
      const verdict = judgeStep({ ...FAILURE, report: failure.error ?? BOOM, ...failure }, rules);
      if (typeof wanted !== "string") return [verdict, wanted];
      return verdict.isTheBug ? [verdict, wanted] : [verdict.reason.includes(wanted) ? wanted : verdict.reason, wanted];
    },
    step,
  );
}

const FAILURE: StepFailure = {
  scenario: "late",
  step: "it fails",
  phase: "then",
  isBackground: false,
  issues: [991],
  error: BOOM,
  report: BOOM,
  isUncaught: false,
  isFromParameterType: false,
  missingDatabase: undefined,
  hasPassedBefore: false,
  stepThatCannotRun: undefined,
};

const NOT_THE_ONE = "the error is not the one that is known of #991";
const DATABASE = "the database could not be used";

export const STEP_CLAIMS: readonly Claim[] = [
  step("an error in Then", {}, THE_BUG),
  step("an error in When", { phase: "when" }, THE_BUG),
  step("an assertion", { error: ASSERTION }, THE_BUG),
  step("a text", { error: "thrown" }, THE_BUG),
  step("Given", { phase: "given" }, "a Given step failed, which is set-up"),
  step("Given, where it counts", { phase: "given" }, THE_BUG, OPEN),
  step("a star", { phase: "unknown" }, "`*` does not say whether the step is set-up"),
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
  step("a database that is missing", { missingDatabase: "this.db is undefined" }, "this.db is undefined"),
  step("a parameter type", { isFromParameterType: true }, "a parameter type threw"),

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
    step(code, { error: coded(code) }, `a module could not be loaded (${code})`),
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
  ...Object.entries({
    "without a list": ASSERTION,
    "in a Set": new Set([ASSERTION, ASSERTION]),
    "in a Map, by field": new Map([["name", ASSERTION]]),
    "by field": { name: ASSERTION, price: ASSERTION },
  }).map(([where, errors]) =>
    step(`assertions ${where}`, { error: Object.assign(new Error("soft"), { errors }) }, THE_BUG, { accept: "assertion" }),
  ),
  step("no members", { error: members() }, "only assertion errors are accepted", { accept: "assertion" }),
  step("a text, where only assertions count", { error: "x" }, "only assertion errors are accepted", { accept: "assertion" }),
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
  claim("a pattern with a memory", ({ judgeStep, resolveExpectedFailureOptions }) => {
    const rules = resolveExpectedFailureOptions({ issues: { 991: { error: /boom/g } } });
    return [[1, 2, 3].map(() => judgeStep(FAILURE, rules).isTheBug), [true, true, true]];
  }),
];
