import { adviseOnSqlError } from "./advise-on-sql-error.js";
import { PicklejarError } from "./picklejar-error.js";
import { firstLineOf } from "./message-of.js";

/** The statement at which a migration failed. */
export interface StatementLocation {
  /** Counted from 1. */
  readonly line: number;
  /** On one line, and cut where it is long. */
  readonly statement: string;
}

/** What a failed migration has to say about itself. */
export interface MigrationFailure {
  readonly migration: string;
  readonly path: string | undefined;
  readonly direction: "up" | "down";
  readonly applied: readonly string[];
  readonly databasePath: string;
  /** Name of the configuration's database whose template was being built: thrown away now. */
  readonly templateOf?: string | undefined;
  readonly rolledBack: boolean;
  /** Whether the ledger says that it ran (or was reverted): it failed after its commit. */
  readonly isRecorded: boolean;
  /** Whether its SQL switches foreign keys on somewhere. */
  readonly switchesForeignKeysOn: boolean;
  /** Absent where no statement of its SQL failed: at a COMMIT, or in a function. */
  readonly location?: StatementLocation | undefined;
}

/** A migration threw. Its own error is the `cause`, unaltered. */
export class MigrationError extends PicklejarError {
  override readonly code = "MIGRATION_FAILED";

  /** Name of the migration that threw, as in the ledger. */
  readonly migration: string;

  readonly direction: "up" | "down";

  /** Names of the migrations that ran (or were reverted) before it in this call, in that order. They stay. */
  readonly applied: readonly string[];

  /** Absolute path of the database, or `:memory:`. That of an unfinished template is gone. */
  readonly databasePath: string;

  /** Whether nothing is left of it. `false` when it controls transactions itself and committed before it failed, or failed after its commit. */
  readonly rolledBack: boolean;

  /** Line of its file (or of its SQL, where that is given in code) at which a statement failed, from 1; `undefined` where none did. */
  readonly line: number | undefined;

  /** The statement that failed, on one line and cut after 200 characters; `undefined` where none did. */
  readonly statement: string | undefined;

  static {
    this.prototype.name = "MigrationError";
  }

  constructor(failure: MigrationFailure, cause: unknown) {
    const { location } = failure;
    const where = location === undefined ? "" : `, in: ${location.statement}`;
    const advice = adviseOnSqlError(cause);
    super(
      `Migration ${described(failure)} failed (${failure.direction}): ${firstLineOf(cause)}${where}. ` +
        `${advice === undefined ? "" : `${advice}. `}${whatNow(failure)}`,
      { cause },
    );
    this.line = location?.line;
    this.statement = location?.statement;
    this.migration = failure.migration;
    this.direction = failure.direction;
    this.applied = failure.applied;
    this.databasePath = failure.databasePath;
    this.rolledBack = failure.rolledBack;
  }
}

/** A row of `PRAGMA foreign_key_check`. */
export interface ForeignKeyViolation {
  readonly table: string;
  /** `null` in a table WITHOUT ROWID. */
  readonly rowid: number | null;
  readonly parent: string;
}

/** A migration left rows that point nowhere, which did not before. */
export class ForeignKeyViolationError extends PicklejarError {
  override readonly code = "FOREIGN_KEY_VIOLATION";

  readonly migration: string;

  readonly direction: "up" | "down";

  readonly applied: readonly string[];

  readonly databasePath: string;

  readonly rolledBack: boolean;

  /** The first hundred that are new. */
  readonly violations: readonly ForeignKeyViolation[];

  static {
    this.prototype.name = "ForeignKeyViolationError";
  }

