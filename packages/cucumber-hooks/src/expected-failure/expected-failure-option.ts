import { optionRangeError, optionTypeError, type OptionLocation } from "@picklejar/core/integration";

import {
  resolveExpectedFailureOptions,
  type ExpectedFailureOptions,
  type ExpectedFailureRules,
} from "./expected-failure-options.js";

/**
 * Checks the option `expectedFailures` where it stands.
 *
 * @throws TypeError or RangeError that names the place, the option, the wish and the value
 */
export function checkExpectedFailures(place: OptionLocation, option: string, value: unknown): void {
  if (value === false) return;
  if (!isObject(value)) throw optionTypeError(place, option, "an object, or false", value);
  resolveExpectedFailureOptions(value, { ...place, prefix: `${place.prefix}${option}.` });
}

/**
 * Puts together what was given in several checked places, the last of which goes first; `undefined` when the last says `false`, and with
 * `PICKLEJAR_EXPECTED_FAIL=off`.
 *
 * @throws RangeError when that variable has another value
 */
export function mergeExpectedFailures(
  given: readonly (ExpectedFailureOptions | false | undefined)[],
): ExpectedFailureRules | undefined {
  const said = given.filter((options) => options !== undefined);
  if (!areExpectedFailuresOn() || said.at(-1) === false) return undefined;
  const options: ExpectedFailureOptions = Object.assign({}, ...said.filter((each) => each !== false));
  return resolveExpectedFailureOptions(options, { file: undefined, subject: "expectedFailures", prefix: "" });
}

/**
 * Whether scenarios that must fail are judged: not with `PICKLEJAR_EXPECTED_FAIL=off`, which runs them as if they had no such tag.
 *
 * @throws RangeError for any other value
 */
function areExpectedFailuresOn(): boolean {
  const value = process.env["PICKLEJAR_EXPECTED_FAIL"] ?? "";
  if (value === "" || value === "on") return true;
  if (value === "off") return false;
  throw optionRangeError(
    { file: undefined, subject: "environment", prefix: "" },
    "PICKLEJAR_EXPECTED_FAIL",
    ["off", "on"],
    value,
  );
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
