import { listErrorChain } from "./error-chain.js";
import type { AcceptError, ExpectedFailureRules, ExpectedIssue, FailedStep } from "./expected-failure-options.js";
import type { Objection } from "./never-the-bug.js";
import { readMessage } from "./read-thrown.js";

/** What matchers look at. */
export interface MatchedError {
  readonly error: unknown;
  /** How Cucumber reports it. */
  readonly report: string;
  /** What speaks against the error; none of it may be beyond acceptance. */
  readonly objections: readonly Objection[];
}

/**
 * Gives those of a scenario's issues whose bug an error may be: an issue of which nothing is said takes any, unless something speaks against
 * the error; then an issue has to name that.
 */
export function matchIssues(
  matched: MatchedError,
  step: FailedStep,
  issues: ExpectedFailureRules["issues"],
): readonly number[] {
  return step.issues.filter((issue) => fits(issues[issue]?.error, matched, step));
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

function fits(matcher: ExpectedIssue["error"], { error, report, objections }: MatchedError, step: FailedStep): boolean {
  if (matcher === undefined) return objections.length === 0;
  if (typeof matcher === "function") return asksAccepts(matcher, error, step);
  // A word that the messages of a broken set-up and of the bug have in common does not name the former.
  if (objections.length > 0) return objections.every(({ name = "" }) => matchesText(matcher, name));
  const messages = listErrorChain(error).carried.flatMap(({ value, isAsserted, role }) =>
    isAsserted || role !== "error" ? [] : readMessage(value),
  );
  return [...messages, report].some((message) => matchesText(matcher, message));
}

function matchesText(matcher: string | RegExp, message: string): boolean {
  // A pattern with the flag "g" or "y" would go on where it last ended.
  return typeof matcher === "string" ? message.includes(matcher) : message.search(matcher) >= 0;
}
