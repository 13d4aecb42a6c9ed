import { AuditLogError } from "../audit-log-error.js";
import { Session } from "../database/session.js";
import { readCommandArguments } from "./command-arguments.js";
import type { CommandOutput } from "./command.js";
import { findCommand } from "./commands.js";
import { formatHelp } from "./format-help.js";
import { UsageError } from "./usage-error.js";

/** What a run of the command line comes to. */
export interface CommandLineResult {
  readonly stdout: string;
  readonly stderr: string;
  /** 0 fine, 1 refused or a check that did not hold, 2 misuse. */
  readonly exitCode: 0 | 1 | 2;
}

/** Runs one command of `audit-log`; `words` are what was typed after it. Errors become messages and exit codes. */
export async function runCommandLine(words: readonly string[], environment: NodeJS.ProcessEnv): Promise<CommandLineResult> {
  try {
    const { lines, exitCode = 0 } = await runWords(words, environment);
    return { stdout: lines.map((line) => `${line}\n`).join(""), stderr: "", exitCode };
  } catch (error) {
    const message = `audit-log: ${messageOf(error)}\n`;
    if (!(error instanceof UsageError)) return { stdout: "", stderr: message, exitCode: 1 };
    return { stdout: "", stderr: `${message}Try "audit-log --help".\n`, exitCode: 2 };
  }
}

async function runWords(words: readonly string[], environment: NodeJS.ProcessEnv): Promise<CommandOutput> {
  const found = findCommand(words);
  if (words.includes("--help") || words[0] === "help") return { lines: formatHelp(found?.command) };
  if (found === undefined) {
    throw new UsageError(words.length === 0 ? "A command is needed." : `There is no command "${words.slice(0, 2).join(" ")}".`);
  }
  const given = readCommandArguments(found.command, found.rest);
  const path = given.optional("database") ?? environment["AUDIT_LOG_DATABASE"];
  if (path === undefined || path === "")
    throw new UsageError("Which database? Give --database PATH or set AUDIT_LOG_DATABASE.");
  const session = new Session(path);
  try {
    return await found.command.run(session, given);
  } finally {
    session.close();
  }
}

function messageOf(error: unknown): string {
  if (error instanceof AuditLogError || error instanceof UsageError) return error.message;
  // What the log itself did not foresee: the causes say more than the message.
  const messages: string[] = [];
  for (let current = error; current instanceof Error; current = current.cause) messages.push(current.message);
  return messages.join("\n  because: ");
}
