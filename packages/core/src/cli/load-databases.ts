import { statSync, type Stats } from "node:fs";
import { resolve } from "node:path";

import type { ResolvedDatabase } from "../config/database-config.js";
import { loadConfig, loadConfigFile, type LoadedConfig } from "../config/load-config.js";
import { selectDatabase } from "../config/select-database.js";
import type { CommandOptions } from "./command-result.js";
import { MisuseError, refusal } from "./misuse-error.js";

/** A configuration, and the databases of it that a command is about. */
export interface LoadedDatabases {
  readonly config: LoadedConfig;
  readonly databases: readonly ResolvedDatabase[];
}

/**
 * Loads the configuration that `--config` names, and picks the database that `--database` names, or all of them.
 *
 * @throws {@link MisuseError} for whatever is wrong with either
 */
export async function loadDatabases(options: CommandOptions): Promise<LoadedDatabases> {
  const { database } = options;
  const { path, stats } = resolveConfigPath(options);
  try {
    const config = await (stats.isDirectory() ? loadConfig(path) : loadConfigFile(path));
    const databases = database === undefined ? [...config.databases.values()] : [selectDatabase(config.databases, database)];
    return { config, databases };
  } catch (error) {
    throw new MisuseError(error);
  }
}

/** Gives the absolute path that `--config` names, by default the working directory, and what is there. */
export function resolveConfigPath({ config = "." }: CommandOptions): { readonly path: string; readonly stats: Stats } {
  const path = resolve(config);
  const stats = config === "" ? undefined : statSync(path, { throwIfNoEntry: false });
  if (stats !== undefined) return { path, stats };
  throw refusal(`--config: expected a configuration file or a folder that exists, got ${JSON.stringify(config)} ("${path}")`);
}
