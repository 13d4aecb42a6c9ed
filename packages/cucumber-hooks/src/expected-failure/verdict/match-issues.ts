import { attempt } from "@picklejar/core/integration";

import { listErrorChain } from "./failures/error-chain.js";
import type { AcceptError, ExpectedFailureRules, ExpectedIssue, FailedStep } from "../expected-failure-options.js";
import type { Objection } from "./never-the-bug.js";
import { readMessage } from "./failures/read-thrown.js";

export interface MatchedError {
  readonly error: unknown;
  /** Cucumber's text for it. */
  readonly report: string;
  /** Objections to the error, all of which an issue can overrule. */
  readonly objections: readonly Objection[];
}

/**
 * Gives those of a scenario's issues whose bug an error may be. An issue without `error` accepts any error without objections; an objection has to be
 * matched by the `error` of the issue.
 */
export function matchIssues(
  matched: MatchedError,
  step: FailedStep,
  issues: ExpectedFailureRules["issues"],
): readonly number[] {
  return step.issues.filter((issue) => fits(issues[issue]?.error, matched, step));
}

/** Asks a function of the user whether an error is the bug. Anything but `true`, or a throw, counts as no. */
export function asksAccepts(accept: AcceptError, error: unknown, step: FailedStep): boolean {
  return attempt((): unknown => accept(error, step)) === true;
}

function fits(matcher: ExpectedIssue["error"], { error, report, objections }: MatchedError, step: FailedStep): boolean {
  if (matcher === undefined) return objections.length === 0;
  if (typeof matcher === "function") return asksAccepts(matcher, error, step);
  // Matching the message is not enough: the messages of a broken set-up and of the bug may share a word.
  if (objections.length > 0) return objections.every(({ name = "" }) => matchesText(matcher, name));
  const messages = listErrorChain(error).carried.flatMap(({ value, isAsserted, role }) =>
    isAsserted || role !== "error" ? [] : readMessage(value),
  );
  return [...messages, report].some((message) => matchesText(matcher, message));
}

function matchesText(matcher: string | RegExp, message: string): boolean {
  // `test` would continue where a pattern with the flag "g" or "y" last ended.
  return typeof matcher === "string" ? message.includes(matcher) : message.search(matcher) >= 0;
}
