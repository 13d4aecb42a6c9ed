import {
  misuseTypeError,
  type OptionLocation,
  optionRangeError,
  optionTypeError,
  unknownOptionError,
} from "@picklejar/core/integration";

import { parseEnvironment } from "./environment-variables.js";
import { checkExpectedFailures } from "./expected-failure/expected-failure-option.js";
import type { HookOptions, InstallHooksOptions, Keep, OpenConnections } from "./hook-options.js";

/** Checks what `installHooks` is given, before anything else happens. */
export function checkInstallHooksOptions(options: InstallHooksOptions): void {
  if (typeof options !== "object" || options === null) throw optionTypeError(CALL, "options", "an object", options);
  const { config, database, ...hookOptions } = options;
  if (config !== undefined && (typeof config !== "object" || config === null))
    throw optionTypeError(CALL, "config", "a configuration", config);
  if (database !== undefined && typeof database !== "string")
    throw optionTypeError(CALL, "database", "the name of a database", database);
  if (database !== undefined && options.databases !== undefined)
    throw misuseTypeError("installHooks: database and databases exclude each other: keep one of them");
  checkHookOptions(hookOptions, CALL, ["config", "database"]);
}

/** What the options of a call are named after in messages. */
export const CALL: OptionLocation = { file: undefined, subject: "installHooks", prefix: "" };

type Check = (place: OptionLocation, option: string, value: unknown) => void;

const CHECKS: Readonly<Record<keyof HookOptions, Check>> = {
  databases: checkNames,
  environment: (place, _option, value) => void parseEnvironment(value, place),
  onDatabase: checkFunction,
  onRelease: checkFunction,
  openConnections: checkChoice(["warn", "fail", "ignore"] satisfies OpenConnections[]),
  keep: checkChoice(["failed", "never", "always"] satisfies Keep[]),
  deferTimeoutMs: checkMilliseconds,
  applicationTimeoutMs: checkMilliseconds,
  worldProperty: checkName,
  expectedFailures: checkExpectedFailures,
};

/**
 * Checks options by themselves, wherever they come from.
 *
 * @throws `TypeError` or `RangeError` that names the place, the option, what was expected and the value
 */
export function checkHookOptions(options: unknown, place: OptionLocation, others: readonly string[] = []): HookOptions {
  if (options === undefined) return {};
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    const [name = ""] = place.prefix.split(".");
    throw optionTypeError({ ...place, prefix: "" }, name, "an object", options);
  }
  const checks = new Map<string, Check>(Object.entries(CHECKS));
  for (const [option, value] of Object.entries(options)) {
    const check = checks.get(option);
    if (check === undefined) throw unknownOptionError(place, option, [...checks.keys(), ...others]);
    if (value !== undefined) check(place, option, value);
  }
  return withoutUndefined(options);
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

function checkName(place: OptionLocation, option: string, value: unknown): void {
  if (typeof value !== "string" || value === "") throw optionTypeError(place, option, "a non-empty string", value);
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

function checkChoice(choices: readonly string[]): Check {
  return (place, option, value) => {
    if (!choices.some((choice) => choice === value)) throw optionRangeError(place, option, choices, value);
  };
}
