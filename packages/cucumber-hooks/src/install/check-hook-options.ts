import {
  checkOptions,
  checkString,
  checkThat,
  isObject,
  misuseTypeError,
  type OptionCheck,
  type OptionLocation,
  requireObject,
  TEST_OPTION_CHECKS,
} from "@picklejar/core/integration";

import { checkExpectedFailures } from "../expected-failure/check-expected-failures.js";
import type { HookOptions, InstallHooksOptions } from "./hook-options.js";

/** The call of `installHooks`, for messages about its options. */
export const CALL: OptionLocation = { file: undefined, subject: "installHooks", prefix: "" };

const CHECKS: Readonly<Record<keyof HookOptions, OptionCheck>> = {
  ...TEST_OPTION_CHECKS,
  worldProperty: checkString,
  expectedFailures: checkExpectedFailures,
};

const CALL_CHECKS: Readonly<Record<keyof InstallHooksOptions, OptionCheck>> = {
  ...CHECKS,
  config: checkThat("a configuration", isObject),
  database: checkThat("the name of a database", (value) => typeof value === "string"),
};

/** Checks what `installHooks` is given, before anything else happens. */
export function checkInstallHooksOptions(options: InstallHooksOptions): void {
  requireObject(options, CALL, "options");
  checkOptions<InstallHooksOptions>(options, CALL, CALL_CHECKS);
  if (options.database !== undefined && options.databases !== undefined)
    throw misuseTypeError("installHooks: database and databases exclude each other: keep one of them");
}

/**
 * Checks the options of a configuration or of `worldParameters`.
 *
 * @throws `TypeError` or `RangeError` that names the location, the option, what was expected and the value
 */
export function checkHookOptions(options: unknown, location: OptionLocation): HookOptions {
  return checkOptions<HookOptions>(options, location, CHECKS);
}
