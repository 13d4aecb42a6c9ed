import type { Command } from "./command.js";
import { eventCommands } from "./commands/event-commands.js";
import { keepingCommands } from "./commands/keeping-commands.js";
import { tenantCommands } from "./commands/tenant-commands.js";
import { tokenCommands } from "./commands/token-commands.js";

/** All commands of `audit-log`, in the order of its help. */
export const commands: readonly Command[] = [...eventCommands, ...tenantCommands, ...keepingCommands, ...tokenCommands];

/** Finds the command that the words begin with, and gives the words after its name. */
export function findCommand(words: readonly string[]): { command: Command; rest: readonly string[] } | undefined {
  for (const length of [2, 1]) {
    const name = words.slice(0, length).join(" ");
    const command = commands.find((candidate) => candidate.name === name);
    if (command !== undefined) return { command, rest: words.slice(length) };
  }
  return undefined;
}
