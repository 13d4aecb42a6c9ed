import { PicklejarError } from "./picklejar-error.js";

/** A folder of migrations is missing or holds none, a glob matches none, or the list in code is empty. */
export class MigrationsNotFoundError extends PicklejarError {
  override readonly code = "MIGRATIONS_NOT_FOUND";

  /** Absolute folder or glob; absent when the migrations were to be given in code. */
  readonly location: string | undefined;

  static {
    this.prototype.name = "MigrationsNotFoundError";
  }

  /** @param cure a sentence */
  constructor(location: string | undefined, problem: string, cure: string) {
    super(`${problem}. ${cure}`);
    this.location = location;
  }
}

/** A file among the migrations that has the extension of one, and fits no format. */
export class MigrationFileUnknownError extends PicklejarError {
  override readonly code = "MIGRATION_FILE_UNKNOWN";

  /** Absolute. */
  readonly path: string;

  static {
    this.prototype.name = "MigrationFileUnknownError";
  }

  /** @param cure a sentence, without its full stop */
  constructor(path: string, reason: string, cure = "Rename it, move it out of the folder, or list it under ignore") {
    super(`"${path}" is not a migration: ${reason}. ${cure}.`);
    this.path = path;
  }
}

/** A file or folder among the migrations cannot be read. The system's own error is the `cause`. */
export class MigrationUnreadableError extends PicklejarError {
  override readonly code = "MIGRATION_UNREADABLE";

  /** Absolute. */
  readonly path: string;

  static {
    this.prototype.name = "MigrationUnreadableError";
  }

  constructor(path: string, problem: string, cause: unknown) {
    super(`Cannot read "${shortened(path)}": ${problem}. Correct that, or list it under ignore.`, { cause });
    this.path = path;
  }
}

/** By name the migrations come in another order than by number or by version, or than in the list that was given. */
export class MigrationOrderAmbiguousError extends PicklejarError {
  override readonly code = "MIGRATION_ORDER_AMBIGUOUS";

  /** Two names whose order is in question, by code unit. */
  readonly names: readonly [string, string];

  static {
    this.prototype.name = "MigrationOrderAmbiguousError";
  }

  /** @param question what the order by name differs from: that of the numbers in the names, or that of the list */
  constructor(first: string, second: string, question: "name" | "list") {
    super(
      question === "name"
        ? `The order of the migrations is ambiguous: "${first}" comes before "${second}" by name, and after it by number (or, ` +
            `without one, whatever the case of letters). Say order: "natural" to sort by number, or order: "name" to sort by name.`
        : `The order of the migrations is ambiguous: "${first}" comes before "${second}" by name, and after it in the list that is ` +
            `given as migrations. Migrations run in the order of their names: rename them, or change the list, or say ` +
            `order: "name" if the order of the list means nothing.`,
    );
    this.names = [first, second];
  }
}

/** Two migrations have one name, or one direction of a migration is there twice. */
export class MigrationDuplicateError extends PicklejarError {
  override readonly code = "MIGRATION_DUPLICATE";

  /** The name, or the version, that is there twice. */
  readonly migration: string;

  /** Absolute paths of the files; empty for migrations given in code. */
  readonly paths: readonly string[];

  static {
    this.prototype.name = "MigrationDuplicateError";
  }

  /** @param cure a sentence, without its full stop */
  constructor(migration: string, problem: string, paths: readonly string[], cure = "Rename or remove all but one") {
    const files = paths.length === 0 ? "" : `: ${paths.map((path) => `"${path}"`).join(", ")}`;
    super(`${problem}${files}. ${cure}.`);
    this.migration = migration;
    this.paths = paths;
  }
}

/** A path may be too long for the system, and for a message. */
function shortened(path: string): string {
  return path.length <= MAX_SHOWN ? path : `${path.slice(0, MAX_SHOWN)}…`;
}

const MAX_SHOWN = 1000;
