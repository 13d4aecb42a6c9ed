import { PicklejarError } from "./picklejar-error.js";

/** What all errors about one database file carry. */
abstract class DatabaseFileError extends PicklejarError {
  /** Absolute path of the file that the error is about. */
  readonly path: string;

  constructor(path: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.path = path;
  }
}

/** `dispose()` was asked to delete a database that picklejar did not create, or that was replaced since. */
export class DatabaseNotOursError extends DatabaseFileError {
  override readonly code = "DATABASE_NOT_OURS";

  static {
    this.prototype.name = "DatabaseNotOursError";
  }

  constructor(path: string, reason: string) {
    super(path, `"${path}" is not deleted: ${reason}. Delete it yourself if it should go.`);
  }
}

/** There is something at the path that can't be a database: a folder, a device, a socket. */
export class NotAFileError extends DatabaseFileError {
  override readonly code = "NOT_A_FILE";

  static {
    this.prototype.name = "NotAFileError";
  }

  constructor(path: string, kind: string, cause?: unknown) {
    super(path, `"${path}" is ${kind}, not a database file. Give the path of a file.`, cause);
  }
}

/** A log of another database lies beside the path: SQLite would replay it into the new one. */
export class SidecarFoundError extends DatabaseFileError {
  override readonly code = "SIDECAR_FOUND";

  /** Absolute path of the log. */
  readonly sidecarPath: string;

  static {
    this.prototype.name = "SidecarFoundError";
  }

  constructor(path: string, sidecarPath: string) {
    super(
      path,
      `"${sidecarPath}" is left from another database, or belongs to one that is being written; SQLite would replay it into ` +
        `"${path}". Close that database, or delete the file if nothing uses it.`,
    );
    this.sidecarPath = sidecarPath;
  }
}

/**
 * A test's database was an overlay, and its files were changed in a way that an overlay does not allow: what the test read may differ from what it
 * would have read from a plain file.
 */
export class OverlayBypassedError extends DatabaseFileError {
  override readonly code = "OVERLAY_BYPASSED";

  static {
    this.prototype.name = "OverlayBypassedError";
  }

  constructor(path: string) {
    super(
      path,
      `The files of "${path}" were written to, replaced or removed other than through SQLite's locks, so this test may have read wrong rows. ` +
        "The database is an overlay: its file stays as the template, and the test's changes are in the -wal file beside it. " +
        'Set strategy: "copy" in the configuration if your application or its tests restore, replace or edit database files, or open them with a second SQLite library.',
    );
  }
}

/** Another connection kept the file locked for longer than we wait. */
export class DatabaseBusyError extends DatabaseFileError {
  override readonly code = "DATABASE_BUSY";

  /** How long we waited. */
  readonly waitedMs: number;

  static {
    this.prototype.name = "DatabaseBusyError";
  }

  constructor(path: string, waitedMs: number, cause?: unknown) {
    super(
      path,
      `"${path}" is still locked by another connection after ${waitedMs} ms. Close it, or end its transaction.`,
      cause,
    );
    this.waitedMs = waitedMs;
  }
}

/** The storage is full. Nothing that was begun stays. */
export class DiskFullError extends DatabaseFileError {
  override readonly code = "DISK_FULL";

  static {
    this.prototype.name = "DiskFullError";
  }

  constructor(path: string, cause: unknown) {
    super(
      path,
      `No space is left for "${path}". Free some. Scenario databases can go elsewhere: set PICKLEJAR_DIR to a folder with more room.`,
      cause,
    );
  }
}

/** The file or its folder may not be read or written by this user. */
export class PermissionDeniedError extends DatabaseFileError {
  override readonly code = "PERMISSION_DENIED";

  static {
    this.prototype.name = "PermissionDeniedError";
  }

  constructor(path: string, cause: unknown) {
    super(
      path,
      `"${path}" may not be written by this user. Give it, and its folder, write permission, or choose another path.`,
      cause,
    );
  }
}

/** What is at the path is no SQLite database. It was left as it was. */
export class NotADatabaseError extends DatabaseFileError {
  override readonly code = "NOT_A_DATABASE";

  static {
    this.prototype.name = "NotADatabaseError";
  }

  constructor(path: string, cause: unknown) {
    super(
      path,
      `"${path}" is not a SQLite database, or a damaged one. It was left as it is: give another path, or restore a backup.`,
      cause,
    );
  }
}

/** The folder that the database should be made in does not exist. */
export class ParentFolderMissingError extends DatabaseFileError {
  override readonly code = "PARENT_FOLDER_MISSING";

  /** Absolute path of the folder. */
  readonly directory: string;

  static {
    this.prototype.name = "ParentFolderMissingError";
  }

  constructor(directory: string, path: string, cause?: unknown) {
    super(
      path,
      `"${path}" cannot be made, since there is no folder "${directory}". Make the folder first, or correct the path.`,
      cause,
    );
    this.directory = directory;
  }
}

/** A baseline was asked for, and there is no database to have one. */
export class DatabaseMissingError extends DatabaseFileError {
  override readonly code = "DATABASE_MISSING";

  static {
    this.prototype.name = "DatabaseMissingError";
  }

  constructor(path: string) {
    super(
      path,
      `There is no database "${path}" to give a baseline. Correct the path; initOrUpgrade makes a new database, without a baseline.`,
    );
  }
}

/** A database that is to be in memory (`strategy: "memory"`, `:memory:`) is larger than SQLite can have there. */
export class DatabaseTooLargeError extends DatabaseFileError {
  override readonly code = "DATABASE_TOO_LARGE";

  readonly sizeBytes: number;

  /** The largest that would do. */
  readonly limitBytes: number;

  static {
    this.prototype.name = "DatabaseTooLargeError";
  }

  constructor(path: string, sizeBytes: number, limitBytes: number) {
    super(
      path,
      `"${path}" has ${sizeBytes} bytes, and SQLite holds at most ${limitBytes} in memory. Use a file: strategy "auto", "copy" or "overlay", or a path.`,
    );
    this.sizeBytes = sizeBytes;
    this.limitBytes = limitBytes;
  }
}
