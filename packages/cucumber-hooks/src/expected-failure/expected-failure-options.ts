import { optionRangeError } from "@picklejar/core/integration";

import type { StepPhase } from "./tags/step-phase.js";
import { resolveTagVocabulary, type ExpectedFailureTags, type TagVocabulary } from "./tags/tag-vocabulary.js";

/** The failed step that a function which accepts errors is told about. */
export interface FailedStep {
  /** Numbers of the scenario's issues. */
  readonly issues: readonly number[];
  readonly scenario: string;
  readonly step: string;
}

/** Says whether an error is the bug. It must return at once: a promise counts as no. */
export type AcceptError = (error: unknown, step: FailedStep) => boolean;

/** What is known about an issue. */
export interface ExpectedIssue {
  /**
   * Only an error that this matches is its bug: a string that a message contains, a pattern for a message, or a function. An error of the
   * environment (SQLite's `BUSY`, `ECONNREFUSED`, a timeout) is its bug only if this matches its code.
   */
  readonly error?: string | RegExp | AcceptError;
  /** Its address; wins over `issueUrl`. */
  readonly url?: string;
}

/** What counts as the bug that a scenario tagged `@tdd_expected_fail` captures. */
export interface ExpectedFailureOptions {
  /** Names of the tags. */
  readonly tags?: ExpectedFailureTags;
  /**
   * The steps whose failure may be the bug; a step of a Background never is.
   * @defaultValue `["when", "then"]`
   */
  readonly phases?: readonly StepPhase[];
  /**
   * The errors that may be the bug, apart from those that never are: any, assertion errors only, or those that a function accepts.
   * @defaultValue "any"
   */
  readonly accept?: "any" | "assertion" | AcceptError;
  /**
   * Whether a step that timed out, or an error about a timeout, may be the bug.
   * @defaultValue false
   */
  readonly timeouts?: boolean;
  /** The address of an issue: `https://example.org/issues/{issue}`, or a function of the number. */
  readonly issueUrl?: string | ((issue: number) => string);
  /** What is known about issues, by number. */
  readonly issues?: Readonly<Record<number, ExpectedIssue>>;
}

/** The same, with defaults filled in. */
export interface ExpectedFailureRules {
  readonly vocabulary: TagVocabulary;
  readonly phases: readonly StepPhase[];
  readonly accept: "any" | "assertion" | AcceptError;
  readonly timeouts: boolean;
  readonly issueUrl: string | ((issue: number) => string) | undefined;
  readonly issues: Readonly<Record<number, ExpectedIssue>>;
}

/** Fills in the defaults of checked options. */
export function resolveExpectedFailureOptions(options: ExpectedFailureOptions): ExpectedFailureRules {
  const { tags, phases = ["when", "then"], accept = "any", timeouts = false, issueUrl, issues = {} } = options;
  return { vocabulary: resolveTagVocabulary(tags), phases, accept, timeouts, issueUrl, issues };
}

/**
 * Merges checked options of several locations, of which the last wins. Gives `undefined` if the last one is `false`, and with
 * `PICKLEJAR_EXPECTED_FAIL=off`.
 *
 * @throws RangeError if that variable has another value
 */
export function mergeExpectedFailures(
  given: readonly (ExpectedFailureOptions | false | undefined)[],
): ExpectedFailureRules | undefined {
  const said = given.filter((options) => options !== undefined);
  if (!areExpectedFailuresOn() || said.at(-1) === false) return undefined;
  return resolveExpectedFailureOptions(Object.assign({}, ...said.filter((each) => each !== false)));
}

function areExpectedFailuresOn(): boolean {
  const value = process.env["PICKLEJAR_EXPECTED_FAIL"] ?? "";
  if (value === "" || value === "on") return true;
  if (value === "off") return false;
  const location = { file: undefined, subject: "environment", prefix: "" };
  throw optionRangeError(location, "PICKLEJAR_EXPECTED_FAIL", ["off", "on"], value);
}
