import { inspect } from "node:util";

import { PicklejarError } from "../errors/picklejar-error.js";
import type { CommandOptions, CommandResult, ExitCode } from "./command-result.js";
import { MisuseError } from "./misuse-error.js";
import { isError } from "../errors/is-error.js";
import { messageOf } from "../errors/message-of.js";

/** Errors that mean a wrong configuration or command line. */
const CODES_OF_MISUSE = new Set(["INPUTS_NOT_FOUND", "MERGE_FOLDER_INVALID", "MERGE_OUTPUT_TAKEN", "MIGRATIONS_NOT_FOUND"]);

/** Turns what a command threw into its result. Our errors and misuse are expected. Stacks only with `--verbose` or `PICKLEJAR_DEBUG`. */
export function describeError(thrown: unknown, { verbose = false }: CommandOptions): CommandResult {
  const error = thrown instanceof MisuseError ? thrown.cause : thrown;
  const message = messageOf(error).trimEnd();
  const code = error instanceof PicklejarError ? error.code : undefined;
  const isMisuse = thrown instanceof MisuseError || (code !== undefined && CODES_OF_MISUSE.has(code));
  const exitCode: ExitCode = isMisuse ? 2 : 1;
  const isDebugging = !["", "0"].includes(process.env["PICKLEJAR_DEBUG"] ?? "");
  const stack = verbose || isDebugging ? describeStack(error) : undefined;
  const isExpected = code !== undefined || isMisuse;
  return {
    exitCode,
    data: { error: { code: code ?? null, message, stack } },
    lines: [],
    errorLines: [
      `picklejar: ${isExpected ? "" : `unexpected ${isError(error) ? error.name : "value thrown"}: `}${message}${code === undefined ? "" : ` [${code}]`}`,
      ...(stack === undefined ? [] : [stack]),
      ...(isExpected || stack !== undefined ? [] : ["Run it again with --verbose for the stack."]),
    ],
  };
}

/** With the causes: a migration's own error says where in the user's code it was thrown. */
function describeStack(error: unknown): string | undefined {
  if (!isError(error)) return undefined;
  const cause = error.cause === undefined ? undefined : (describeStack(error.cause) ?? inspect(error.cause));
  return `${error.stack ?? error.message}${cause === undefined ? "" : `\nCaused by: ${cause}`}`;
}
