import type { Database } from "../sqlite/load-sqlite.js";

/** What a migration written in code is called with: umzug's signature. */
export interface MigrationParameters {
  /** Name of the migration, as in the ledger. */
  readonly name: string;
  /** Absolute path of its file; absent for a migration given in code. */
  readonly path?: string;
  /** The open database, inside the migration's transaction. */
  readonly context: Database;
}

/** One direction of a migration written in code. It may be asynchronous. */
export type MigrationFunction = (parameters: MigrationParameters) => unknown;

/** A migration given in code: SQL text or functions. */
export interface Migration {
  /** Its name in the ledger; unique, and the sort key. */
  readonly name: string;
  readonly up: string | MigrationFunction;
  readonly down?: string | MigrationFunction;
}
