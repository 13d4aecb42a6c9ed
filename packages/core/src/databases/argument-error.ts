import { describeValue, optionTypeError, unknownOptionError, type OptionLocation } from "../options/option-error.js";
import { misuseTypeError } from "../errors/misuse-error.js";

/** Says what is wrong with the kinds of arguments that `initTestDb` was called with. Loaded when something is. */
export function argumentError(path: unknown, options: unknown): TypeError {
  const isPath = path === undefined || typeof path === "string" || path instanceof URL;
  if (isPath) return misuseTypeError(`initTestDb: options: expected an object, got ${describeValue(options)}`);
  if (typeof path === "object" && path !== null && !Array.isArray(path)) {
    return misuseTypeError(
      `initTestDb: options: expected them once (without a path they come first), got ${describeValue(path)} and ${describeValue(options)}`,
    );
  }
  return misuseTypeError(`initTestDb: path: expected a path, a URL, or options, got ${describeValue(path)}`);
}

/** The same for `skipWhenInitialized`. */
export function skipArgumentError(migrate: unknown, given: unknown, known: readonly string[]): TypeError {
  const place: OptionLocation = { file: undefined, subject: "skipWhenInitialized", prefix: "" };
  if (typeof migrate !== "function") return optionTypeError(place, "migrate", "a function", migrate);
  if (typeof given !== "object" || given === null || Array.isArray(given))
    return optionTypeError(place, "options", "an object", given);
  const unknown = Object.keys(given).find((option) => !known.includes(option));
  if (unknown !== undefined) return unknownOptionError(place, unknown, known);
  return optionTypeError(place, "database", "a string", Reflect.get(given, "database"));
}
