import type { Session } from "../database/session.js";
import type { CommandArguments } from "./command-arguments.js";

/** One command of `audit-log`. */
export interface Command {
  /** As it is typed: `tenant add`. */
  readonly name: string;
  /** What it does, in one line. */
  readonly summary: string;
  /** Names of the arguments it needs, in order. */
  readonly positionals?: readonly string[];
  /** Options by name, with the placeholder for their value; without one the option is a flag. */
  readonly options?: Readonly<Record<string, CommandOption>>;
  /** Gives what goes to standard output. */
  readonly run: (session: Session, given: CommandArguments) => Promise<CommandOutput>;
}

/** One option of a command. */
export interface CommandOption {
  /** Placeholder for the value: `NAME`; absent for a flag. */
  readonly value?: string;
  readonly isRequired?: boolean;
  /** It can be given more than once. */
  readonly isRepeatable?: boolean;
}

/** What a command leaves behind. */
export interface CommandOutput {
  readonly lines: readonly string[];
  /** @defaultValue 0 */
  readonly exitCode?: 0 | 1;
}
