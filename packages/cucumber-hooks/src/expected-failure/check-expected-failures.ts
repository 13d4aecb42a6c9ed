import {
  checkBoolean,
  checkOptions,
  checkThat,
  type OptionCheck,
  type OptionLocation,
  optionRangeError,
  optionTypeError,
  requireObject,
} from "@picklejar/core/integration";

import type { ExpectedFailureOptions, ExpectedIssue } from "./expected-failure-options.js";
import { STEP_PHASES } from "./tags/step-phase.js";
import type { ExpectedFailureTags } from "./tags/tag-vocabulary.js";

const CHECKS: Readonly<Record<keyof ExpectedFailureOptions, OptionCheck>> = {
  tags: checkTagNames,
  phases: checkPhases,
  accept: checkThat(
    '"any", "assertion" or a function',
    (value) => value === "any" || value === "assertion" || typeof value === "function",
    optionRangeError,
  ),
  timeouts: checkBoolean,
  issueUrl: checkIssueUrl,
  issues: checkIssues,
};

const checkTag = checkThat('a tag such as "@known_bug", or a list of them', (value) => {
  const names: readonly unknown[] = Array.isArray(value) ? value : [value];
  return names.length > 0 && names.every((name) => typeof name === "string" && /^@[^@\s]+$/.test(name));
});

const TAG_CHECKS: Readonly<Record<keyof ExpectedFailureTags, OptionCheck>> = { expectedFail: checkTag, issue: checkTag };

const ISSUE_CHECKS: Readonly<Record<keyof ExpectedIssue, OptionCheck>> = {
  error: checkThat(
    "a string, a regular expression or a function",
    (value) => typeof value === "string" || typeof value === "function" || value instanceof RegExp,
  ),
  url: checkThat("a string", (value) => typeof value === "string"),
};

/**
 * Checks the option `expectedFailures`.
 *
 * @throws TypeError or RangeError that names the location, the option, what was expected and the value
 */
export function checkExpectedFailures(location: OptionLocation, option: string, value: unknown): void {
  if (value === false) return;
  requireObject(value, location, option, "an object, or false");
  checkOptions<ExpectedFailureOptions>(value, within(location, option), CHECKS);
}

/** Checks the option `tags`. */
export function checkTagNames(location: OptionLocation, option: string, value: unknown): void {
  checkOptions<ExpectedFailureTags>(value, within(location, option), TAG_CHECKS);
}

function checkPhases(location: OptionLocation, option: string, value: unknown): void {
  const expected = `a list of some of ${STEP_PHASES.map((phase) => `"${phase}"`).join(", ")}`;
  if (!Array.isArray(value)) throw optionTypeError(location, option, expected, value);
  const known: readonly unknown[] = STEP_PHASES;
  if (value.length === 0 || !value.every((phase) => known.includes(phase)))
    throw optionRangeError(location, option, expected, value);
}

function checkIssueUrl(location: OptionLocation, option: string, value: unknown): void {
  if (typeof value === "function") return;
  if (typeof value !== "string") throw optionTypeError(location, option, "a string or a function", value);
  if (!value.includes("{issue}")) throw optionRangeError(location, option, "a string that contains {issue}", value);
}

function checkIssues(location: OptionLocation, option: string, value: unknown): void {
  requireObject(value, location, option, "an object by issue number");
  for (const [number, issue] of Object.entries(value)) {
    if (!/^\d+$/.test(number)) throw optionRangeError(location, option, "numbers of issues as names", number);
    requireObject(issue, location, `${option}.${number}`);
    checkOptions<ExpectedIssue>(issue, within(location, `${option}.${number}`), ISSUE_CHECKS);
  }
}

function within(location: OptionLocation, option: string): OptionLocation {
  return { ...location, prefix: `${location.prefix}${option}.` };
}
