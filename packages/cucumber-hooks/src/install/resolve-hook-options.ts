import {
  loadIntegrationConfig,
  misuseTypeError,
  readRecord,
  resolveTestOptions,
  type ResolvedTestOptions,
  withoutUndefined,
} from "@picklejar/core/integration";

import { CALL, checkHookOptions } from "./check-hook-options.js";
import { mergeExpectedFailures, type ExpectedFailureRules } from "../expected-failure/expected-failure-options.js";
import type { HookOptions, InstallHooksOptions } from "./hook-options.js";

/** The options of the hooks: checked, complete, and the same for every scenario. */
export interface ResolvedHookOptions extends ResolvedTestOptions {
  readonly worldProperty: string;
  /** `undefined` if scenarios are not judged. */
  readonly expectedFailures: ExpectedFailureRules | undefined;
}

/**
 * Merges the options: those of `installHooks` win over `worldParameters.picklejar`, and these over the configuration.
 *
 * @param directory absolute folder where the upward search for the configuration begins
 * @throws `TypeError` or `RangeError` that names the location, the option, what was expected and the value; what loading a configuration throws
 */
export async function resolveHookOptions(
  given: InstallHooksOptions,
  worldParameters: Readonly<Record<string, unknown>> | undefined,
  directory: string,
): Promise<ResolvedHookOptions> {
  const configuration = await loadIntegrationConfig("cucumber", given.config, directory);
  const configured = checkHookOptions(configuration.options, { file: configuration.file, prefix: "cucumber." });
  const parameters = checkHookOptions(worldParameters?.["picklejar"], {
    file: undefined,
    subject: "worldParameters",
    prefix: "picklejar.",
  });
  const { database } = given;
  const code = database === undefined ? given : { ...given, databases: [database] };
  const options: HookOptions = { ...configured, ...parameters, ...withoutUndefined(code) };
  refuseLateRecord(given, parameters, options);
  return {
    ...resolveTestOptions(options, configuration, CALL),
    worldProperty: options.worldProperty ?? "db",
    expectedFailures: mergeExpectedFailures([configured, parameters, code].map(({ expectedFailures }) => expectedFailures)),
  };
}

/** A BeforeStep hook can only be defined while support code is loaded, before the configuration and `worldParameters` are read. */
function refuseLateRecord(given: InstallHooksOptions, parameters: HookOptions, { record }: HookOptions): void {
  if (typeof record !== "object" || given.record !== undefined || readRecord() !== undefined) return;
  const place = parameters.record === undefined ? "cucumber.record in the configuration" : "worldParameters.picklejar.record";
  throw misuseTypeError(
    `${place}: { hooks: true } comes too late, since hooks are defined before it is read. ` +
      "Give it to installHooks(), or set PICKLEJAR_RECORD=hooks.",
  );
}
