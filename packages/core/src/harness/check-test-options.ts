import { checkChoice, checkFunction, checkThat, isNonEmptyString, type OptionCheck } from "../options/check-options.js";
import { parseEnvironment } from "./environment-variables.js";
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
  deferTimeoutMs: checkMilliseconds,
  applicationTimeoutMs: checkMilliseconds,
};
