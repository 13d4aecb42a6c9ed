import type { DatabaseConfig, DatabasesConfig, IntegrationConfig, PicklejarConfig } from "./database-config.js";

/**
 * Returns the given configuration. In `picklejar.config.*` it lets an editor complete and check the options.
 *
 * @example
 * export default defineConfig({ migrations: "db/migrations" });
 */
export function defineConfig(config: DatabaseConfig & IntegrationConfig): DatabaseConfig & IntegrationConfig;
export function defineConfig(config: DatabasesConfig & IntegrationConfig): DatabasesConfig & IntegrationConfig;
// A compiler's message is about the last overload.
export function defineConfig(config: PicklejarConfig): PicklejarConfig;
export function defineConfig(config: PicklejarConfig): PicklejarConfig {
  return config;
}
