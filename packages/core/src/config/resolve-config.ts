import { resolve } from "node:path";

import { describeFunction } from "../modules/functions/describe-function.js";
import { resolveMigrationSource } from "../migrations/migration-source.js";
import { INTEGRATION_OPTIONS, type DatabaseConfig, type PicklejarConfig, type ResolvedDatabase } from "./database-config.js";
import { nameOption, optionTypeError, type OptionLocation } from "../options/option-error.js";
import { DEFAULT_DATABASE } from "./select-database.js";
import { validateDatabaseConfig } from "./validate-database-config.js";
import { misuseTypeError } from "../errors/misuse-error.js";

export interface ResolveConfigOptions {
  /** Absolute folder that relative paths are relative to. */
  readonly directory: string;
  /** Absolute path of the configuration file; `undefined` for a configuration given in code. */
  readonly file: string | undefined;
}

type ResolvedDatabases = ReadonlyMap<string, ResolvedDatabase>;

/** Configurations given in code, by folder: a suite passes the same object thousands of times. Goes with the object. */
const resolved = new WeakMap<PicklejarConfig, Map<string, ResolvedDatabases>>();

/**
 * Validates a configuration and makes it absolute. Reads no file. A configuration object must not be changed afterwards.
 *
 * @throws `TypeError` or `RangeError` that names the option, the wish and the value.
 */
export function resolveConfig(config: PicklejarConfig, options: ResolveConfigOptions): ResolvedDatabases {
  requireConfigObject(config, options.file);
  let byPlace = resolved.get(config);
  if (byPlace === undefined) {
    byPlace = new Map();
    resolved.set(config, byPlace);
  }
  const place = `${options.directory}\0${options.file ?? ""}`;
  let databases = byPlace.get(place);
  if (databases === undefined) {
    databases = resolveDatabases(config, options);
    byPlace.set(place, databases);
  }
  return databases;
}

/** Whether it is one at all; what is in it is checked with each database. */
export function requireConfigObject(config: unknown, file: string | undefined): asserts config is PicklejarConfig {
  refuseNoObject(config, "the configuration", { file, prefix: "" });
}

function resolveDatabases(config: PicklejarConfig, options: ResolveConfigOptions): ResolvedDatabases {
  const top: OptionLocation = { file: options.file, prefix: "" };
  if (config.databases === undefined) {
    return new Map([[DEFAULT_DATABASE, resolveDatabase(DEFAULT_DATABASE, config, top, options)]]);
  }
  for (const option of Object.keys(config)) {
    if (option === "databases" || INTEGRATION_OPTIONS.includes(option)) continue;
    throw misuseTypeError(`${nameOption(top, option)} cannot stand beside databases: move it into each of them`);
  }
  refuseNoObject(config.databases, "databases", top);
  const entries = Object.entries(config.databases);
  if (entries.length === 0) throw optionTypeError(top, "databases", "an object with at least one database", config.databases);
  return new Map(
    entries.map(([name, database]) => {
      refuseNoObject(database, `databases.${name}`, top);
      return [name, resolveDatabase(name, database, { ...top, prefix: `databases.${name}.` }, options)];
    }),
  );
}

function resolveDatabase(
  name: string,
  config: DatabaseConfig,
  place: OptionLocation,
  { directory, file }: ResolveConfigOptions,
): ResolvedDatabase {
  validateDatabaseConfig(config, place);
  const { inputs = [], environmentInputs = [], testDatabases = [], strategy = "auto" } = config;
  const source = config.migrations === undefined ? undefined : resolveMigrationSource(config, directory);
  const database = {
    name,
    directory,
    file,
    source,
    migrate: config.migrate,
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

/** Everything that a configuration given in code says, functions by what they close over too. */
function describeDatabase({ source, ...database }: Omit<ResolvedDatabase, "key">): string {
  return JSON.stringify({ ...database, source: source?.key }, (_name, value: unknown) =>
    typeof value === "function" ? describeFunction(value).digest : value,
  );
}

function refuseNoObject(value: unknown, option: string, place: OptionLocation): void {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return;
  const hint = typeof value === "function" || value instanceof Promise ? "; give the object itself, not what makes it" : "";
  throw misuseTypeError(`${optionTypeError(place, option, "an object", value).message}${hint}`);
}
