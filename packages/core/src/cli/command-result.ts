/** 0: fine; 1: the check did not hold, or the work could not be done; 2: misuse. */
export type ExitCode = 0 | 1 | 2;

/** What a command has to say. Plain data, so that a child process can send it. */
export interface CommandResult {
  readonly exitCode: ExitCode;
  /** For `--json`. */
  readonly data: unknown;
  /** For stdout, without `--json`. */
  readonly lines: readonly string[];
  /** Whether the lines are a difference of two databases, which a terminal shows in colours. */
  readonly isDifference?: boolean;
  /** For stderr, without `--json`. */
  readonly errorLines?: readonly string[];
}

/** The options that commands share. */
export interface CommandOptions {
  /** Path of a configuration file, or of a folder to look for one from; relative to the working directory. */
  readonly config?: string;
  /** Name of a database of the configuration. */
  readonly database?: string;
  readonly json?: boolean;
  readonly verbose?: boolean;
}
