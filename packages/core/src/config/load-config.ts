import { basename, dirname, resolve } from "node:path";

import { ConfigNotFoundError } from "../errors/config-errors.js";
import type { PicklejarConfig, ResolvedDatabase } from "./database-config.js";
import { CONFIG_FILE_NAMES, findConfig } from "./find-config.js";
import { OnceMap } from "../files/once-map.js";
import { loadModule } from "../modules/load-module.js";
import { describeValue } from "../options/option-error.js";
import { requireConfigObject, resolveConfig } from "./resolve-config.js";
import { misuseTypeError } from "../errors/misuse-error.js";

/** A configuration file, loaded and validated. */
export interface LoadedConfig {
  /** Absolute. */
  readonly file: string;
  /** Absolute: the folder of the file, which its relative paths are relative to. */
  readonly directory: string;
  /** By name; `default` for a configuration of one database. */
  readonly databases: ReadonlyMap<string, ResolvedDatabase>;
  /** What it exports, as it is there. */
  readonly config: PicklejarConfig;
}

const loaded = new OnceMap<string, LoadedConfig>();

/**
 * Finds, loads and validates the configuration of a folder. A file is loaded once a process; one that failed is loaded
 * again by the next call.
 *
 * @param directory - where the search upwards begins
 * @defaultValue the working directory
 * @throws {@link ConfigNotFoundError} `CONFIG_NOT_FOUND` when there is none up to the root.
 * @throws `CONFIG_AMBIGUOUS` when one folder has several.
 * @throws `MODULE_LOAD_FAILED` when it cannot be loaded; `TypeError` and `RangeError` for options that are wrong.
 */
export async function loadConfig(directory: string = process.cwd()): Promise<LoadedConfig> {
  const file = findConfig(directory);
  if (file === undefined) throw new ConfigNotFoundError(resolve(directory), CONFIG_FILE_NAMES);
  return loadConfigFile(file);
}

/** Loads and validates a configuration file; see {@link loadConfig}. */
export async function loadConfigFile(file: string): Promise<LoadedConfig> {
  return loaded.keep(file, () => readConfigFile(file));
}

async function readConfigFile(file: string): Promise<LoadedConfig> {
  const directory = dirname(file);
  const config = configOf(await loadModule(file), file);
  requireConfigObject(config, file);
  return { file, directory, databases: resolveConfig(config, { directory, file }), config };
}

function configOf(exports: Record<string, unknown>, file: string): unknown {
  // The names of a default export that is an object are names of the module as well.
  const config = exports[basename(file) === "package.json" ? "picklejar" : "default"];
  if (config === undefined) {
    const names = Object.keys(exports);
    throw misuseTypeError(
      `"${file}" must export its configuration as default (export default defineConfig({ … })); ` +
        `it exports ${names.length === 0 ? "nothing" : describeValue(names)}`,
    );
  }
  return config;
}
