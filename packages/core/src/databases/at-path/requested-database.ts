import type { DatabaseConfig, PicklejarConfig, ResolvedDatabase } from "../../config/database-config.js";
import { loadConfig } from "../../config/load-config.js";
import { resolveConfig } from "../../config/resolve-config.js";
import { DEFAULT_DATABASE, selectDatabase } from "../../config/select-database.js";
import { misuseTypeError } from "../../errors/misuse-error.js";
import { findRecordedSuite } from "../suite/suite-record.js";
import { checkBoolean, checkOptions } from "../../options/check-options.js";
import type { OptionLocation } from "../../options/option-error.js";

/** Which database, of which configuration. */
export interface InitTestDbOptions {
  /** A configuration given in code. @defaultValue the configuration file, found from the working directory upwards */
  readonly config?: PicklejarConfig;
  /** Name of the database under `databases`. @defaultValue `"default"` */
  readonly database?: string;
  /** Looks at the file again even if this process knows it, since another process may have changed it. */
  readonly recheck?: boolean;
}

/** What {@link initTestDb} takes: options, or a configuration itself. */
export type TestDatabaseOptions = InitTestDbOptions | DatabaseConfig;

/** By working directory and name. Of this process, since Node evaluates a configuration file once. */
const fromFiles = new Map<string, ResolvedDatabase>();

/** Finds the database that the options mean, if that takes no reading. */
export function findRequestedDatabase(options: TestDatabaseOptions | undefined): ResolvedDatabase | undefined {
  refuseWrongOptions(options);
  if (options !== undefined && (isConfig(options) || options.config !== undefined)) return resolveGiven(options);
  return fromFiles.get(`${process.cwd()}\0${options?.database ?? DEFAULT_DATABASE}`);
}

/**
 * Finds and validates the database that the options mean.
 *
 * @throws {@link ConfigNotFoundError} `CONFIG_NOT_FOUND`, `TypeError` and `RangeError` for a wrong configuration
 */
export async function resolveRequestedDatabase(options: TestDatabaseOptions | undefined): Promise<ResolvedDatabase> {
  const found = findRequestedDatabase(options);
  if (found !== undefined) return found;
  const directory = process.cwd();
  const name = (options !== undefined && "database" in options ? options.database : undefined) ?? DEFAULT_DATABASE;
  const { databases } = findRecordedSuite() ?? (await loadConfig(directory));
  const database = selectDatabase(databases, name);
  fromFiles.set(`${directory}\0${name}`, database);
  return database;
}

const LOCATION: OptionLocation = { file: undefined, subject: "initTestDb", prefix: "" };

/** `config` and `database` are checked where they are resolved. */
const CHECKS = { config: () => undefined, database: () => undefined, recheck: checkBoolean };

const CONFIG_OPTIONS = ["migrations", "migrate", "databases"];

function refuseWrongOptions(options: TestDatabaseOptions | undefined): void {
  if (options === undefined || isConfig(options)) return;
  if ("path" in options)
    throw misuseTypeError("initTestDb: path is not an option, but the first argument: initTestDb(path, options)");
  checkOptions<InitTestDbOptions>(options, LOCATION, CHECKS, [...Object.keys(CHECKS), ...CONFIG_OPTIONS]);
}

function resolveGiven(options: TestDatabaseOptions): ResolvedDatabase {
  const [config, name] = isConfig(options) ? [options, undefined] : [options.config, options.database];
  if (config === undefined) throw misuseTypeError("initTestDb: config: expected a configuration, got undefined");
  return selectDatabase(resolveConfig(config, { directory: process.cwd(), file: undefined }), name);
}

function isConfig(options: TestDatabaseOptions): options is DatabaseConfig {
  return CONFIG_OPTIONS.some((option) => option in options);
}
