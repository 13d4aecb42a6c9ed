import type { PicklejarConfig } from "@picklejar/core";
import { loadIntegrationConfig, optionRangeError, type ResolvedDatabase } from "@picklejar/core/integration";

import { CALL, checkHookOptions, withoutUndefined } from "./check-hook-options.js";
import { parseEnvironment, type EnvironmentOption, type EnvironmentVariable } from "./environment-variables.js";
import { mergeExpectedFailures } from "./expected-failure/expected-failure-option.js";
import type { ExpectedFailureOptions, ExpectedFailureRules } from "./expected-failure/expected-failure-options.js";
import type { ScenarioDatabase } from "./scenario-database.js";

/** Which databases are kept when their scenario ends. */
export type Keep = "failed" | "never" | "always";

/** What becomes of a connection that a scenario leaves open. */
export type OpenConnections = "warn" | "fail" | "ignore";

/** Options of `installHooks`, of `worldParameters.picklejar`, and of `cucumber` in the picklejar configuration. */
export interface HookOptions {
  /** Names of the databases that every scenario has; `this.db` is the first. @defaultValue `["default"]` */
  readonly databases?: readonly string[];
  /** Variables that are set for each scenario, and restored after it. */
  readonly environment?: EnvironmentOption;
  /**
   * Tells an application that outlives the scenario (a server started in BeforeAll) to open the scenario's database; called for each
   * of its databases, before your own Before hooks. Awaited, for at most `applicationTimeoutMs`.
   */
  onDatabase?(this: void, database: ScenarioDatabase, world: unknown): unknown;
  /** Tells that application to close it; after your own After hooks and deferred work. Awaited, for at most `applicationTimeoutMs`. */
  onRelease?(this: void, database: ScenarioDatabase, world: unknown): unknown;
  /**
   * Whether a scenario that leaves a connection to its database open is named at the end of the run, or fails. Linux only.
   * @defaultValue `"warn"`
   */
  readonly openConnections?: OpenConnections;
  /** Which scenarios' databases are kept, in `.picklejar/failed`; `PICKLEJAR_KEEP` has the last word. @defaultValue `"failed"` */
  readonly keep?: Keep;
  /** Milliseconds that each deferred work may take. @defaultValue 10000 */
  readonly deferTimeoutMs?: number;
  /** Milliseconds that `onDatabase` and `onRelease` may take for a database. @defaultValue 60000 */
  readonly applicationTimeoutMs?: number;
  /** What the database is called in the World, where `db` is something of your own. @defaultValue `"db"` */
  readonly worldProperty?: string;
  /**
   * What counts as the bug that a scenario tagged `@tdd_expected_fail` captures; `false` leaves such scenarios alone. Given in several places,
   * its options are put together.
   */
  readonly expectedFailures?: ExpectedFailureOptions | false;
}

/** What {@link installHooks} takes. */
export interface InstallHooksOptions extends HookOptions {
  /** A configuration given in code. @defaultValue the configuration file, found from the working directory upwards */
  readonly config?: PicklejarConfig;
  /** Name of the one database that every scenario has: a short way to write `databases`. @defaultValue `"default"` */
  readonly database?: string;
}

declare module "@picklejar/core" {
  interface IntegrationConfig {
    /** Options of `@picklejar/cucumber-hooks`; those of `installHooks` and of `worldParameters.picklejar` go before them. */
    readonly cucumber?: HookOptions;
  }
}

/** What the hooks work by: checked, complete, and the same for every scenario. */
export interface ResolvedHookOptions {
  /** Absolute folder of the configuration. */
  readonly directory: string;
  /** All databases of the configuration, by name. */
  readonly knownDatabases: ReadonlyMap<string, ResolvedDatabase>;
  readonly databases: readonly string[];
  readonly environment: readonly EnvironmentVariable[];
  readonly onDatabase: HookOptions["onDatabase"];
  readonly onRelease: HookOptions["onRelease"];
  readonly openConnections: OpenConnections;
  readonly keep: Keep;
  readonly deferTimeoutMs: number;
  readonly applicationTimeoutMs: number;
  readonly worldProperty: string;
  /** `undefined` when scenarios are not judged. */
  readonly expectedFailures: ExpectedFailureRules | undefined;
}

/**
 * Puts the options together: what `installHooks` was given goes before `worldParameters.picklejar`, and that before the configuration.
 *
 * @param directory absolute path of the folder from which the configuration is looked for upwards
 * @throws `TypeError` or `RangeError` that names the place, the option, what was expected and the value; what loading a configuration throws
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
  const databases = options.databases ?? ["default"];
  const names = [...configuration.databases.keys()];
  for (const name of databases) {
    if (!names.includes(name)) throw optionRangeError({ file: configuration.file, prefix: "" }, "database", names, name);
  }
  return {
    directory: configuration.directory,
    knownDatabases: configuration.databases,
    databases,
    environment: refuseUnknownDatabases(parseEnvironment(options.environment, CALL), names),
    onDatabase: options.onDatabase,
    onRelease: options.onRelease,
    openConnections: options.openConnections ?? "warn",
    keep: readKeep() ?? options.keep ?? "failed",
    deferTimeoutMs: options.deferTimeoutMs ?? 10_000,
    applicationTimeoutMs: options.applicationTimeoutMs ?? 60_000,
    worldProperty: options.worldProperty ?? "db",
    expectedFailures: mergeExpectedFailures([configured, parameters, code].map(({ expectedFailures }) => expectedFailures)),
  };
}

function refuseUnknownDatabases(
  variables: readonly EnvironmentVariable[],
  names: readonly string[],
): readonly EnvironmentVariable[] {
  for (const { name, database } of variables) {
    if (database !== undefined && !names.includes(database))
      throw optionRangeError({ ...CALL, prefix: "environment." }, `${name}: its database`, names, database);
  }
  return variables;
}

function readKeep(): Keep | undefined {
  const value = process.env["PICKLEJAR_KEEP"];
  if (value === undefined || value === "") return undefined;
  if (value === "failed" || value === "never" || value === "always") return value;
  throw optionRangeError(
    { file: undefined, subject: "environment", prefix: "" },
    "PICKLEJAR_KEEP",
    ["failed", "never", "always"],
    value,
  );
}
