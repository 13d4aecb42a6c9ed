import type { DatabaseConfig, PicklejarConfig, ResolvedDatabase } from "../config/database-config.js";
import { loadConfig } from "../config/load-config.js";
import { optionTypeError, unknownOptionError, type OptionLocation } from "../options/option-error.js";
import { resolveConfig } from "../config/resolve-config.js";
import { selectDatabase } from "../config/select-database.js";
import { misuseTypeError } from "../errors/misuse-error.js";

/** Which database, of which configuration. */
export interface InitTestDbOptions {
  /** A configuration given in code. @defaultValue the configuration file, found from the working directory upwards */
  readonly config?: PicklejarConfig;
  /** Name of the database under `databases`. @defaultValue `"default"` */
  readonly database?: string;
  /** Looks at the file again although this process knows it: for when another process may have changed it. */
  readonly recheck?: boolean;
}

/** What {@link initTestDb} takes: options, or a configuration itself. */
export type TestDatabaseOptions = InitTestDbOptions | DatabaseConfig;

const DEFAULT_DATABASE = "default";

/** By working directory, then by name: what the configuration file there says. Of this process, as Node evaluates it once. */
const fromFiles = new Map<string, Map<string, ResolvedDatabase>>();

/** Gives the key of the database that the options mean, when that takes no reading; see {@link ResolvedDatabase}. */
export function findRequestedKey(options: TestDatabaseOptions | undefined): string | undefined {
  refuseWrongOptions(options);
  if (options !== undefined && (isConfig(options) || options.config !== undefined)) return resolveGiven(options).key;
  return fromFiles.get(process.cwd())?.get(options?.database ?? DEFAULT_DATABASE)?.key;
}

/**
 * Finds and validates the database that the options mean.
 *
 * @throws {@link ConfigNotFoundError} `CONFIG_NOT_FOUND`, `TypeError` and `RangeError` for what is wrong in it.
 */
export async function resolveRequestedDatabase(options: TestDatabaseOptions | undefined): Promise<ResolvedDatabase> {
  refuseWrongOptions(options);
  if (options !== undefined && (isConfig(options) || options.config !== undefined)) return resolveGiven(options);
  const directory = process.cwd();
  const name = options?.database ?? DEFAULT_DATABASE;
  let database = fromFiles.get(directory)?.get(name);
  if (database === undefined) {
    const { databases } = await loadConfig(directory);
    database = selectDatabase(databases, options?.database);
    const named = fromFiles.get(directory) ?? new Map<string, ResolvedDatabase>();
    fromFiles.set(directory, named.set(name, database));
  }
  return database;
}

const OPTIONS: readonly string[] = ["config", "database", "recheck"] satisfies readonly (keyof InitTestDbOptions)[];

const PLACE: OptionLocation = { file: undefined, subject: "initTestDb", prefix: "" };

/** A configuration itself is checked where it is resolved. */
function refuseWrongOptions(options: TestDatabaseOptions | undefined): void {
  if (options === undefined || isConfig(options)) return;
  for (const option of Object.keys(options)) {
    if (OPTIONS.includes(option)) continue;
    if (option === "path")
      throw misuseTypeError("initTestDb: path is not an option, but the first argument: initTestDb(path, options)");
    throw unknownOptionError(PLACE, option, [...OPTIONS, "migrations", "migrate", "databases"]);
  }
  const { recheck = false } = options;
  if (typeof recheck !== "boolean") throw optionTypeError(PLACE, "recheck", "true or false", recheck);
}

function resolveGiven(options: TestDatabaseOptions): ResolvedDatabase {
  const [config, name] = isConfig(options) ? [options, undefined] : [options.config, options.database];
  if (config === undefined) throw misuseTypeError("initTestDb: config: expected a configuration, got undefined");
  return selectDatabase(resolveConfig(config, { directory: process.cwd(), file: undefined }), name);
}

function isConfig(options: TestDatabaseOptions): options is DatabaseConfig {
  return "migrations" in options || "migrate" in options || "databases" in options;
}
