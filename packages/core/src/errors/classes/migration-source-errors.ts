import { nameErrors, PicklejarError } from "../picklejar-error.js";

/** A folder of migrations is missing or empty, a glob matches nothing, or the list in code is empty. */
export class MigrationsNotFoundError extends PicklejarError {
  override readonly code = "MIGRATIONS_NOT_FOUND";

  /** Absolute folder or glob; absent for migrations in code. */
  readonly location: string | undefined;

  /** @param cure a sentence */
  constructor(location: string | undefined, problem: string, cure: string) {
    super(`${problem}. ${cure}`);
    this.location = location;
  }
}

/** A file among the migrations has the extension of one, but fits no format. */
export class MigrationFileUnknownError extends PicklejarError {
  override readonly code = "MIGRATION_FILE_UNKNOWN";

  /** Absolute. */
  readonly path: string;

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

  constructor(path: string, problem: string, cause: unknown) {
    super(`Cannot read "${shortened(path)}": ${problem}. Correct that, or list it under ignore.`, { cause });
    this.path = path;
  }
}

/** The order of the migrations by name differs from that by number or version, or from the given list. */
export class MigrationOrderAmbiguousError extends PicklejarError {
  override readonly code = "MIGRATION_ORDER_AMBIGUOUS";

  /** Two names whose order is ambiguous, sorted by code unit. */
  readonly names: readonly [string, string];

  constructor(first: string, second: string, basis: "name" | "list" | "journal") {
    super(
      basis === "journal"
        ? describeSkipped(first, second)
        : basis === "name"
          ? `The order of the migrations is ambiguous: "${first}" comes before "${second}" by name, and after it by number (without ` +
            `numbers: if case is ignored). Set order: "natural" to sort by number, or order: "name" to sort by name.`
          : `The order of the migrations is ambiguous: "${first}" comes before "${second}" by name, and after it in the list ` +
            `migrations. Migrations run in the order of their names: rename them, or change the list, or set ` +
            `order: "name" if the order of the list means nothing.`,
    );
    this.names = [first, second];
  }
}

/** Two migrations have one name, or a migration has two files for one direction. */
export class MigrationDuplicateError extends PicklejarError {
  override readonly code = "MIGRATION_DUPLICATE";

  /** The name or the version that occurs twice. */
  readonly migration: string;

  /** Absolute paths of the files; empty for migrations given in code. */
  readonly paths: readonly string[];

  /** @param cure a sentence, without its full stop */
  constructor(migration: string, problem: string, paths: readonly string[], cure = "Rename or remove all but one") {
    const files = paths.length === 0 ? "" : `: ${paths.map((path) => `"${path}"`).join(", ")}`;
    super(`${problem}${files}. ${cure}.`);
    this.migration = migration;
    this.paths = paths;
  }
}

/** A file or folder breaks the rules of the tool that owns its format, which would refuse it as well, or ignore it. */
export class MigrationFormatError extends PicklejarError {
  override readonly code = "MIGRATION_FORMAT_INVALID";

  /** Absolute. */
  readonly path: string;

  /** @param cure a sentence, without its full stop */
  constructor(path: string, problem: string, cure: string, options?: ErrorOptions) {
    super(`"${path}": ${problem}. ${cure}.`, options);
    this.path = path;
  }
}

/** The migrations may be of several formats, each with its own order and ledger. */
export class MigrationFormatAmbiguousError extends PicklejarError {
  override readonly code = "MIGRATION_FORMAT_AMBIGUOUS";

  /** Absolute folder. */
  readonly location: string;

  /** The values of `format` that fit. */
  readonly formats: readonly string[];

  constructor(location: string, readings: readonly { readonly format: string; readonly reason: string }[]) {
    const described = readings.map(({ format, reason }) => `"${format}" (${reason})`).join(" or ");
    super(`The migrations in "${location}" may be of format ${described}. Set the option format to the right one.`);
    this.location = location;
    this.formats = readings.map(({ format }) => format);
  }
}

nameErrors({
  MigrationsNotFoundError,
  MigrationFileUnknownError,
  MigrationUnreadableError,
  MigrationOrderAmbiguousError,
  MigrationDuplicateError,
  MigrationFormatError,
  MigrationFormatAmbiguousError,
});

function describeSkipped(newer: string, older: string): string {
  return (
    `The journal gives "${older}" a time (when) that is not later than that of "${newer}" before it: Drizzle would skip "${older}" without a ` +
    `word in every database that has "${newer}". Give it a later when in meta/_journal.json, or set order: "name" to accept the journal as it is.`
  );
}

/** A path may be too long for the system, and then for a message. */
function shortened(path: string): string {
  return path.length <= MAX_SHOWN ? path : `${path.slice(0, MAX_SHOWN)}…`;
}

const MAX_SHOWN = 1000;
