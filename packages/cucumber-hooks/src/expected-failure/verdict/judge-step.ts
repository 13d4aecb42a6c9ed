import { formatIssues } from "@picklejar/core/integration";

import { isAssertionError } from "./failures/assertion-error.js";
import type { ExpectedFailureRules } from "../expected-failure-options.js";
import { asksAccepts, matchIssues } from "./match-issues.js";
import { listObjections, type Objection } from "./never-the-bug.js";
import { isError, readMessage } from "./failures/read-thrown.js";
import { nameKeyword, type StepPhase } from "../tags/step-phase.js";

/** A failed step of a scenario that must fail. */
export interface StepFailure {
  readonly scenario: string;
  readonly step: string;
  readonly phase: StepPhase;
  /** Whether it is in a Background. */
  readonly isBackground: boolean;
  /** Numbers of the scenario's issues. */
  readonly issues: readonly number[];
  /** The thrown value. */
  readonly error: unknown;
  /** Cucumber's version of it: a string if it is no error. */
  readonly report: unknown;
  /** Whether a parameter type threw it before the step began. */
  readonly isFromParameterType: boolean;
  /** A clause, if it failed because its `this` has no database. */
  readonly missingDatabase: string | undefined;
  /** Whether something that nobody awaited threw it while the step ran. */
  readonly isUncaught: boolean;
  /** Whether an earlier attempt of the scenario passed. */
  readonly hasPassedBefore: boolean;
  /** A step of the scenario that cannot run, if one is known: `"I frobnicate" is undefined`. */
  readonly stepThatCannotRun: string | undefined;
}

/** Whether a step's failure is the bug that its scenario captures. */
export type StepVerdict =
  | { readonly isTheBug: true; readonly issues: readonly number[] }
  | { readonly isTheBug: false; readonly reason: string };

/** Decides whether a step's failure is the bug; in doubt it is not. */
export function judgeStep(failure: StepFailure, rules: ExpectedFailureRules): StepVerdict {
  const reason = explainAttempt(failure) ?? explainStep(failure, rules) ?? explainOccasion(failure, rules);
  return reason === undefined ? judgeError(failure, rules) : { isTheBug: false, reason };
}

function explainAttempt({ hasPassedBefore, stepThatCannotRun }: StepFailure): string | undefined {
  if (hasPassedBefore) return "an earlier attempt of the scenario passed, so that it does not fail reliably";
  return stepThatCannotRun === undefined ? undefined : `the step ${stepThatCannotRun}`;
}

function explainStep({ isBackground, phase }: StepFailure, { phases }: ExpectedFailureRules): string | undefined {
  if (isBackground) return "a step of the Background failed, and not one of the scenario";
  if (phases.includes(phase)) return undefined;
  if (phase === "unknown") return "`*` does not say whether the step is set-up; use When or Then";
  return `a ${nameKeyword(phase)} step failed, which is ${phase === "given" ? "set-up" : "not where this bug shows"}`;
}

/** The step did not begin or end, or the error came from elsewhere. */
function explainOccasion(
  { report, isUncaught, isFromParameterType, missingDatabase }: StepFailure,
  { timeouts }: ExpectedFailureRules,
): string | undefined {
  if (isWrongDefinition(report)) return "its definition has a wrong number of arguments, or of ways to end";
  if (!timeouts && isTimeout(report)) return "the step timed out";
  if (isUncaught) return "the error was thrown in the background while the step ran, and not by the step";
  return isFromParameterType ? "a parameter type threw, before the step began" : missingDatabase;
}

function judgeError(
  { error, report, ...step }: StepFailure,
  { accept, issues: known, timeouts }: ExpectedFailureRules,
): StepVerdict {
  const objections = [...listObjections(error, { timeouts }), ...listReportObjections(error, report, timeouts)];
  const final = objections.find(({ name }) => name === undefined);
  if (final !== undefined) return { isTheBug: false, reason: final.reason };
  const issues = matchIssues({ error, report: readMessage(report), objections }, step, known);
  const [objection] = objections;
  if (objection !== undefined && issues.length === 0) return { isTheBug: false, reason: objection.reason };
  if (accept === "assertion" && !isAssertionError(error))
    return { isTheBug: false, reason: "only assertion errors are accepted" };
  if (typeof accept === "function" && !asksAccepts(accept, error, step))
    return { isTheBug: false, reason: "`accept` did not accept the error" };
  if (issues.length > 0) return { isTheBug: true, issues };
  return { isTheBug: false, reason: `the error is not the one that is known of ${formatIssues(step.issues)}` };
}

/** The string of an object shows more than its fields that are read. */
function listReportObjections(error: unknown, report: unknown, timeouts: boolean): readonly Objection[] {
  return error === report || isError(error) || isAssertionError(error) ? [] : listObjections(report, { timeouts });
}

// Cucumber marks these only by their text.

function isWrongDefinition(error: unknown): boolean {
  if (typeof error === "string") return /^function has \d+ arguments, should have \d+ /.test(error);
  return readMessage(error).startsWith("function uses multiple asynchronous interfaces: callback and promise");
}

function isTimeout(error: unknown): boolean {
  return /^function timed out, ensure the (?:promise resolves|callback is executed) within \d+ milliseconds$/.test(
    readMessage(error),
  );
}
