import { nameErrors, PicklejarError } from "../picklejar-error.js";

/** The facts about a migrator in code that failed. */
export interface MigratorFailure {
  /** The library: `Knex`. */
  readonly migrator: string;
  /** Name of the database in the configuration. */
  readonly database: string;
  readonly migration?: string | undefined;
}

/** A migrator in code (Knex, Kysely, TypeORM, MikroORM, umzug) did not migrate a database. The library's own error is the `cause`, unaltered. */
export class MigratorError extends PicklejarError {
  override readonly code = "MIGRATOR_FAILED";

  /** The library: `Knex`. */
  readonly migrator: string;

  /** Name of the database in the configuration. */
  readonly database: string;

  /** Name of the migration that failed; `undefined` if none did, or the library does not say which. */
  readonly migration: string | undefined;

  /** @param problem a clause, and what to do */
  constructor({ migrator, database, migration }: MigratorFailure, problem: string, options?: ErrorOptions) {
    super(`${migrator} did not migrate the database "${database}": ${problem}`, options);
    this.migrator = migrator;
    this.database = database;
    this.migration = migration;
  }
}

nameErrors({ MigratorError });
