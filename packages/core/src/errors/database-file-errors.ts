import { PicklejarError } from "./picklejar-error.js";

/** What is at the path is no SQLite database. It was left as it was. */
export class NotADatabaseError extends PicklejarError {
  override readonly code = "NOT_A_DATABASE";

  /** Absolute. */
  readonly path: string;

  static {
    this.prototype.name = "NotADatabaseError";
  }

  constructor(path: string, cause: unknown) {
    super(
      `"${path}" is not a SQLite database, or a damaged one. It was left as it is: give another path, or restore a backup.`,
      {
        cause,
      },
    );
    this.path = path;
  }
}

/** The folder that the database should be made in does not exist. */
export class ParentFolderMissingError extends PicklejarError {
  override readonly code = "PARENT_FOLDER_MISSING";

  /** Absolute path of the folder. */
  readonly directory: string;

  /** Absolute path of the database. */
  readonly path: string;

  static {
    this.prototype.name = "ParentFolderMissingError";
  }

  constructor(directory: string, path: string, cause?: unknown) {
    super(`"${path}" cannot be made, since there is no folder "${directory}". Make the folder first, or correct the path.`, {
      cause,
    });
    this.directory = directory;
    this.path = path;
  }
}

/** A baseline was asked for, and there is no database to have one. */
export class DatabaseMissingError extends PicklejarError {
  override readonly code = "DATABASE_MISSING";

  /** Absolute. */
  readonly path: string;

  static {
    this.prototype.name = "DatabaseMissingError";
  }

  constructor(path: string) {
    super(
      `There is no database "${path}" to give a baseline. Correct the path; initOrUpgrade makes a new database, without a baseline.`,
    );
    this.path = path;
  }
}
