import {
  type CheckOption,
  checkOptions,
  misuseTypeError,
  type OptionLocation,
  optionTypeError,
  TEST_OPTION_CHECKS,
} from "@picklejar/core/integration";

import { checkExpectedFailures } from "./expected-failure/expected-failure-option.js";
import type { HookOptions, InstallHooksOptions } from "./hook-options.js";

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

const CHECKS: Readonly<Record<keyof HookOptions, CheckOption>> = {
  ...TEST_OPTION_CHECKS,
  worldProperty: checkName,
  expectedFailures: checkExpectedFailures,
};

/**
 * Checks options by themselves, wherever they come from.
 *
 * @throws `TypeError` or `RangeError` that names the place, the option, what was expected and the value
 */
export function checkHookOptions(options: unknown, place: OptionLocation, others: readonly string[] = []): HookOptions {
  return checkOptions<HookOptions>(options, place, CHECKS, others);
}

function checkName(place: OptionLocation, option: string, value: unknown): void {
  if (typeof value !== "string" || value === "") throw optionTypeError(place, option, "a non-empty string", value);
}
