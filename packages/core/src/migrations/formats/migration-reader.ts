import type { LocationListing } from "../files/list-files.js";
import type { ResolvedMigration } from "../files/resolved-migration.js";
import type { MigrationFormat, MigrationSource } from "../migration-source.js";

/** One format of migrations: recognises its files, reads them, and knows the ledger of the tool that owns it. */
export interface MigrationReader {
  /** Its name in the option `format`. */
  readonly format: MigrationFormat;
  /** Says by what all of these files are recognised, for people; `undefined` when one of them may be of another format. */
  recognise(listings: readonly LocationListing[]): string | undefined;
  /**
   * Reads the migrations in the order in which they run. Loads no module, and waits for nothing: the fingerprint needs them first of all.
   *
   * @throws `MIGRATION_FILE_UNKNOWN`, `MIGRATION_DUPLICATE`, `MIGRATION_ORDER_AMBIGUOUS`, `MIGRATION_UNREADABLE`
   */
  read(listings: readonly LocationListing[], options: ReadOptions): readonly ResolvedMigration[];
  /** The ledger of the tool that owns the format; absent for picklejar's own. */
  readonly ledger?: ForeignLedger;
}

export interface ReadOptions {
  /** The option; where it is not given, a format of picklejar's own refuses names that could be meant in two orders. */
  readonly order: MigrationSource["order"];
  /** Whether the option `format` names this format: it then may believe what names alone do not prove. */
  readonly isAskedFor: boolean;
}

/** A ledger that another tool keeps, and looks into when the application calls it. */
export interface ForeignLedger {
  /** The tool's name, for people. */
  readonly tool: string;
  /** The table's name unless the project renamed it. */
  readonly table: string;
}
