import { PicklejarError } from "./picklejar-error.js";
import { firstLineOf } from "./message-of.js";

/** How a process can tell that the run it belongs to is over. */
export type RunEndedReason = "directory-gone" | "owner-gone";

const REASONS: Readonly<Record<RunEndedReason, string>> = {
  "directory-gone": "its directory is gone",
  "owner-gone": "the process that owned it is gone",
};

/** The test run that this process belongs to is over, so it gets no more databases: they would never be removed. */
export class RunEndedError extends PicklejarError {
  override readonly code = "RUN_ENDED";

  /** Absolute path that the run directory had. */
  readonly runDirectory: string;

  readonly ownerPid: number;

  readonly reason: RunEndedReason;

  static {
    this.prototype.name = "RunEndedError";
  }

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

/** The folder that holds the run directories could be read or changed by somebody else. Nothing was written to it. */
export class RunDirectoryUnsafeError extends PicklejarError {
  override readonly code = "RUN_DIRECTORY_UNSAFE";

  /** Absolute path of the folder that was refused. */
  readonly directory: string;

  /** What is wrong with it, as a clause: `it is a symbolic link`. */
  readonly problem: string;

  static {
    this.prototype.name = "RunDirectoryUnsafeError";
  }

  constructor(directory: string, problem: string, cure: string) {
    super(`"${directory}" cannot hold test databases: ${problem}. ${cure}, or set PICKLEJAR_DIR to a folder of your own.`);
    this.directory = directory;
    this.problem = problem;
  }
}

/** A run directory could not be made: no space, no permission, no file locks, a path too long for SQLite. Node's or SQLite's own error is the `cause`. */
export class RunDirectoryUnavailableError extends PicklejarError {
  override readonly code = "RUN_DIRECTORY_UNAVAILABLE";

  /** Absolute path of the folder in which it was to be made. */
  readonly directory: string;

  static {
    this.prototype.name = "RunDirectoryUnavailableError";
  }

  /** @param cure what to do, as a sentence */
  constructor(directory: string, cause: unknown, cure = "Make room there, or set PICKLEJAR_DIR to another folder.") {
    super(`No run directory can be made in "${directory}": ${firstLineOf(cause)}. ${cure}`, { cause });
    this.directory = directory;
  }
}
