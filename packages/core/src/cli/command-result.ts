/** 0: fine; 1: the check did not hold, or the work could not be done; 2: misuse. */
export type ExitCode = 0 | 1 | 2;

/** What a command found out, for people and for machines. Plain data, so that a thread can hand it over. */
export interface CommandResult {
  readonly exitCode: ExitCode;
  /** What `--json` prints. */
  readonly data: unknown;
  /** What is printed on stdout else. */
  readonly lines: readonly string[];
  /** Whether they say how two databases differ, which a terminal shows in colours. */
  readonly isDifference?: boolean;
  /** What is printed on stderr else. */
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
