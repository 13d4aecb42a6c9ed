import type { LocationListing } from "../files/list-files.js";
import type { ResolvedMigration } from "../files/resolved-migration.js";
import type { MigrationFormat, MigrationSource } from "../migration-source.js";

/** One format of migrations. */
export interface MigrationReader {
  /** Its name in the option `format`. */
  readonly format: MigrationFormat;
  /** Says how all of these files are recognised, for people; `undefined` if one of them may be of another format. */
  recognise(listings: readonly LocationListing[]): string | undefined;
  /**
   * Reads the migrations in the order in which they run. Synchronous and without loading modules, because the fingerprint needs them first.
   *
   * @throws `MIGRATION_FILE_UNKNOWN`, `MIGRATION_DUPLICATE`, `MIGRATION_ORDER_AMBIGUOUS`, `MIGRATION_UNREADABLE`
   */
  read(listings: readonly LocationListing[], options: ReadOptions): readonly ResolvedMigration[];
}

export interface ReadOptions {
  /** The option; without it, names that could be meant in two orders are refused. */
  readonly order: MigrationSource["order"];
  /** Whether the option `format` names this format: then it may accept what names alone do not prove. */
  readonly isAskedFor: boolean;
}
