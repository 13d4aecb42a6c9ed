import type { PicklejarConfig } from "./database-config.js";

/**
 * Gives back the configuration that it is given: in an editor it completes and checks the options, in `picklejar.config.*`.
 *
 * @example
 * export default defineConfig({ migrations: "db/migrations" });
 */
export function defineConfig<const Config extends PicklejarConfig>(config: Config): Config {
  return config;
}
