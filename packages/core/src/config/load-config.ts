import { basename, dirname, resolve } from "node:path";

import { ConfigNotFoundError } from "../errors/classes/config-errors.js";
import { misuseTypeError } from "../errors/misuse-error.js";
import { OnceMap } from "../files/once-map.js";
import { loadModule, loadModuleNow, type ModuleExports } from "../modules/load-module.js";
import { describeValue } from "../options/option-error.js";
import type { PicklejarConfig, ResolvedDatabase } from "./database-config.js";
import { CONFIG_FILE_NAMES, findConfig } from "./find-config.js";
import { requireConfigObject, resolveConfig } from "./resolve-config.js";

/** A configuration file, loaded and validated. */
export interface LoadedConfig {
  /** Absolute. */
  readonly file: string;
  /** Absolute: the folder of the file, which its relative paths are relative to. */
  readonly directory: string;
  /** By name; `default` for a configuration of one database. */
  readonly databases: ReadonlyMap<string, ResolvedDatabase>;
  /** The exported value, unchanged. */
  readonly config: PicklejarConfig;
}

/** By path. Of this process, because Node evaluates the module of a configuration once per process. */
const loaded = new OnceMap<string, LoadedConfig>();

/**
 * Finds, loads and validates the configuration of a folder. A file is loaded once per process; after a failure the next call tries again.
 *
 * @param directory - where the upward search begins
 * @defaultValue the working directory
 * @throws {@link ConfigNotFoundError} `CONFIG_NOT_FOUND` if there is none up to the root
 * @throws `CONFIG_AMBIGUOUS` if one folder has several
 * @throws `MODULE_LOAD_FAILED` if it cannot be loaded; `TypeError` and `RangeError` for wrong options
 */
export async function loadConfig(directory: string = process.cwd()): Promise<LoadedConfig> {
  const file = findConfig(directory);
  if (file === undefined) throw new ConfigNotFoundError(resolve(directory), CONFIG_FILE_NAMES);
  return loadConfigFile(file);
}

/** Loads and validates a configuration file; see {@link loadConfig}. */
export async function loadConfigFile(file: string): Promise<LoadedConfig> {
  return loaded.keep(file, async () => validate(await loadModule(file), file));
}

/**
 * The same without waiting. Remembers nothing: what was loaded so may be another instance of its functions.
 *
 * @throws also `MODULE_LOAD_FAILED` for a module that awaits at its top level
 */
export function loadConfigFileNow(file: string): LoadedConfig {
  return validate(loadModuleNow(file), file);
}

function validate(exports: ModuleExports, file: string): LoadedConfig {
  const directory = dirname(file);
  const config = configOf(exports, file);
  requireConfigObject(config, file);
  return { file, directory, databases: resolveConfig(config, { directory, file }), config };
}

function configOf(exports: ModuleExports, file: string): unknown {
  // The properties of a default export are among the module's names as well.
  const config = exports[basename(file) === "package.json" ? "picklejar" : "default"];
  if (config !== undefined) return config;
  const names = Object.keys(exports);
  throw misuseTypeError(
    `"${file}": expected a configuration as default export (export default defineConfig({ … })), ` +
      `got ${names.length === 0 ? "no exports" : describeValue(names)}`,
  );
}
