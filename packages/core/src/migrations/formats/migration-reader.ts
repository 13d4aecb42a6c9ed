import type { LocationListing } from "../files/list-files.js";
import type { ResolvedMigration } from "../files/resolved-migration.js";
import type { ForeignLedger } from "../foreign/foreign-ledger.js";
import type { MigrationFormat, MigrationSource } from "../migration-source.js";

/** One format of migrations. */
export interface MigrationReader {
  /** Its name in the option `format`. */
  readonly format: MigrationFormat;
  /** The ledger of the tool that owns the format; absent if no tool does. */
  readonly ledger?: ForeignLedger;
  /** Whether one file holds both ways, which the reader divides by the tool's marks. */
  readonly dividesFiles?: boolean;
  /** The order of the format, if it says which. */
  readonly order?: "name" | "natural";
  /** Says how all of these files are recognised, for people; `undefined` if one of them may be of another format. */
  recognise(listings: readonly LocationListing[], readText: ReadText): string | undefined;
  /**
   * Reads the migrations in the order in which they run. Synchronous and without loading modules, because the fingerprint needs them first.
   *
   * @throws `MIGRATION_FILE_UNKNOWN`, `MIGRATION_FORMAT_INVALID`, `MIGRATION_DUPLICATE`, `MIGRATION_ORDER_AMBIGUOUS`, `MIGRATION_UNREADABLE`
   */
  read(listings: readonly LocationListing[], options: ReadOptions): readonly ResolvedMigration[];
  /** The name that the tool's own configuration gives its ledger's table, if that is data. */
  configuredTable?(listings: readonly LocationListing[]): string | undefined;
  /** Absolute paths of further files that decide what the migrations are, such as a lock file. */
  companions?(listings: readonly LocationListing[]): readonly string[];
}

/** Reads a file at an absolute path, each once. */
export type ReadText = (path: string) => string;

export interface ReadOptions {
  /** The option; without it, names that could be meant in two orders are refused. */
  readonly order: MigrationSource["order"];
  /** Whether the option `format` names this format: then it may accept what names alone do not prove. */
  readonly isAskedFor: boolean;
  readonly readText: ReadText;
}
