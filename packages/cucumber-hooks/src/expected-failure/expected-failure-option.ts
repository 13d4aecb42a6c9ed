import { optionTypeError, type OptionLocation } from "@picklejar/core/integration";

import { areExpectedFailuresOn } from "./expected-fail-variable.js";
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

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
