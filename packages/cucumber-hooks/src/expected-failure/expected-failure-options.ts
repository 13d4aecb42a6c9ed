import {
  describeValue,
  misuseRangeError,
  nameOption,
  type OptionLocation,
  optionTypeError,
  unknownOptionError,
} from "@picklejar/core/integration";

import { STEP_PHASES, type StepPhase } from "./step-phase.js";
import { resolveTagVocabulary, type ExpectedFailureTags, type TagVocabulary } from "./tag-vocabulary.js";

/** What a function that accepts errors is told of the step that threw. */
export interface FailedStep {
  /** Numbers of the scenario's issues. */
  readonly issues: readonly number[];
  readonly scenario: string;
  readonly step: string;
}

/** Says whether an error is the bug. It answers at once: a promise is no answer. */
export type AcceptError = (error: unknown, step: FailedStep) => boolean;

/** What is known of an issue. */
export interface ExpectedIssue {
  /**
   * Only an error that this fits is its bug: a string that a message contains, a pattern that a message matches, or a function. An error of the
   * surroundings (SQLite's `BUSY`, `ECONNREFUSED`, a timeout) is its bug only if this fits its code.
   */
  readonly error?: string | RegExp | AcceptError;
  /** Where to read about it; wins over `issueUrl`. */
  readonly url?: string;
}

/** What counts as the bug that a scenario tagged `@tdd_expected_fail` captures. */
export interface ExpectedFailureOptions {
  /** Names of the tags. */
  readonly tags?: ExpectedFailureTags;
  /**
   * The steps whose failure may be the bug; those of a Background never are.
   * @defaultValue `["when", "then"]`
   */
  readonly phases?: readonly StepPhase[];
  /**
   * The errors that may be the bug, less those that never are: any, assertion errors only, or what a function says.
   * @defaultValue "any"
   */
  readonly accept?: "any" | "assertion" | AcceptError;
  /**
   * Whether a step that timed out, or an error that says that something timed out, may be the bug.
   * @defaultValue false
   */
  readonly timeouts?: boolean;
  /** Where issues are: `https://example.org/issues/{issue}`, or a function of the number. */
  readonly issueUrl?: string | ((issue: number) => string);
  /** What is known of an issue, by its number. */
  readonly issues?: Readonly<Record<number, ExpectedIssue>>;
}

/** The same, checked, with defaults filled in. */
export interface ExpectedFailureRules {
  readonly vocabulary: TagVocabulary;
  readonly phases: readonly StepPhase[];
  readonly accept: "any" | "assertion" | AcceptError;
  readonly timeouts: boolean;
  readonly issueUrl: string | ((issue: number) => string) | undefined;
  readonly issues: Readonly<Record<number, ExpectedIssue>>;
}

const OPTIONS = ["tags", "phases", "accept", "timeouts", "issueUrl", "issues"] as const;

/**
 * Fills in and checks the options under `expectedFailures`.
 *
 * @param place where they stand, for messages; its prefix ends in `expectedFailures.`
 * @throws TypeError for a value of the wrong kind, RangeError for one that is none of the choices
 */
export function resolveExpectedFailureOptions(options: ExpectedFailureOptions, place: OptionLocation): ExpectedFailureRules {
  const known: readonly string[] = OPTIONS;
  for (const name of Object.keys(options)) if (!known.includes(name)) throw unknownOptionError(place, name, known);
  const { tags, phases = ["when", "then"], accept = "any", timeouts = false, issueUrl, issues = {} } = options;
  checkPhases(phases, place);
  if (accept !== "any" && accept !== "assertion" && typeof accept !== "function")
    throw rangeError(place, "accept", '"any", "assertion" or a function', accept);
  if (typeof timeouts !== "boolean") throw optionTypeError(place, "timeouts", "true or false", timeouts);
  checkIssueUrl(issueUrl, place);
  checkIssues(issues, place);
  return { vocabulary: resolveTagVocabulary(tags, place), phases, accept, timeouts, issueUrl, issues };
}

function checkPhases(phases: readonly string[], place: OptionLocation): void {
  const known: readonly string[] = STEP_PHASES;
  const expected = `a list of some of ${known.map((phase) => `"${phase}"`).join(", ")}`;
  if (!Array.isArray(phases)) throw optionTypeError(place, "phases", expected, phases);
  if (phases.length === 0 || phases.some((phase) => !known.includes(phase)))
    throw rangeError(place, "phases", expected, phases);
}

function checkIssueUrl(issueUrl: unknown, place: OptionLocation): void {
  if (issueUrl === undefined || typeof issueUrl === "function") return;
  if (typeof issueUrl !== "string") throw optionTypeError(place, "issueUrl", "a string or a function", issueUrl);
  if (!issueUrl.includes("{issue}")) throw rangeError(place, "issueUrl", "a string that contains {issue}", issueUrl);
}

function checkIssues(issues: unknown, place: OptionLocation): void {
  if (typeof issues !== "object" || issues === null)
    throw optionTypeError(place, "issues", "an object by issue number", issues);
  for (const [number, issue] of Object.entries(issues)) {
    const within = { ...place, prefix: `${place.prefix}issues.${number}.` };
    if (!/^\d+$/.test(number)) throw rangeError(place, `issues.${number}`, "named by the number of an issue", issue);
    if (typeof issue !== "object" || issue === null) throw optionTypeError(place, `issues.${number}`, "an object", issue);
    checkIssue(new Map<string, unknown>(Object.entries(issue)), within);
  }
}

function checkIssue(issue: ReadonlyMap<string, unknown>, place: OptionLocation): void {
  for (const name of issue.keys())
    if (name !== "error" && name !== "url") throw unknownOptionError(place, name, ["error", "url"]);
  const error = issue.get("error");
  const isMatcher = error === undefined || typeof error === "string" || typeof error === "function" || error instanceof RegExp;
  if (!isMatcher) throw optionTypeError(place, "error", "a string, a regular expression or a function", error);
  const url = issue.get("url");
  if (url !== undefined && typeof url !== "string") throw optionTypeError(place, "url", "a string", url);
}

function rangeError(place: OptionLocation, option: string, expected: string, value: unknown): RangeError {
  return misuseRangeError(`${nameOption(place, option)} must be ${expected}; got ${describeValue(value)}`);
}
