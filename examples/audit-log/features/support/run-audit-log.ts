import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";

import { splitWords } from "./split-words.js";

/** What a command came to. */
export interface CommandRun {
  /** The command as it was run, for messages. */
  readonly command: string;
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

const COMMAND_LINE = fileURLToPath(import.meta.resolve("../../cli.js"));

/** Runs `audit-log` as its users do: in a process of its own, with the database in the environment. */
export function runAuditLog(command: string, databasePath: string): Promise<CommandRun> {
  const options = { env: { ...process.env, AUDIT_LOG_DATABASE: databasePath } };
  return new Promise((resolve, reject) => {
    const child = execFile(process.execPath, [COMMAND_LINE, ...splitWords(command)], options, (error, stdout, stderr) => {
      if (child.exitCode === null) {
        reject(new Error(`audit-log ${command} ended without an exit code`, { cause: error }));
        return;
      }
      resolve({ command, exitCode: child.exitCode, stdout, stderr });
    });
  });
}