  constructor(failure: MigrationFailure, violations: readonly ForeignKeyViolation[]) {
    const count = violations.length;
    const first = violations[0];
    const example = first === undefined ? "" : `, as row ${first.rowid ?? "?"} of "${first.table}" does into "${first.parent}"`;
    super(
      `Migration ${described(failure)} (${failure.direction}) leaves ${count} ${count === 1 ? "row" : "rows"} that ` +
        `${count === 1 ? "points" : "point"} nowhere${example}. ${cureForRows(failure)} ${whatNow(failure)}`,
    );
    this.migration = failure.migration;
    this.direction = failure.direction;
    this.applied = failure.applied;
    this.databasePath = failure.databasePath;
    this.rolledBack = failure.rolledBack;
    this.violations = violations.slice(0, 100).map(({ table, rowid, parent }) => ({ table, rowid, parent }));
  }
}

/** A migration that should be reverted has no way down. Nothing was reverted. */
export class MigrationIrreversibleError extends PicklejarError {
  override readonly code = "MIGRATION_IRREVERSIBLE";

  /** Names of those that have no way down. */
  readonly migrations: readonly string[];

  readonly databasePath: string;

  static {
    this.prototype.name = "MigrationIrreversibleError";
  }

  constructor(databasePath: string, migrations: readonly string[]) {
    super(
      `Migration ${migrations.map((name) => `"${name}"`).join(", ")} cannot be reverted in "${databasePath}": it has no down. ` +
        "Write one, or restore a backup.",
    );
    this.databasePath = databasePath;
    this.migrations = migrations;
  }
}

/** All migrations ran, some of them make tables, and not one table is left: one of them also ran its way down. */
export class MigrationsLeftNoTableError extends PicklejarError {
  override readonly code = "MIGRATIONS_LEFT_NO_TABLE";

  /** Names of the migrations that ran in this call, in that order. */
  readonly applied: readonly string[];

  /** Absolute path of the database, or `:memory:`. That of an unfinished template is gone. */
  readonly databasePath: string;

  static {
    this.prototype.name = "MigrationsLeftNoTableError";
  }

  /** @param templateOf name of the configuration's database whose template was being built, at a path that is gone now */
  constructor(applied: readonly string[], databasePath: string, templateOf?: string) {
    const shown = applied.slice(-MAX_NAMES).map((name) => `"${name}"`);
    const names = `${applied.length > MAX_NAMES ? "… " : ""}${shown.join(", ")}`;
    const where = templateOf === undefined ? `"${databasePath}"` : `the template of database "${templateOf}"`;
    super(
      `All migrations ran in ${where}, and not one table is left. In this call: ${names}. One of them probably runs its way down ` +
        "as well: a section of the same file, or a file of its own that is not recognised as one. " +
        "Split such a file into .up.sql and .down.sql, or list the file that goes down under ignore.",
    );
    this.applied = applied;
    this.databasePath = databasePath;
  }
}

const MAX_NAMES = 10;

function cureForRows({ switchesForeignKeysOn }: MigrationFailure): string {
  return switchesForeignKeysOn
    ? "It switches foreign keys on, but not before what made those rows, or they have no ON DELETE and ON UPDATE that would help: change those rows too."
    : "Foreign keys are off while a migration runs, so ON DELETE and ON UPDATE do nothing: change those rows too, or begin an SQL file with " +
        "PRAGMA foreign_keys = ON.";
}

function described({ migration, path, databasePath, templateOf, location }: MigrationFailure): string {
  const where = templateOf === undefined ? `"${databasePath}"` : `the template of database "${templateOf}"`;
  const line = location === undefined ? [] : [`line ${location.line}`];
  const place = [...(path === undefined ? [] : [`"${path}"`]), ...line].join(", ");
  return `"${migration}"${place === "" ? "" : ` (${place})`} in ${where}`;
}

function whatNow({ rolledBack, isRecorded, applied, templateOf }: MigrationFailure): string {
  if (templateOf !== undefined) return "No template was made: correct it and run again.";
  const before = applied.length === 0 ? "" : ` (${applied.length} before it in this call stay)`;
  if (isRecorded) {
    return "All before that statement is committed, and the ledger has it: it does not run again. Do by hand what the rest was to do.";
  }
  return rolledBack
    ? `It was rolled back${before}: correct it and run again.`
    : `It controls transactions itself, and part of it is committed${before}: bring the database in order by hand before running again.`;
}
