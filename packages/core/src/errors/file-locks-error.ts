import { PicklejarError } from "./picklejar-error.js";

/** A file system has no file locks (POSIX advisory locks), by which SQLite keeps processes apart. SQLite's own error is the `cause`. */
export class FileLocksUnavailableError extends PicklejarError {
  override readonly code = "FILE_LOCKS_UNAVAILABLE";

  /** Absolute path of a folder on it. */
  readonly directory: string;

  static {
    this.prototype.name = "FileLocksUnavailableError";
  }

  constructor(directory: string, cause?: unknown) {
    super(
      `The file system of "${directory}" has no file locks, without which SQLite cannot keep processes apart. Use a folder on a local disk.`,
      { cause },
    );
    this.directory = directory;
  }
}
