import { optionRangeError, optionTypeError, unknownOptionError, type OptionLocation } from "./option-error.js";

/** Throws if the value of an option is wrong. */
export type OptionCheck = (location: OptionLocation, option: string, value: unknown) => void;

/**
 * Checks options one by one; `undefined` counts as not given.
 *
 * @param known names for the message about an option that does not exist
 * @returns those that were given
 * @throws `TypeError` or `RangeError` that names the location, the option, what was expected and the value
 */
export function checkOptions<Options extends object>(
  options: unknown,
  location: OptionLocation,
  checks: Readonly<Record<keyof Options, OptionCheck>>,
  known: readonly string[] = Object.keys(checks),
): Partial<Options> {
  if (options === undefined) return {};
  requireObject(options, { ...location, prefix: "" }, location.prefix.replace(/\.$/, "") || "options");
  const checkOf = new Map<string, OptionCheck>(Object.entries(checks));
  for (const [option, value] of Object.entries(options)) {
    if (value === undefined) continue;
    const check = checkOf.get(option);
    if (check === undefined) throw unknownOptionError(location, option, known);
    check(location, option, value);
  }
  return withoutUndefined<Partial<Options>>(options);
}

/** Removes properties that are `undefined`, so that they replace nothing when the object is spread over another. */
export function withoutUndefined<Options extends object>(options: Options): Options {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- The same object without properties that count as absent.
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Options;
}

/** Makes a check from a predicate. */
export function checkThat(
  expected: string,
  isValid: (value: unknown) => boolean,
  makeError: typeof optionTypeError | typeof optionRangeError = optionTypeError,
): OptionCheck {
  return (location, option, value) => {
    if (!isValid(value)) throw makeError(location, option, expected, value);
  };
}

export const checkString = checkThat("a non-empty string", isNonEmptyString);
export const checkBoolean = checkThat("true or false", (value) => typeof value === "boolean");

export function checkFunction(location: OptionLocation, option: string, value: unknown): void {
  if (typeof value === "function") return;
  const hint =
    location.file?.endsWith(".json") === true
      ? ". JSON cannot hold functions: move the configuration to picklejar.config.mjs"
      : "";
  throw optionTypeError(location, option, "a function", value, hint);
}

export function checkStrings(location: OptionLocation, option: string, value: unknown): void {
  if (!Array.isArray(value)) throw optionTypeError(location, option, "a list of strings", value);
  for (const [index, entry] of value.entries()) checkString(location, `${option}[${index}]`, entry);
}

export function checkChoice(choices: readonly string[]): OptionCheck {
  return (location, option, value) => {
    if (!choices.some((choice) => choice === value)) throw optionRangeError(location, option, choices, value);
  };
}

/** @throws `TypeError` for anything but an object with properties */
export function requireObject(
  value: unknown,
  location: OptionLocation,
  option: string,
  expected = "an object",
): asserts value is object {
  if (isObject(value)) return;
  const hint = typeof value === "function" ? "; give the object itself, not a function that makes it" : "";
  throw optionTypeError(location, option, expected, value, hint);
}

export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isNonEmptyString(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
