import type { Database } from "../sqlite/load-sqlite.js";

/** The argument of a migration function: umzug's signature. */
export interface MigrationParameters {
  /** Name of the migration, as in the ledger. */
  readonly name: string;
  /** Absolute path of its file; absent for a migration given in code. */
  readonly path?: string;
  /** The open database, inside the migration's transaction. */
  readonly context: Database;
}

/** One direction of a migration in code. It may be asynchronous. */
export type MigrationFunction = (parameters: MigrationParameters) => unknown;

/** A migration given in code, as SQL or functions. */
export interface Migration {
  /** Its name in the ledger; unique, and the sort key. */
  readonly name: string;
  readonly up: string | MigrationFunction;
  readonly down?: string | MigrationFunction;
}
