import { statSync } from "node:fs";
import { resolve } from "node:path";

import type { ResolvedDatabase } from "../config/database-config.js";
import { loadConfig, loadConfigFile, type LoadedConfig } from "../config/load-config.js";
import { selectDatabase } from "../config/select-database.js";
import type { CommandOptions } from "./command-result.js";
import { MisuseError } from "./misuse-error.js";
import { misuseTypeError } from "../errors/misuse-error.js";

/** A configuration, and the databases of it that a command is about. */
export interface LoadedDatabases {
  readonly config: LoadedConfig;
  readonly databases: readonly ResolvedDatabase[];
}

/**
 * Loads the configuration that `--config` means, and picks the databases that `--database` means: all of them without it.
 *
 * @throws {@link MisuseError} for whatever is wrong with either.
 */
export async function loadDatabases({ config: wish, database }: CommandOptions): Promise<LoadedDatabases> {
  try {
    const config = await loadFrom(wish);
    const databases = database === undefined ? [...config.databases.values()] : [selectDatabase(config.databases, database)];
    return { config, databases };
  } catch (error) {
    throw new MisuseError(error);
  }
}

async function loadFrom(wish: string | undefined): Promise<LoadedConfig> {
  if (wish === undefined) return loadConfig();
  const path = resolve(wish);
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined || wish === "") {
    throw misuseTypeError(
      `--config must be a configuration file or a folder that exists; got ${JSON.stringify(wish)} ("${path}")`,
    );
  }
  return stats.isDirectory() ? loadConfig(path) : loadConfigFile(path);
}
