import { parseArgs } from "node:util";

import type { Command, CommandOption } from "./command.js";
import { UsageError } from "./usage-error.js";

/** What was given on the command line, checked against what its command takes. */
export interface CommandArguments {
  /** A positional argument or an option that the command requires. */
  readonly text: (name: string) => string;
  /** An option that may be absent. */
  readonly optional: (name: string) => string | undefined;
  /** A number; a number that is none is a usage error. */
  readonly number: (name: string) => number | undefined;
  readonly list: (name: string) => readonly string[];
  readonly flag: (name: string) => boolean;
}

const DATABASE: CommandOption = { value: "PATH" };

/** Reads the words after a command's name. @throws {@link UsageError} for what the command does not take, or misses */
export function readCommandArguments(command: Command, words: readonly string[]): CommandArguments {
  const options = Object.entries({ ...command.options, database: DATABASE });
  const { values, positionals } = parseWords(words, options);
  const names = command.positionals ?? [];
  const missing = [
    ...names.slice(positionals.length),
    ...options
      .filter(([name, { isRequired }]) => isRequired === true && values[name] === undefined)
      .map(([name]) => `--${name}`),
  ];
  if (missing.length > 0) throw new UsageError(`"audit-log ${command.name}" needs ${missing.join(", ")}.`);
  const excess = positionals[names.length];
  if (excess !== undefined) throw new UsageError(`"audit-log ${command.name}" takes no "${excess}".`);
  return argumentsOf({ ...values, ...Object.fromEntries(names.map((name, index) => [name, positionals[index]])) });
}

type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

function parseWords(
  words: readonly string[],
  options: readonly [string, CommandOption][],
): { values: Values; positionals: string[] } {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: Object.fromEntries(
        options.map(([name, { value, isRepeatable = false }]) => [
          name,
          { type: value === undefined ? ("boolean" as const) : ("string" as const), multiple: isRepeatable },
        ]),
      ),
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function argumentsOf(values: Values): CommandArguments {
  const optional = (name: string): string | undefined => {
    const value = values[name];
    return typeof value === "string" ? value : undefined;
  };
  return {
    optional,
    text: (name) => optional(name) ?? "",
    number: (name) => toNumber(name, optional(name)),
    list: (name) => [values[name] ?? []].flat().filter((value) => typeof value === "string"),
    flag: (name) => values[name] === true,
  };
}

function toNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (text.trim() === "" || !Number.isFinite(number)) throw new UsageError(`${name} is a number; got "${text}".`);
  return number;
}
