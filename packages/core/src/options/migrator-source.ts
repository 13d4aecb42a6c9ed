/** Where a database is, in the two forms that drivers take. */
export interface DatabaseLocation {
  /** Absolute path, for better-sqlite3. */
  readonly path: string;
  /** `file:` URL of the same file, for drivers that want one. */
  readonly url: string;
}

/** Marks a {@link MigratorSource}. Registered, since a configuration may be loaded with another copy of this module. */
export const MIGRATOR_SOURCE: unique symbol = Symbol.for("picklejar.migrator-source");

/** A migrator in code, for `migrations`. The helpers of `@picklejar/core/migrators` make it. */
export interface MigratorSource {
  /** The library, for messages: `Knex`. */
  readonly [MIGRATOR_SOURCE]: string;
  /** The function of the project that makes the library's instance. */
  readonly factory: (location: DatabaseLocation) => unknown;
  /** Runs all pending migrations of the database at a location, and closes it. `database` is its name in the configuration. */
  readonly migrate: (location: DatabaseLocation, database: string) => Promise<void>;
}

/** Whether the value of `migrations` came from a helper. */
export function isMigratorSource(value: unknown): value is MigratorSource {
  return typeof value === "object" && value !== null && MIGRATOR_SOURCE in value;
}
