import {
  checkChoice,
  checkFunction,
  checkThat,
  isNonEmptyString,
  isObject,
  type OptionCheck,
} from "../../options/check-options.js";
import { parseEnvironment } from "../attempt/environment-variables.js";
import type { Retain, OpenConnections, TestOptions } from "./test-options.js";

/** A timer with a longer time fires at once. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

const checkMilliseconds = checkThat(
  `a number of milliseconds, above 0 and at most ${LONGEST_TIMEOUT_MS}`,
  (value) => typeof value === "number" && value > 0 && value <= LONGEST_TIMEOUT_MS,
);

/** Of the options that every runner has. */
export const TEST_OPTION_CHECKS: Readonly<Record<keyof TestOptions, OptionCheck>> = {
  databases: checkThat(
    "a list of names of databases, at least one and each once",
    (value) =>
      Array.isArray(value) && value.length > 0 && value.every(isNonEmptyString) && new Set(value).size === value.length,
  ),
  environment: (location, _option, value) => void parseEnvironment(value, location),
  onDatabase: checkFunction,
  onRelease: checkFunction,
  openConnections: checkChoice(["warn", "fail", "ignore"] satisfies OpenConnections[]),
  retain: checkChoice(["failed", "never", "always"] satisfies Retain[]),
  record: checkThat(
    '"steps", "scenario", false or { hooks: true }',
    (value) => value === "steps" || value === "scenario" || value === false || isHooksOnly(value),
  ),
  redact: checkThat(
    "a list of names and patterns, a function, or false",
    (value) =>
      value === false ||
      typeof value === "function" ||
      (Array.isArray(value) && value.every((each) => isNonEmptyString(each) || isPattern(each))),
  ),
  deferTimeoutMs: checkMilliseconds,
  applicationTimeoutMs: checkMilliseconds,
};

function isHooksOnly(value: unknown): boolean {
  return isObject(value) && Object.keys(value).join() === "hooks" && "hooks" in value && value.hooks === true;
}

/** Also a pattern of another realm. */
function isPattern(value: unknown): boolean {
  return Object.prototype.toString.call(value) === "[object RegExp]";
}
