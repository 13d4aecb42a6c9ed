import { nameErrors, PicklejarError } from "../picklejar-error.js";

/** Another process or caller held a lock for longer than this call waits. */
export class LockTimeoutError extends PicklejarError {
  override readonly code = "LOCK_TIMEOUT";

  /** Absolute path of the lock database. */
  readonly lockPath: string;

  readonly waitedMs: number;

  /** Process that held the lock when the wait ended, if the lock names one. */
  readonly holderPid: number | undefined;

  constructor(options: {
    lockPath: string;
    waitedMs: number;
    holderPid: number | undefined;
    description: string;
    holder: string;
  }) {
    super(
      `Gave up waiting for ${options.description} after ${Math.round(options.waitedMs)} ms: ${options.holder} holds the lock ` +
        `"${options.lockPath}". Wait for it or end it (the lock ends with its process), or allow more time.`,
    );
    this.lockPath = options.lockPath;
    this.waitedMs = options.waitedMs;
    this.holderPid = options.holderPid;
  }
}

/** A file system has no POSIX advisory locks, which SQLite needs to keep processes apart. SQLite's own error is the `cause`. */
export class FileLocksUnavailableError extends PicklejarError {
  override readonly code = "FILE_LOCKS_UNAVAILABLE";

  /** Absolute folder on it. */
  readonly directory: string;

  constructor(directory: string, cause?: unknown) {
    super(
      `The file system of "${directory}" has no file locks, without which SQLite cannot keep processes apart. Use a folder on a local disk.`,
      { cause },
    );
    this.directory = directory;
  }
}

nameErrors({ LockTimeoutError, FileLocksUnavailableError });
