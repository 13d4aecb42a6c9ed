import {
  loadIntegrationConfig,
  resolveTestOptions,
  type ResolvedTestOptions,
  withoutUndefined,
} from "@picklejar/core/integration";

import { CALL, checkHookOptions } from "./check-hook-options.js";
import { mergeExpectedFailures, type ExpectedFailureRules } from "./expected-failure/expected-failure-options.js";
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
  return {
    ...resolveTestOptions(options, configuration, CALL),
    worldProperty: options.worldProperty ?? "db",
    expectedFailures: mergeExpectedFailures([configured, parameters, code].map(({ expectedFailures }) => expectedFailures)),
  };
}
