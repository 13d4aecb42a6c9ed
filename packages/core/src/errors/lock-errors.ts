import { PicklejarError } from "./picklejar-error.js";

/** Somebody else held a lock for longer than this call was willing to wait. */
export class LockTimeoutError extends PicklejarError {
  override readonly code = "LOCK_TIMEOUT";

  /** Absolute path of the lock database. */
  readonly lockPath: string;

  /** Milliseconds that were waited. */
  readonly waitedMs: number;

  /** Process that held the lock when the wait ended, when the lock could tell. */
  readonly holderPid: number | undefined;

  static {
    this.prototype.name = "LockTimeoutError";
  }

  constructor(options: {
    lockPath: string;
    waitedMs: number;
    holderPid: number | undefined;
    description: string;
    holder: string;
  }) {
    super(
      `Gave up waiting for ${options.description} after ${Math.round(options.waitedMs)} ms: ${options.holder} holds the lock ` +
        `"${options.lockPath}". Wait for it or end it (the lock is freed when its process ends), or allow a longer time.`,
    );
    this.lockPath = options.lockPath;
    this.waitedMs = options.waitedMs;
    this.holderPid = options.holderPid;
  }
}

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
