import { type OptionLocation, optionRangeError, optionTypeError, unknownOptionError } from "../options/option-error.js";
import { parseEnvironment } from "./environment-variables.js";
import type { Retain, OpenConnections, TestOptions } from "./test-options.js";

/** Throws when the value of an option is wrong. */
export type CheckOption = (place: OptionLocation, option: string, value: unknown) => void;

/** Of the options that every runner has. */
export const TEST_OPTION_CHECKS: Readonly<Record<keyof TestOptions, CheckOption>> = {
  databases: checkNames,
  environment: (place, _option, value) => void parseEnvironment(value, place),
  onDatabase: checkFunction,
  onRelease: checkFunction,
  openConnections: checkChoice(["warn", "fail", "ignore"] satisfies OpenConnections[]),
  retain: checkChoice(["failed", "never", "always"] satisfies Retain[]),
  record: checkRecord,
  redact: checkRedact,
  deferTimeoutMs: checkMilliseconds,
  applicationTimeoutMs: checkMilliseconds,
};

/**
 * Checks options by themselves, wherever they come from.
 *
 * @param others options that are checked elsewhere, for the list of those there are
 * @returns those that were given
 * @throws `TypeError` or `RangeError` that names the place, the option, what was expected and the value
 */
export function checkOptions<Options extends object>(
  options: unknown,
  place: OptionLocation,
  checks: Readonly<Record<keyof Options, CheckOption>>,
  others: readonly string[] = [],
): Partial<Options> {
  if (options === undefined) return {};
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    const [name = ""] = place.prefix.split(".");
    throw optionTypeError({ ...place, prefix: "" }, name, "an object", options);
  }
  const byName = new Map<string, CheckOption>(Object.entries(checks));
  for (const [option, value] of Object.entries(options)) {
    const check = byName.get(option);
    if (check === undefined) throw unknownOptionError(place, option, [...byName.keys(), ...others]);
    if (value !== undefined) check(place, option, value);
  }
  return withoutUndefined<Partial<Options>>(options);
}

/** What is spread over others must not take away what it does not give. */
export function withoutUndefined<Options extends object>(options: Options): Options {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- The same object without properties that count as absent.
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Options;
}

function checkNames(place: OptionLocation, option: string, value: unknown): void {
  if (Array.isArray(value) && value.length > 0 && value.every((name) => typeof name === "string" && name !== "")) {
    if (new Set(value).size === value.length) return;
  }
  throw optionTypeError(place, option, "a list of names of databases, at least one and each once", value);
}

function checkRecord(place: OptionLocation, option: string, value: unknown): void {
  if (typeof value === "object" && value !== null) {
    if (Object.keys(value).join() === "hooks" && "hooks" in value && value.hooks === true) return;
    throw optionTypeError(place, option, "{ hooks: true }", value);
  }
  if (value !== "steps" && value !== "scenario" && value !== false)
    throw optionTypeError(place, option, '"steps", "scenario", false or { hooks: true }', value);
}

function checkRedact(place: OptionLocation, option: string, value: unknown): void {
  if (value === false || typeof value === "function") return;
  const isList = Array.isArray(value) && value.every((each) => (typeof each === "string" && each !== "") || isPattern(each));
  if (!isList) throw optionTypeError(place, option, "a list of names and patterns, a function, or false", value);
}

/** Also one of another realm. */
function isPattern(value: unknown): boolean {
  return Object.prototype.toString.call(value) === "[object RegExp]";
}

function checkFunction(place: OptionLocation, option: string, value: unknown): void {
  if (typeof value !== "function") throw optionTypeError(place, option, "a function", value);
}

/** What a timer takes; it fires at once for more. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

function checkMilliseconds(place: OptionLocation, option: string, value: unknown): void {
  const isDuration = typeof value === "number" && value > 0 && value <= LONGEST_TIMEOUT_MS;
  if (!isDuration)
    throw optionTypeError(place, option, `a number of milliseconds, above 0 and up to ${LONGEST_TIMEOUT_MS}`, value);
}

function checkChoice(choices: readonly string[]): CheckOption {
  return (place, option, value) => {
    if (!choices.some((choice) => choice === value)) throw optionRangeError(place, option, choices, value);
  };
}
