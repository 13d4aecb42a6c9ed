import { nameErrors, PicklejarError } from "../picklejar-error.js";

/** A database's ledger does not fit the code's migrations. The database is unchanged. */
abstract class LedgerError extends PicklejarError {
  /** Absolute path of the database. */
  readonly databasePath: string;

  /** Names of the migrations in question, in order. */
  readonly migrations: readonly string[];

  constructor(databasePath: string, migrations: readonly string[], message: string) {
    super(message);
    this.databasePath = databasePath;
    this.migrations = migrations;
  }
}

/** A migration was edited after it ran. */
export class MigrationChangedError extends LedgerError {
  override readonly code = "MIGRATION_CHANGED";

  /** Absolute paths of the edited files; empty for migrations given in code. */
  readonly paths: readonly string[];

  constructor(databasePath: string, migrations: readonly string[], paths: readonly string[]) {
    const subject = paths.length > 0 ? listed(paths) : `Migration ${listed(migrations)}`;
    super(
      databasePath,
      migrations,
      `${subject} changed after it ran in "${databasePath}". Restore its old text, and put the change into a new migration.`,
    );
    this.paths = paths;
  }
}

/** The ledger names a migration that the code no longer has, though it has later ones. */
export class MigrationMissingError extends LedgerError {
  override readonly code = "MIGRATION_MISSING";

  constructor(databasePath: string, migrations: readonly string[], looked: string) {
    super(
      databasePath,
      migrations,
      `Migration ${listed(migrations)} ran in "${databasePath}", and is no longer in ${looked}. ` +
        "Restore it under its old name.",
    );
  }
}

/** A migration that has not run yet sorts before one that has. */
export class MigrationOutOfOrderError extends LedgerError {
  override readonly code = "MIGRATION_OUT_OF_ORDER";

  /** Name of the last migration that ran. */
  readonly lastExecuted: string;

  /** Absolute paths of the files; empty for migrations given in code. */
  readonly paths: readonly string[];

  constructor(
    databasePath: string,
    migrations: readonly string[],
    paths: readonly string[],
    {
      lastExecuted,
      cure = "Rename it so that it sorts last",
    }: { readonly lastExecuted: string; readonly cure?: string | undefined },
  ) {
    const subject = paths.length > 0 ? listed(paths) : `Migration ${listed(migrations)}`;
    super(
      databasePath,
      migrations,
      `${subject} did not run in "${databasePath}", and sorts before "${lastExecuted}", which did. ${cure}.`,
    );
    this.lastExecuted = lastExecuted;
    this.paths = paths;
  }
}

/** The database was migrated by a newer version of the code. */
export class DatabaseNewerError extends LedgerError {
  override readonly code = "DATABASE_NEWER";

  constructor(databasePath: string, migrations: readonly string[]) {
    super(
      databasePath,
      migrations,
      `"${databasePath}" is from a newer version of the code: ${listed(migrations)} ran in it, which this version does not have. ` +
        "Run the newer version, or restore a backup made before it.",
    );
  }
}

/** The database has tables but no ledger: something else made it. */
export class DatabaseWithoutLedgerError extends LedgerError {
  override readonly code = "DATABASE_WITHOUT_LEDGER";

  constructor(databasePath: string, reason: string) {
    super(
      databasePath,
      [],
      `"${databasePath}" ${reason}, so it is unknown which migrations it has. If you meant another database, correct the ` +
        "path. If it is the right one, name the last migration that it has: new MigrationRunner({ … }).baseline(path, name).",
    );
  }
}

/** The facts about a table that is not the ledger it should be. */
export interface ForeignTable {
  readonly table: string;
  /** Name of the tool whose ledger was expected. */
  readonly owner: string;
  readonly found: readonly string[];
  /** Columns that the ledger of that tool has. */
  readonly columns: readonly string[];
}

/** The database has the ledger of another tool than the one whose ledger was asked for. */
export class LedgerForeignError extends LedgerError {
  override readonly code = "LEDGER_FOREIGN";

  /** Name of the table. */
  readonly table: string;

  constructor(databasePath: string, facts: ForeignTable | OtherLedger) {
    super(databasePath, [], `"${databasePath}" ${"owner" in facts ? describeTable(facts) : describeOther(facts)}`);
    this.table = facts.table;
  }
}

/** The facts about a ledger that is there, but was not asked for. */
export interface OtherLedger {
  readonly table: string;
  /** Whose ledger it is. */
  readonly foundOf: string;
  /** Whose ledger was asked for. */
  readonly wanted: string;
  /** A sentence. */
  readonly cure: string;
}

/** A migration of another tool failed in the database, or is running. The tool itself would not go on either. */
export class LedgerUnfinishedError extends LedgerError {
  override readonly code = "LEDGER_UNFINISHED";

  /** Name of the ledger's table. */
  readonly table: string;

  /** @param cure a sentence, without its full stop */
  constructor(
    databasePath: string,
    {
      table,
      migration,
      problem,
      cure,
    }: { readonly table: string; readonly migration: string; readonly problem: string; readonly cure: string },
  ) {
    super(databasePath, [migration], `Migration "${migration}" did not finish in "${databasePath}": ${problem}. ${cure}.`);
    this.table = table;
  }
}

/** `baseline` was called for a database whose ledger has entries. */
export class LedgerNotEmptyError extends LedgerError {
  override readonly code = "LEDGER_NOT_EMPTY";

  constructor(databasePath: string, migrations: readonly string[]) {
    super(
      databasePath,
      migrations,
      `"${databasePath}" needs no baseline: its ledger says that ${migrations.length} migrations ran, the last one ` +
        `"${migrations.at(-1) ?? ""}". Run initOrUpgrade.`,
    );
  }
}

nameErrors({
  MigrationChangedError,
  MigrationMissingError,
  MigrationOutOfOrderError,
  DatabaseNewerError,
  DatabaseWithoutLedgerError,
  LedgerNotEmptyError,
  LedgerForeignError,
  LedgerUnfinishedError,
});

function describeTable({ table, owner, found, columns }: ForeignTable): string {
  return (
    `has a table "${table}" that is not ${owner}'s: its columns are ${found.join(", ")} in place of ${columns.join(", ")}. ` +
    "Set format to the tool that made the database, or ledgerTable to the ledger's name."
  );
}

function describeOther({ table, foundOf, wanted, cure }: OtherLedger): string {
  return `has the ledger "${table}" of ${foundOf}, and that of ${wanted} was asked for. ${cure}`;
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => `"${name}"`);
  return names.length > 3 ? `${shown.join(", ")} and ${names.length - 3} more` : shown.join(", ");
}
