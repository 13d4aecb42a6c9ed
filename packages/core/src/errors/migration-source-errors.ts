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

  constructor(path: string, reason: string) {
    super(`"${path}" is not a migration: ${reason}. Rename it, move it out of the folder, or list it under ignore.`);
    this.path = path;
  }
}

/** Sorted by code unit and sorted as people count, the migrations come in different orders. */
export class MigrationOrderAmbiguousError extends PicklejarError {
  override readonly code = "MIGRATION_ORDER_AMBIGUOUS";

  /** Two names whose order is in question, by code unit. */
  readonly names: readonly [string, string];

  static {
    this.prototype.name = "MigrationOrderAmbiguousError";
  }

  constructor(first: string, second: string) {
    super(
      `The order of the migrations is ambiguous: "${first}" comes before "${second}" by name, and after it by number. ` +
        `Say order: "natural" to sort by number, or order: "name" to sort by name.`,
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

  constructor(migration: string, problem: string, paths: readonly string[]) {
    const files = paths.length === 0 ? "" : `: ${paths.map((path) => `"${path}"`).join(", ")}`;
    super(`${problem}${files}. Rename or remove all but one.`);
    this.migration = migration;
    this.paths = paths;
  }
}
