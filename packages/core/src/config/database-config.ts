import type { MigrationSource, MigrationSourceOptions } from "../migrations/migration-source.js";
import type { STRATEGIES } from "../options/database-options.js";
import type { DatabaseLocation, MigratorSource } from "../options/migrator-source.js";
import type { Database } from "../sqlite/load-sqlite.js";

/** How a scenario database is made. `auto` picks `copy` or `overlay`. */
export type Strategy = (typeof STRATEGIES)[number];

/** Options of every database, however it is migrated. */
interface CommonDatabaseConfig {
  readonly databases?: never;
  /** Prepares each connection that picklejar opens: SQL functions, extensions, pragmas (`journal_mode` too). */
  readonly connection?: (database: Database) => void;
  /** Fills the template after the migrations. Runs once per template, never on an existing database. */
  readonly seed?: (database: Database) => unknown;
  /**
   * Globs, relative to the configuration, of further files that decide what is in the template: those that picklejar cannot see being read, for
   * example because a child process reads them. An empty list says that there are none.
   */
  readonly inputs?: readonly string[];
  /** Names of environment variables that decide what is in the template. */
  readonly environmentInputs?: readonly string[];
  /** Globs of further paths, relative to the configuration, that may take the fast path in tests. */
  readonly testDatabases?: readonly string[];
  /** @defaultValue `"auto"` */
  readonly strategy?: Strategy;
  /** Needed with a function given in code. Change it when something changes that the function's source, variables and file do not show. */
  readonly version?: string;
}

/** A database that picklejar's own runner migrates. */
export interface MigrationsDatabaseConfig extends CommonDatabaseConfig, Omit<MigrationSourceOptions, "connection"> {
  readonly migrate?: never;
}

/** Options of picklejar's own runner, which mean nothing to another migrator. */
interface WithoutRunner {
  readonly format?: never;
  readonly order?: never;
  readonly ignore?: never;
  readonly ledger?: never;
  readonly ledgerTable?: never;
}

/** A database that the project's Knex, Kysely, TypeORM, MikroORM or umzug migrates. */
export interface MigratorDatabaseConfig extends CommonDatabaseConfig, WithoutRunner {
  readonly migrate?: never;
  /** What a helper of `@picklejar/core/migrators` returns. */
  readonly migrations: MigratorSource;
}

/** A database that any other migrator makes, for example your own. */
export interface MigrateDatabaseConfig extends CommonDatabaseConfig, WithoutRunner {
  readonly migrations?: never;
  /** Migrates the database at `path`, creating it where it is missing, and closes it. */
  readonly migrate: (database: DatabaseLocation) => unknown;
}

/** One database of a configuration. */
export type DatabaseConfig = MigrationsDatabaseConfig | MigratorDatabaseConfig | MigrateDatabaseConfig;

/** Several databases, by name. `default` is used when no name is given. */
export interface DatabasesConfig {
  readonly migrations?: never;
  readonly migrate?: never;
  readonly databases: Readonly<Record<string, DatabaseConfig>>;
}

/** Options of packages that build on this one, each under its own key. `@picklejar/cucumber-hooks` adds `cucumber`, and `@picklejar/core/mocha` adds `mocha`. */
// oxlint-disable-next-line typescript/no-empty-interface, typescript/no-empty-object-type -- Filled by those packages.
export interface IntegrationConfig {}

/** What `picklejar.config.*` exports. */
export type PicklejarConfig = (DatabaseConfig | DatabasesConfig) & IntegrationConfig;

/** Keys of {@link IntegrationConfig}. The command line reads configurations without those packages, which check their own key. */
export const INTEGRATION_OPTIONS: readonly string[] = ["cucumber", "mocha"];

/** A database of a configuration, validated and absolute. */
export interface ResolvedDatabase {
  /** `default`, or its name under `databases`. */
  readonly name: string;
  /** Absolute. Relative paths, and names in the fingerprint, are relative to it. */
  readonly directory: string;
  /** Absolute path of the configuration file; absent for a configuration given in code. */
  readonly file: string | undefined;
  /** Absent when `migrate` or a migrator in code is given. */
  readonly source: MigrationSource | undefined;
  /** The migrator in code that `migrations` names; then `migrate` runs it. */
  readonly migrator: MigratorSource | undefined;
  readonly migrate: ((database: DatabaseLocation) => unknown) | undefined;
  readonly connection: ((database: Database) => void) | undefined;
  readonly seed: ((database: Database) => unknown) | undefined;
  readonly inputs: readonly string[];
  /** Whether `inputs` is given, even as an empty list: then it names all files that picklejar cannot see being read. */
  readonly areInputsGiven: boolean;
  readonly environmentInputs: readonly string[];
  /** Absolute. */
  readonly testDatabases: readonly string[];
  readonly strategy: Strategy;
  readonly version: string | undefined;
  /** Equal for two configurations of the same database. Initialized paths are compared by it. */
  readonly key: string;
  /** Loads the configuration that this was noted from; its functions do the same when they are called. Absent where it is loaded. */
  readonly load?: () => Promise<ResolvedDatabase>;
}
