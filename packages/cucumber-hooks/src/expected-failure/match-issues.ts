import { listErrorChain, readField } from "./error-chain.js";
import type { AcceptError, ExpectedFailureRules, ExpectedIssue, FailedStep } from "./expected-failure-options.js";

/** Gives those of a scenario's issues whose bug an error may be: an issue of which nothing is said takes any. */
export function matchIssues(error: unknown, step: FailedStep, issues: ExpectedFailureRules["issues"]): readonly number[] {
  return step.issues.filter((issue) => fits(issues[issue]?.error, error, step));
}

/** Asks a function of the user's whether an error is the bug. What it throws, or answers other than true, is a no. */
export function asksAccepts(accept: AcceptError, error: unknown, step: FailedStep): boolean {
  try {
    const answer: unknown = accept(error, step);
    return answer === true;
  } catch {
    return false;
  }
}

function fits(matcher: ExpectedIssue["error"], error: unknown, step: FailedStep): boolean {
  if (matcher === undefined) return true;
  if (typeof matcher === "function") return asksAccepts(matcher, error, step);
  return listErrorChain(error).some((carried) => matchesText(matcher, readMessage(carried)));
}

function matchesText(matcher: string | RegExp, message: string): boolean {
  // A pattern with the flag "g" or "y" would go on where it last ended.
  return typeof matcher === "string" ? message.includes(matcher) : message.search(matcher) >= 0;
}

function readMessage(error: unknown): string {
  const message = readField(error, "message");
  return typeof message === "string" ? message : String(error);
}
