import { nameErrors, PicklejarError } from "../picklejar-error.js";

/** An error about one database file. */
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

  constructor(path: string, reason: string) {
    super(path, `"${path}" is not deleted: ${reason}. Delete it yourself if it should go.`);
  }
}

/** The path leads to something that can't be a database: a folder, a device, a socket. */
export class NotAFileError extends DatabaseFileError {
  override readonly code = "NOT_A_FILE";

  constructor(path: string, kind: string, cause?: unknown) {
    super(path, `"${path}" is ${kind}, not a database file. Give the path of a file.`, cause);
  }
}

/** The WAL or journal of another database is next to the path: SQLite would apply it to the new one. */
export class SidecarFoundError extends DatabaseFileError {
  override readonly code = "SIDECAR_FOUND";

  /** Absolute path of the WAL or journal. */
  readonly sidecarPath: string;

  constructor(path: string, sidecarPath: string) {
    super(
      path,
      `Found "${sidecarPath}" next to "${path}". SQLite would apply it to the new database. Close the program that uses it, or delete it if none does.`,
    );
    this.sidecarPath = sidecarPath;
  }
}

/** The files of a test's overlay were changed in a way that an overlay does not allow, so the test may have read wrong rows. */
export class OverlayBypassedError extends DatabaseFileError {
  override readonly code = "OVERLAY_BYPASSED";

  constructor(path: string) {
    super(
      path,
      `The files of "${path}" were written to, replaced or removed other than through SQLite's locks, so this test may have read wrong rows. ` +
        "The database is an overlay: its file always holds the template, and the test's changes are in the -wal file beside it. " +
        'Set strategy: "copy" in the configuration if your application or its tests restore, replace or edit database files, or open them with a second SQLite library.',
    );
  }
}

/** Another connection held a lock on the file for longer than picklejar waits. */
export class DatabaseBusyError extends DatabaseFileError {
  override readonly code = "DATABASE_BUSY";

  readonly waitedMs: number;

  constructor(path: string, waitedMs: number, cause?: unknown) {
    super(
      path,
      `"${path}" is still locked by another connection after ${waitedMs} ms. Close it, or end its transaction.`,
      cause,
    );
    this.waitedMs = waitedMs;
  }
}

/** The storage is full. No partial work stays. */
export class DiskFullError extends DatabaseFileError {
  override readonly code = "DISK_FULL";

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

  constructor(path: string, cause: unknown) {
    super(
      path,
      `"${path}" may not be written by this user. Give it, and its folder, write permission, or choose another path.`,
      cause,
    );
  }
}

/** The file at the path is not an SQLite database. It is unchanged. */
export class NotADatabaseError extends DatabaseFileError {
  override readonly code = "NOT_A_DATABASE";

  constructor(path: string, cause: unknown) {
    super(
      path,
      `"${path}" is not an SQLite database, or it is damaged. It is unchanged: give another path, or restore a backup.`,
      cause,
    );
  }
}

/** The folder for a new database does not exist. */
export class ParentFolderMissingError extends DatabaseFileError {
  override readonly code = "PARENT_FOLDER_MISSING";

  /** Absolute path of the folder. */
  readonly directory: string;

  constructor(directory: string, path: string, cause?: unknown) {
    super(
      path,
      `"${path}" cannot be created, because the folder "${directory}" does not exist. Create it first, or correct the path.`,
      cause,
    );
    this.directory = directory;
  }
}

/** `baseline` was called for a database that does not exist. */
export class DatabaseMissingError extends DatabaseFileError {
  override readonly code = "DATABASE_MISSING";

  constructor(path: string) {
    super(
      path,
      `"${path}" cannot get a baseline, because it does not exist. Correct the path; initOrUpgrade creates a new database, without a baseline.`,
    );
  }
}

/** A database in memory (`strategy: "memory"`, `:memory:`) would be larger than SQLite allows. */
export class DatabaseTooLargeError extends DatabaseFileError {
  override readonly code = "DATABASE_TOO_LARGE";

  readonly sizeBytes: number;

  /** The largest size that SQLite allows. */
  readonly limitBytes: number;

  constructor(path: string, sizeBytes: number, limitBytes: number) {
    super(
      path,
      `"${path}" has ${sizeBytes} bytes, and SQLite holds at most ${limitBytes} in memory. Use a file: strategy "auto", "copy" or "overlay", or a path.`,
    );
    this.sizeBytes = sizeBytes;
    this.limitBytes = limitBytes;
  }
}

nameErrors({
  DatabaseNotOursError,
  NotAFileError,
  SidecarFoundError,
  OverlayBypassedError,
  DatabaseBusyError,
  DiskFullError,
  PermissionDeniedError,
  NotADatabaseError,
  ParentFolderMissingError,
  DatabaseMissingError,
  DatabaseTooLargeError,
});
