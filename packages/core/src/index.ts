import "./errors/refuse-old-node.js";

export { defineConfig } from "./config/define-config.js";
export type {
  DatabaseConfig,
  DatabasesConfig,
  IntegrationConfig,
  MigrateDatabaseConfig,
  MigrationsDatabaseConfig,
  MigratorDatabaseConfig,
  PicklejarConfig,
  Strategy,
} from "./config/database-config.js";
export * from "./errors/index.js";
export type { PicklejarErrorCode } from "./errors/picklejar-error-code.js";
export { MigrationRunner } from "./migrations/migration-runner.js";
export type { Migration, MigrationFunction, MigrationParameters } from "./migrations/migration.js";
export type { DatabaseLocation, MigratorSource } from "./options/migrator-source.js";
export type { LedgerKind, MigrationFormat, MigrationSourceOptions } from "./migrations/migration-source.js";
export type { Origin } from "./record/origin.js";
export type { Database } from "./sqlite/load-sqlite.js";
export { initTestDb } from "./databases/at-path/init-test-db.js";
export { openTestDatabase, type OpenTestDatabaseOptions } from "./databases/open-test-database.js";
export type { InitTestDbOptions } from "./databases/at-path/requested-database.js";
export type { ChangedRow, Changes, ChangesOptions, Row, TableChanges } from "./evidence/recorder/changes/table-changes.js";
export { skipWhenInitialized, type SkipWhenInitializedOptions } from "./databases/at-path/skip-when-initialized.js";
export type { TestDatabase } from "./databases/test-database.js";
