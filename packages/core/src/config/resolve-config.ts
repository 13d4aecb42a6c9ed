import { resolve } from "node:path";

import { misuseTypeError } from "../errors/misuse-error.js";
import { getOrCreate } from "../files/get-or-create.js";
import { resolveMigrationSource } from "../migrations/migration-source.js";
import { describeFunction } from "../modules/functions/describe-function.js";
import { requireObject } from "../options/check-options.js";
import { isMigratorSource, MIGRATOR_SOURCE } from "../options/migrator-source.js";
import { nameOption, optionTypeError, type OptionLocation } from "../options/option-error.js";
import {
  INTEGRATION_OPTIONS,
  type DatabaseConfig,
  type MigrationsDatabaseConfig,
  type MigratorDatabaseConfig,
  type PicklejarConfig,
  type ResolvedDatabase,
} from "./database-config.js";
import { DEFAULT_DATABASE } from "./select-database.js";
import { validateDatabaseConfig } from "./validate-database-config.js";

export interface ResolveConfigOptions {
  /** Absolute folder that relative paths are relative to. */
  readonly directory: string;
  /** Absolute path of the configuration file; `undefined` for a configuration given in code. */
  readonly file: string | undefined;
}

type ResolvedDatabases = ReadonlyMap<string, ResolvedDatabase>;

/** By configuration object, then by folder and file: a suite passes the same object thousands of times. Goes with the object. */
const resolved = new WeakMap<PicklejarConfig, Map<string, ResolvedDatabases>>();

/**
 * Validates a configuration and makes its paths absolute. Reads no file. A configuration object must not be changed afterwards.
 *
 * @throws `TypeError` or `RangeError` that names the option, what was expected and the value
 */
export function resolveConfig(config: PicklejarConfig, options: ResolveConfigOptions): ResolvedDatabases {
  requireConfigObject(config, options.file);
  const byLocation = getOrCreate(resolved, config, () => new Map<string, ResolvedDatabases>());
  return getOrCreate(byLocation, `${options.directory}\0${options.file ?? ""}`, () => resolveDatabases(config, options));
}

/** Checks only that it is an object; its contents are checked with each database. */
export function requireConfigObject(config: unknown, file: string | undefined): asserts config is PicklejarConfig {
  requireObject(config, { file, prefix: "" }, "the configuration");
}

function resolveDatabases(config: PicklejarConfig, options: ResolveConfigOptions): ResolvedDatabases {
  const top: OptionLocation = { file: options.file, prefix: "" };
  if (config.databases === undefined) {
    return new Map([[DEFAULT_DATABASE, resolveDatabase(DEFAULT_DATABASE, config, top, options)]]);
  }
  for (const option of Object.keys(config)) {
    if (option === "databases" || INTEGRATION_OPTIONS.includes(option)) continue;
    throw misuseTypeError(`${nameOption(top, option)} and databases exclude each other: move it into each of the databases`);
  }
  requireObject(config.databases, top, "databases");
  const entries = Object.entries(config.databases);
  if (entries.length === 0) throw optionTypeError(top, "databases", "an object with at least one database", config.databases);
  return new Map(
    entries.map(([name, database]) => {
      requireObject(database, top, `databases.${name}`);
      return [name, resolveDatabase(name, database, { ...top, prefix: `databases.${name}.` }, options)];
    }),
  );
}

function resolveDatabase(
  name: string,
  config: DatabaseConfig,
  location: OptionLocation,
  { directory, file }: ResolveConfigOptions,
): ResolvedDatabase {
  validateDatabaseConfig(config, location);
  const { inputs = [], environmentInputs = [], testDatabases = [], strategy = "auto" } = config;
  const database = {
    name,
    directory,
    file,
    ...resolveMigrations(config, name, directory),
    connection: config.connection,
    seed: config.seed,
    inputs,
    areInputsGiven: config.inputs !== undefined,
    environmentInputs,
    testDatabases: testDatabases.map((glob) => resolve(directory, glob)),
    strategy,
    version: config.version,
  };
  return { ...database, key: file === undefined ? describeDatabase(database) : JSON.stringify([file, name]) };
}

function resolveMigrations(
  config: DatabaseConfig,
  name: string,
  directory: string,
): Pick<ResolvedDatabase, "source" | "migrator" | "migrate"> {
  if (config.migrations === undefined) return { source: undefined, migrator: undefined, migrate: config.migrate };
  if (hasMigrator(config)) {
    const { migrations: migrator } = config;
    return { source: undefined, migrator, migrate: async (location) => migrator.migrate(location, name) };
  }
  return { source: resolveMigrationSource(config, directory, "native"), migrator: undefined, migrate: undefined };
}

function hasMigrator(config: MigrationsDatabaseConfig | MigratorDatabaseConfig): config is MigratorDatabaseConfig {
  return isMigratorSource(config.migrations);
}

/** Everything that a configuration given in code says; functions count with the values that they close over. */
function describeDatabase({ source, migrator, migrate, ...database }: Omit<ResolvedDatabase, "key">): string {
  const run = migrator === undefined ? { migrate } : { migrator: migrator[MIGRATOR_SOURCE], factory: migrator.factory };
  return JSON.stringify({ ...database, ...run, source: source?.key }, (_name, value: unknown) =>
    typeof value === "function" ? describeFunction(value).digest : value,
  );
}
