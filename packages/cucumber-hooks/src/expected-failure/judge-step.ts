import { isAssertionError } from "./assertion-error.js";
import type { ExpectedFailureRules } from "./expected-failure-options.js";
import { asksAccepts, matchIssues } from "./match-issues.js";
import { listObjections, type Objection } from "./never-the-bug.js";
import { isError, readMessage } from "./read-thrown.js";
import { nameKeyword, type StepPhase } from "./step-phase.js";

/** A step that failed, in a scenario that must fail. */
export interface StepFailure {
  readonly scenario: string;
  readonly step: string;
  readonly phase: StepPhase;
  /** Whether it stands in a Background. */
  readonly isBackground: boolean;
  /** Numbers of the scenario's issues. */
  readonly issues: readonly number[];
  /** What it threw, whatever that is. */
  readonly error: unknown;
  /** What Cucumber made of it: the text of what is no error. */
  readonly report: unknown;
  /** Whether a parameter type threw it, or rejected with it, before the step began. */
  readonly isFromParameterType: boolean;
  /** That its `this` had no database, as a clause, where that is why it failed. */
  readonly missingDatabase: string | undefined;
  /** Whether the error was thrown beside the step while it ran, by something that nobody waited for. */
  readonly isUncaught: boolean;
  /** Whether an earlier attempt of the scenario passed. */
  readonly hasPassedBefore: boolean;
  /** A step of the scenario that cannot run: `"I frobnicate" is undefined`; as far as it is known. */
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

/** `#991, #992`. */
export function formatIssues(issues: readonly number[]): string {
  return issues.map((issue) => `#${issue}`).join(", ");
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

/** What Cucumber did not get as far as the step for, or what came from beside it. */
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

/** The text of an object tells more of it than is looked for in its fields. */
function listReportObjections(error: unknown, report: unknown, timeouts: boolean): readonly Objection[] {
  return error === report || isError(error) || isAssertionError(error) ? [] : listObjections(report, { timeouts });
}

// Cucumber tells these by their text only.

function isWrongDefinition(error: unknown): boolean {
  if (typeof error === "string") return /^function has \d+ arguments, should have \d+ /.test(error);
  return readMessage(error).startsWith("function uses multiple asynchronous interfaces: callback and promise");
}

function isTimeout(error: unknown): boolean {
  return /^function timed out, ensure the (?:promise resolves|callback is executed) within \d+ milliseconds$/.test(
    readMessage(error),
  );
}
