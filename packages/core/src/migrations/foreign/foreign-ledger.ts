import type { Database } from "../../sqlite/load-sqlite.js";
import type { ResolvedMigration } from "../files/resolved-migration.js";
import type { MigratedForeignKeys } from "../ledger.js";

/** The ledger of a tool that owns a format of migrations. */
export interface ForeignLedger {
  /** Name of the tool, for people. */
  readonly owner: string;
  /** Name of its table, unless the tool is configured otherwise. */
  readonly table: string;
  /** Its columns, in lower case. Another tool may use a table of the same name. */
  readonly columns: readonly string[];
  /** Columns that a table of the same name has only if it is that of another tool, or another version. */
  readonly otherColumns?: readonly string[];
  /** Columns that are not alike in any two databases: times, durations, random identifiers. */
  readonly volatileColumns: readonly string[];
  /** Whether the tool runs all pending migrations in one transaction. */
  readonly isOneTransaction?: boolean;
  /** What the tool does about foreign keys while it migrates; absent if it leaves them off, as SQLite does. */
  readonly foreignKeys?: MigratedForeignKeys;
  /** Whether the tool takes a migration for older than another; absent if it goes by their order. */
  readonly isOlder?: (migration: ResolvedMigration, than: ResolvedMigration) => boolean;
  /** Whether the tool runs a migration though later ones have run. */
  readonly allowsLate?: boolean;
  /** What to do about such a migration otherwise, as a sentence without its full stop. */
  readonly lateCure?: string;
  /** Whether the key of a row that no migration has is newer than the last migration; absent if names and keys sort alike. */
  readonly isNewer?: (key: string, last: ResolvedMigration) => boolean;
  /** Creates the table, as the tool does; it may be there. `table` is quoted for SQL. */
  create(database: Database, table: string): void;
  /**
   * Reads the rows of migrations that ran.
   *
   * @throws `LEDGER_UNFINISHED` if the tool would not go on either
   */
  read(context: LedgerContext): readonly ForeignRow[];
  insert(context: LedgerContext, migration: ForeignMigration, durationMs: number): void;
  remove(context: LedgerContext, migration: ForeignMigration): void;
}

export interface LedgerContext {
  readonly database: Database;
  /** Name of the table. */
  readonly table: string;
  /** The same, quoted for SQL. */
  readonly quoted: string;
  /** All migrations of the code, in order. */
  readonly migrations: readonly ForeignMigration[];
}

export type ForeignMigration = ResolvedMigration & Required<Pick<ResolvedMigration, "entry">>;

/** A migration that ran, as a ledger has it. */
export interface ForeignRow {
  /** As {@link ForeignMigration.entry} has it. */
  readonly key: string;
  /** Hex; absent if the tool compares none. */
  readonly hash?: string | undefined;
  /** ISO 8601 in UTC. */
  readonly executedAt?: string | undefined;
  readonly durationMs?: number | undefined;
}
