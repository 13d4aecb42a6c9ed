import type { IntegrationConfig, PicklejarConfig, ResolvedDatabase } from "./database-config.js";
import { loadConfig } from "./load-config.js";
import { resolveConfig } from "./resolve-config.js";

/** What a package that builds on this one needs to know about a configuration. */
export interface LoadedIntegrationConfig<Key extends string> {
  /** Absolute folder of the configuration file; the folder that was asked for, for a configuration given in code. */
  readonly directory: string;
  /** Absolute path of the configuration file; `undefined` for one given in code. */
  readonly file: string | undefined;
  /** By name. */
  readonly databases: ReadonlyMap<string, ResolvedDatabase>;
  /** The value under the package's own key, unchecked. */
  readonly options: { readonly [Name in Key]?: unknown }[Key];
}

/**
 * Loads the configuration that tests use, for a package that has options of its own in it.
 *
 * @param config given in code; without it, the file from the folder upwards
 * @param directory absolute path of that folder; without it, the working directory
 * @throws what loading a configuration throws
 */
export async function loadIntegrationConfig<Key extends string>(
  key: Key,
  config?: PicklejarConfig,
  directory: string = process.cwd(),
): Promise<LoadedIntegrationConfig<Key>> {
  const given = { directory, file: undefined };
  const loaded =
    config === undefined ? await loadConfig(directory) : { ...given, databases: resolveConfig(config, given), config };
  const ownOptions: IntegrationConfig & { readonly [Name in Key]?: unknown } = loaded.config;
  return { directory: loaded.directory, file: loaded.file, databases: loaded.databases, options: ownOptions[key] };
}
