import { basename, dirname, resolve } from "node:path";

import { findConfig } from "../config/find-config.js";
import { describeRetainedDatabase } from "../evidence/retained/describe-retained-database.js";
import { escapeUnprintable } from "../evidence/diff/show-value.js";
import { failedDirectoryOf } from "../evidence/retained/retained-directory.js";
import { placeOf } from "../evidence/retained/retained-names.js";
import { listRetainedDatabases, type ListedDatabase } from "../evidence/retained/retained-record.js";
import type { CommandOptions, CommandResult } from "./command-result.js";
import { formatAge, formatCount } from "./format-quantity.js";
import { resolveConfigPath } from "./load-databases.js";
import { refusal } from "./misuse-error.js";

/**
 * `picklejar failed [which]`: lists the retained databases of failed scenarios, or shows how one of them differed from its template when it was
 * retained. Loads no configuration: its folder is enough.
 */
export async function runFailed(options: CommandOptions, [which]: readonly string[]): Promise<CommandResult> {
  const projectDirectory = findProjectDirectory(options);
  const all = listRetainedDatabases(projectDirectory);
  const retained = options.database === undefined ? all : all.filter(({ database }) => database === options.database);
  return which === undefined ? describeList(retained, projectDirectory) : describeOne(pick(retained, which, projectDirectory));
}

function findProjectDirectory(options: CommandOptions): string {
  const { path, stats } = resolveConfigPath(options);
  const file = stats.isDirectory() ? findConfig(path) : path;
  return file === undefined ? path : dirname(file);
}

function describeList(retained: readonly ListedDatabase[], projectDirectory: string): CommandResult {
  const directory = failedDirectoryOf(projectDirectory);
  if (retained.length === 0) return { exitCode: 0, data: { directory, databases: [] }, lines: [describeNothing(directory)] };
  const width = Math.max(...retained.map(({ number }) => String(number).length));
  return {
    exitCode: 0,
    data: { directory, databases: retained },
    lines: [
      `${formatCount(retained.length, "database")} of failed scenarios in "${directory}":`,
      ...retained.flatMap((database) => describeEntry(database, width)),
      "Show one: picklejar failed <number or name>",
    ],
  };
}

function describeEntry({ number, scenario, database, path, retainedAt }: ListedDatabase, width: number): readonly string[] {
  const { attempt } = scenario;
  const details = [
    ...(attempt > 1 ? [`attempt ${attempt}`] : []),
    ...(database === "default" ? [] : [`database ${JSON.stringify(database)}`]),
    formatAge(Date.now() - Date.parse(retainedAt)),
  ];
  return [
    `  ${String(number).padStart(width)}  ${escapeUnprintable(`${titleOf(scenario)} (${details.join(", ")})`)}`,
    `  ${" ".repeat(width)}  ${escapeUnprintable(placeOf(scenario))}`,
    `  ${" ".repeat(width)}  ${basename(dirname(path))}/${basename(path)}`,
  ];
}

function titleOf({ feature, name }: ListedDatabase["scenario"]): string {
  return `${feature || "(no name)"}: ${name || "(no name)"}`;
}

function describeOne(retained: ListedDatabase): CommandResult {
  const title = escapeUnprintable(`${titleOf(retained.scenario)}  ${placeOf(retained.scenario)}`);
  return {
    exitCode: 0,
    data: retained,
    lines: [title, ...describeRetainedDatabase(retained, retained.path).split("\n")],
    isDifference: true,
  };
}

function pick(retained: readonly ListedDatabase[], which: string, projectDirectory: string): ListedDatabase {
  if (retained.length === 0) throw refusal(describeNothing(failedDirectoryOf(projectDirectory)));
  // The latest run comes first, and a number means one of its databases.
  const byNumber = /^\d+$/.test(which) ? retained.find(({ number }) => number === Number(which)) : undefined;
  const exact =
    byNumber ?? retained.find(({ path }) => path === resolve(which) || basename(path, ".db") === which.replace(/\.db$/, ""));
  if (exact !== undefined) return exact;
  if (/^\d+$/.test(which)) throw refusal(describeChoice(which, [], retained));
  const word = which.toLowerCase();
  const similar = retained.filter(({ path, scenario: { name } }) =>
    [basename(path), name].some((text) => text.toLowerCase().includes(word)),
  );
  const ofLatestRun = similar.filter(({ run }) => run === similar[0]?.run);
  if (ofLatestRun[0] !== undefined && ofLatestRun.length === 1) return ofLatestRun[0];
  throw refusal(describeChoice(which, similar, retained));
}

function describeChoice(which: string, similar: readonly ListedDatabase[], retained: readonly ListedDatabase[]): string {
  const names = (similar.length === 0 ? retained : similar).map(({ path }) => basename(path, ".db"));
  const expected = similar.length === 0 ? "the number or the name of a retained database" : "a name that means one database";
  return `failed: expected ${expected}, got ${JSON.stringify(which)}. There ${names.length === 1 ? "is" : "are"}: ${names.join(", ")}`;
}

function describeNothing(directory: string): string {
  return `No database of a failed scenario is retained in "${directory}".`;
}
