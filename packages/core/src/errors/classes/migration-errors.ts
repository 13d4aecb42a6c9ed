import { adviseOnSqlError } from "./advise-on-sql-error.js";
import { nameErrors, PicklejarError } from "../picklejar-error.js";
import { firstLineOf } from "../message-of.js";

/** The failed statement of a migration. */
export interface StatementLocation {
  /** From 1. */
  readonly line: number;
  /** On one line, and cut if it is long. */
  readonly statement: string;
}

/** The facts about a failed migration. */
export interface MigrationFailure {
  readonly migration: string;
  readonly path: string | undefined;
  readonly direction: "up" | "down";
  readonly applied: readonly string[];
  readonly databasePath: string;
  /** Name of the configuration's database whose template was being built: it is discarded. */
  readonly templateOf?: string | undefined;
  readonly rolledBack: boolean;
  /** Whether the ledger says that it ran (or was reverted): it failed after its commit. */
  readonly isRecorded: boolean;
  readonly switchesForeignKeysOn: boolean;
  /** Absent if no statement of its SQL failed, but a COMMIT or a function. */
  readonly location?: StatementLocation | undefined;
}

/** A migration did not complete. */
abstract class IncompleteMigrationError extends PicklejarError {
  /** Name of the migration, as in the ledger. */
  readonly migration: string;

  readonly direction: "up" | "down";

  /** Names of the migrations that ran (or were reverted) before it in this call, in that order. They stay. */
  readonly applied: readonly string[];

  /** Absolute path of the database, or `:memory:`. That of an unfinished template is gone. */
  readonly databasePath: string;

  /** Whether nothing of it is left. `false` if it controls transactions itself and committed before it failed, or failed after its commit. */
  readonly rolledBack: boolean;

  constructor(failure: MigrationFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.migration = failure.migration;
    this.direction = failure.direction;
    this.applied = failure.applied;
    this.databasePath = failure.databasePath;
    this.rolledBack = failure.rolledBack;
  }
}

/** A migration threw. Its own error is the `cause`, unaltered. */
export class MigrationError extends IncompleteMigrationError {
  override readonly code = "MIGRATION_FAILED";

  /** Line of the failed statement in its file (or in its SQL, if that is given in code), from 1; `undefined` if no statement failed. */
  readonly line: number | undefined;

  /** The failed statement, on one line and cut after 200 characters; `undefined` if none failed. */
  readonly statement: string | undefined;

  constructor(failure: MigrationFailure, cause: unknown) {
    const { location } = failure;
    const where = location === undefined ? "" : `, in: ${location.statement}`;
    const advice = adviseOnSqlError(cause);
    super(
      failure,
      `Migration ${described(failure)} failed (${failure.direction}): ${firstLineOf(cause)}${where}. ` +
        `${advice === undefined ? "" : `${advice}. `}${whatNow(failure)}`,
      { cause },
    );
    this.line = location?.line;
    this.statement = location?.statement;
  }
}

/** A row of `PRAGMA foreign_key_check`. */
export interface ForeignKeyViolation {
  readonly table: string;
  /** `null` in a table WITHOUT ROWID. */
  readonly rowid: number | null;
  readonly parent: string;
}

/** After a migration, rows point nowhere that did not before. */
export class ForeignKeyViolationError extends IncompleteMigrationError {
  override readonly code = "FOREIGN_KEY_VIOLATION";

  /** The first hundred that are new. */
  readonly violations: readonly ForeignKeyViolation[];

  constructor(failure: MigrationFailure, violations: readonly ForeignKeyViolation[]) {
    const count = violations.length;
    const first = violations[0];
    const example =
      first === undefined
        ? ""
        : `, for example row ${first.rowid ?? "?"} of "${first.table}", which refers to "${first.parent}"`;
    super(
      failure,
      `Migration ${described(failure)} (${failure.direction}) leaves ${count} ${count === 1 ? "row" : "rows"} that ` +
        `${count === 1 ? "points" : "point"} nowhere${example}. ${cureForRows(failure)} ${whatNow(failure)}`,
    );
    this.violations = violations.slice(0, 100).map(({ table, rowid, parent }) => ({ table, rowid, parent }));
  }
}

/** A migration to revert has no way down. Nothing was reverted. */
export class MigrationIrreversibleError extends PicklejarError {
  override readonly code = "MIGRATION_IRREVERSIBLE";

  /** Names of those without a way down. */
  readonly migrations: readonly string[];

  readonly databasePath: string;

  constructor(databasePath: string, migrations: readonly string[]) {
    super(
      `Migration ${migrations.map((name) => `"${name}"`).join(", ")} cannot be reverted in "${databasePath}": it has no down. ` +
        "Write one, or restore a backup.",
    );
    this.databasePath = databasePath;
    this.migrations = migrations;
  }
}

/** All migrations ran, and some of them make tables, but no table is left: one of them also ran its way down. */
export class MigrationsLeftNoTableError extends PicklejarError {
  override readonly code = "MIGRATIONS_LEFT_NO_TABLE";

  /** Names of the migrations that ran in this call, in that order. */
  readonly applied: readonly string[];

  /** Absolute path of the database, or `:memory:`. That of an unfinished template is gone. */
  readonly databasePath: string;

  /** @param templateOf name of the configuration's database whose template was being built, at a path that is gone now */
  constructor(applied: readonly string[], databasePath: string, templateOf?: string) {
    const shown = applied.slice(-MAX_NAMES).map((name) => `"${name}"`);
    const names = `${applied.length > MAX_NAMES ? "… " : ""}${shown.join(", ")}`;
    const where = templateOf === undefined ? `"${databasePath}"` : `the template of database "${templateOf}"`;
    super(
      `All migrations ran in ${where}, but no table is left. In this call: ${names}. One of them probably runs its way down ` +
        "as well: a section of the same file, or a separate file that is not recognised as one. " +
        "Split such a file into .up.sql and .down.sql, or list the file that goes down under ignore.",
    );
    this.applied = applied;
    this.databasePath = databasePath;
  }
}

nameErrors({ MigrationError, ForeignKeyViolationError, MigrationIrreversibleError, MigrationsLeftNoTableError });

const MAX_NAMES = 10;

function cureForRows({ switchesForeignKeysOn }: MigrationFailure): string {
  return switchesForeignKeysOn
    ? "It switches foreign keys on after the statement that made those rows, or they have no ON DELETE and ON UPDATE that would help: change those rows too."
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
    return "All before that statement is committed, and the ledger has it: it does not run again. Do the rest by hand.";
  }
  return rolledBack
    ? `It was rolled back${before}: correct it and run again.`
    : `It controls transactions itself, and part of it is committed${before}: repair the database by hand before you run it again.`;
}
