import type { DatabaseConfig, DatabasesConfig, IntegrationConfig, PicklejarConfig } from "./database-config.js";

/**
 * Gives back the configuration that it is given: in an editor it completes and checks the options, in `picklejar.config.*`.
 *
 * @example
 * export default defineConfig({ migrations: "db/migrations" });
 */
export function defineConfig(config: DatabaseConfig & IntegrationConfig): DatabaseConfig & IntegrationConfig;
export function defineConfig(config: DatabasesConfig & IntegrationConfig): DatabasesConfig & IntegrationConfig;
// The last overload is the one that a compiler's message is about.
export function defineConfig(config: PicklejarConfig): PicklejarConfig;
export function defineConfig(config: PicklejarConfig): PicklejarConfig {
  return config;
}
