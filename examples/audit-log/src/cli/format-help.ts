import type { Command, CommandOption } from "./command.js";
import { commands } from "./commands.js";
import { formatTable } from "./format-table.js";

/** The help of one command, or of all. */
export function formatHelp(command?: Command): string[] {
  if (command !== undefined) return [`Usage: audit-log ${formatUsage(command)}`, "", `${command.summary}.`];
  return [
    "Usage: audit-log COMMAND [ARGUMENTS] [--database PATH]",
    "",
    "An append-only, hash-chained audit log in one SQLite file.",
    "",
    "Commands:",
    ...formatTable(commands.map(({ name, summary }) => [`  ${name}`, summary])),
    "",
    "The database is the one of --database, or else of the variable AUDIT_LOG_DATABASE; it is made where it is missing.",
    'Exit codes: 0 fine, 1 refused or a check that did not hold, 2 misuse. "audit-log COMMAND --help" says more.',
  ];
}

function formatUsage({ name, positionals = [], options = {} }: Command): string {
  const entries = Object.entries(options).map(([option, details]) => formatOption(option, details));
  return [name, ...positionals, ...entries, "[--database PATH]"].join(" ");
}

function formatOption(name: string, { value, isRequired, isRepeatable }: CommandOption): string {
  const text = value === undefined ? `--${name}` : `--${name} ${value}`;
  if (isRequired === true) return text;
  return isRepeatable === true ? `[${text}]...` : `[${text}]`;
}
