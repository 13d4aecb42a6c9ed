import "./refuse-old-node.js";

export { defineConfig } from "./config/define-config.js";
export type {
  DatabaseConfig,
  DatabaseLocation,
  DatabasesConfig,
  IntegrationConfig,
  MigrateDatabaseConfig,
  MigrationsDatabaseConfig,
  PicklejarConfig,
  Strategy,
} from "./config/database-config.js";
export * from "./errors.js";
export { MigrationRunner } from "./migrations/migration-runner.js";
export type { Migration, MigrationFunction, MigrationParameters } from "./migrations/migration.js";
export type { MigrationFormat, MigrationSourceOptions } from "./migrations/migration-source.js";
export type { Database } from "./sqlite/load-sqlite.js";
export { initTestDb } from "./test-database/init-test-db.js";
export type { InitTestDbOptions } from "./test-database/requested-database.js";
export {
  skipWhenInitialized,
  type SkipWhenInitializedOptions,
  type SkipWhenInitializedResult,
} from "./test-database/skip-when-initialized.js";
export type { TestDatabase, TestDatabaseOrigin } from "./test-database/test-database.js";
