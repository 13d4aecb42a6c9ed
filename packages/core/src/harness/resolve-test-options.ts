import type { ResolvedDatabase } from "../config/database-config.js";
import type { LoadedIntegrationConfig } from "../config/load-integration-config.js";
import { type OptionLocation, optionRangeError } from "../options/option-error.js";
import { parseEnvironment, type EnvironmentVariable } from "./environment-variables.js";
import type { Retain, TestOptions } from "./test-options.js";

/** The options complete, and what they mean for a configuration: the same for every test. */
export interface ResolvedTestOptions<Context = unknown> extends Required<
  Omit<TestOptions<Context>, "environment" | "onDatabase" | "onRelease">
> {
  /** Absolute folder of the configuration. */
  readonly directory: string;
  /** All databases of the configuration, by name. */
  readonly knownDatabases: ReadonlyMap<string, ResolvedDatabase>;
  readonly environment: readonly EnvironmentVariable[];
  readonly onDatabase: TestOptions<Context>["onDatabase"];
  readonly onRelease: TestOptions<Context>["onRelease"];
}

/**
 * Completes options that were checked.
 *
 * @param place of the options, for messages
 * @throws `TypeError` or `RangeError` for a database that the configuration does not have, and for `PICKLEJAR_RETAIN`
 */
export function resolveTestOptions<Context>(
  options: TestOptions<Context>,
  { directory, file, databases: knownDatabases }: Omit<LoadedIntegrationConfig<never>, "options">,
  place: OptionLocation,
): ResolvedTestOptions<Context> {
  const { databases = ["default"], onDatabase, onRelease } = options;
  const names = [...knownDatabases.keys()];
  for (const name of databases) {
    if (!names.includes(name)) throw optionRangeError({ file, prefix: "" }, "database", names, name);
  }
  const environment = parseEnvironment(options.environment, place);
  for (const { name, database } of environment) {
    if (database !== undefined && !names.includes(database))
      throw optionRangeError({ ...place, prefix: "environment." }, `${name}: its database`, names, database);
  }
  return {
    directory,
    knownDatabases,
    databases,
    environment,
    onDatabase,
    onRelease,
    openConnections: options.openConnections ?? "warn",
    retain: readRetain() ?? options.retain ?? "failed",
    deferTimeoutMs: options.deferTimeoutMs ?? 10_000,
    applicationTimeoutMs: options.applicationTimeoutMs ?? 60_000,
  };
}

function readRetain(): Retain | undefined {
  const value = process.env["PICKLEJAR_RETAIN"];
  if (value === undefined || value === "") return undefined;
  if (value === "failed" || value === "never" || value === "always") return value;
  throw optionRangeError(
    { file: undefined, subject: "environment", prefix: "" },
    "PICKLEJAR_RETAIN",
    ["failed", "never", "always"],
    value,
  );
}
