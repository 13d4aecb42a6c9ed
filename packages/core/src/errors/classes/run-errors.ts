import { nameErrors, PicklejarError } from "../picklejar-error.js";
import { firstLineOf } from "../message-of.js";

export type RunEndedReason = "directory-gone" | "owner-gone";

const REASONS: Readonly<Record<RunEndedReason, string>> = {
  "directory-gone": "its directory is gone",
  "owner-gone": "the process that owned it is gone",
};

/** The test run of this process has ended. It gets no more databases, because nothing would remove them. */
export class RunEndedError extends PicklejarError {
  override readonly code = "RUN_ENDED";

  /** Absolute path that the run directory had. */
  readonly runDirectory: string;

  readonly ownerPid: number;

  readonly reason: RunEndedReason;

  constructor(run: { readonly path: string; readonly ownerPid: number }, reason: RunEndedReason, cause?: unknown) {
    super(
      `The test run of "${run.path}" (process ${run.ownerPid}) has ended: ${REASONS[reason]}. ` +
        "If this process is not left over from that run, unset PICKLEJAR_RUN in its environment.",
      { cause },
    );
    this.runDirectory = run.path;
    this.ownerPid = run.ownerPid;
    this.reason = reason;
  }
}

/** Another user could read or change the folder for run directories. Nothing was written to it. */
export class RunDirectoryUnsafeError extends PicklejarError {
  override readonly code = "RUN_DIRECTORY_UNSAFE";

  /** Absolute. */
  readonly directory: string;

  /** A clause: `it is a symbolic link`. */
  readonly problem: string;

  constructor(directory: string, problem: string, cure: string) {
    super(`"${directory}" cannot hold test databases: ${problem}. ${cure}, or set PICKLEJAR_DIR to a folder of your own.`);
    this.directory = directory;
    this.problem = problem;
  }
}

/** A run directory could not be created: no space, no permission, no file locks, too long a path. Node's or SQLite's own error is the `cause`. */
export class RunDirectoryUnavailableError extends PicklejarError {
  override readonly code = "RUN_DIRECTORY_UNAVAILABLE";

  /** Absolute folder in which it was to be created. */
  readonly directory: string;

  /** @param cure what to do, as a sentence */
  constructor(directory: string, cause: unknown, cure = "Make room there, or set PICKLEJAR_DIR to another folder.") {
    super(`No run directory can be created in "${directory}": ${firstLineOf(cause)}. ${cure}`, { cause });
    this.directory = directory;
  }
}

nameErrors({ RunEndedError, RunDirectoryUnsafeError, RunDirectoryUnavailableError });
