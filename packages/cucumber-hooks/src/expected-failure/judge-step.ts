import { isAssertionError } from "./assertion-error.js";
import { readField } from "./error-chain.js";
import type { ExpectedFailureRules } from "./expected-failure-options.js";
import { asksAccepts, matchIssues } from "./match-issues.js";
import { explainNeverTheBug } from "./never-the-bug.js";
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
  /** What it threw, as Cucumber hands it on: an error, or the text of what was no error. */
  readonly error: unknown;
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
  const reason = explainAttempt(failure) ?? explainStep(failure, rules) ?? explainError(failure, rules);
  if (reason !== undefined) return { isTheBug: false, reason };
  const issues = matchIssues(failure.error, failure, rules.issues);
  if (issues.length > 0) return { isTheBug: true, issues };
  return { isTheBug: false, reason: `the error is not the one that is known of ${formatIssues(failure.issues)}` };
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
  if (phase === "unknown") return "nobody can tell whether a step with * is set-up: write When or Then";
  return `a ${nameKeyword(phase)} step failed, which is ${phase === "given" ? "set-up" : "not where this bug shows"}`;
}

function explainError(
  { error, isUncaught, ...step }: StepFailure,
  { accept, timeouts }: ExpectedFailureRules,
): string | undefined {
  if (isWrongDefinition(error)) return "its definition has a wrong number of arguments, or of ways to end";
  if (!timeouts && isTimeout(error)) return "the step timed out";
  if (isUncaught) return "the error was thrown in the background while the step ran, and not by the step";
  if (isFromParameterType(error)) return "a parameter type threw, before the step began";
  const never = explainNeverTheBug(error);
  if (never !== undefined) return never;
  if (accept === "assertion" && !isAssertionError(error)) return "only assertion errors are accepted";
  if (typeof accept === "function" && !asksAccepts(accept, error, step)) return "`accept` did not accept the error";
  return undefined;
}

// Cucumber tells these by their text only.

function isWrongDefinition(error: unknown): boolean {
  if (typeof error === "string") return /^function has \d+ arguments, should have \d+ /.test(error);
  return String(readField(error, "message")).startsWith("function uses multiple asynchronous interfaces: callback and promise");
}

function isTimeout(error: unknown): boolean {
  const message = String(readField(error, "message"));
  return /^function timed out, ensure the (?:promise resolves|callback is executed) within \d+ milliseconds$/.test(message);
}

function isFromParameterType(error: unknown): boolean {
  const stack = String(readField(error, "stack"));
  return /[\\/]@cucumber[\\/]cucumber-expressions[\\/]/.test(stack);
}
