import { PicklejarError } from "./picklejar-error.js";

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
