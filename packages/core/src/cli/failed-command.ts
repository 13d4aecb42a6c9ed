import { statSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";

import { findConfig } from "../config/find-config.js";
import { describeKeptDatabase } from "../evidence/retained/describe-kept-database.js";
import { escapeUnprintable } from "../evidence/diff/show-value.js";
import { failedDirectoryOf } from "../evidence/retained/kept-directory.js";
import { placeOf } from "../evidence/retained/kept-names.js";
import { listKeptDatabases, type ListedDatabase } from "../evidence/retained/kept-record.js";
import type { CommandOptions, CommandResult } from "./command-result.js";
import { formatAge, formatCount } from "./format-quantity.js";
import { MisuseError } from "./misuse-error.js";
import { misuseTypeError } from "../errors/misuse-error.js";

/**
 * `picklejar failed [which]`: lists the kept databases of failed scenarios, or shows how one of them differed from its template when it was
 * kept. Loads no configuration: its folder is enough.
 */
export async function runFailed(options: CommandOptions, [which]: readonly string[]): Promise<CommandResult> {
  const projectDirectory = findProjectDirectory(options);
  const all = listKeptDatabases(projectDirectory);
  const kept = options.database === undefined ? all : all.filter(({ database }) => database === options.database);
  return which === undefined ? describeList(kept, projectDirectory) : describeOne(pick(kept, which, projectDirectory));
}

function findProjectDirectory({ config }: CommandOptions): string {
  const path = resolve(config ?? ".");
  const stats = statSync(path, { throwIfNoEntry: false });
  if (config === "" || stats === undefined) {
    throw refusal(`--config must be a configuration file or a folder that exists; got ${JSON.stringify(config)} ("${path}")`);
  }
  if (!stats.isDirectory()) return dirname(path);
  const file = findConfig(path);
  return file === undefined ? path : dirname(file);
}

function describeList(kept: readonly ListedDatabase[], projectDirectory: string): CommandResult {
  const directory = failedDirectoryOf(projectDirectory);
  if (kept.length === 0) return { exitCode: 0, data: { directory, databases: [] }, lines: [describeNothing(directory)] };
  const width = Math.max(...kept.map(({ number }) => String(number).length));
  return {
    exitCode: 0,
    data: { directory, databases: kept },
    lines: [
      `${formatCount(kept.length, "database")} of failed scenarios in "${directory}":`,
      ...kept.flatMap((database) => describeEntry(database, width)),
      "Show one: picklejar failed <number or name>",
    ],
  };
}

function describeEntry({ number, scenario, database, path, keptAt }: ListedDatabase, width: number): readonly string[] {
  const { feature, name, attempt } = scenario;
  const of = [
    ...(attempt > 1 ? [`attempt ${attempt}`] : []),
    ...(database === "default" ? [] : [`database ${JSON.stringify(database)}`]),
    formatAge(Date.now() - Date.parse(keptAt)),
  ];
  return [
    `  ${String(number).padStart(width)}  ${escapeUnprintable(`${feature || "(no name)"}: ${name || "(no name)"} (${of.join(", ")})`)}`,
    `  ${" ".repeat(width)}  ${escapeUnprintable(placeOf(scenario))}`,
    `  ${" ".repeat(width)}  ${basename(dirname(path))}/${basename(path)}`,
  ];
}

function describeOne(kept: ListedDatabase): CommandResult {
  const { feature, name } = kept.scenario;
  const title = escapeUnprintable(`${feature || "(no name)"}: ${name || "(no name)"}  ${placeOf(kept.scenario)}`);
  return {
    exitCode: 0,
    data: kept,
    lines: [title, ...describeKeptDatabase(kept, kept.path).split("\n")],
    isDifference: true,
  };
}

function pick(kept: readonly ListedDatabase[], which: string, projectDirectory: string): ListedDatabase {
  if (kept.length === 0) throw refusal(describeNothing(failedDirectoryOf(projectDirectory)));
  // Those of the latest run come first, and a number means one of them.
  const byNumber = /^\d+$/.test(which) ? kept.find(({ number }) => number === Number(which)) : undefined;
  const exact =
    byNumber ?? kept.find(({ path }) => path === resolve(which) || basename(path, ".db") === which.replace(/\.db$/, ""));
  if (exact !== undefined) return exact;
  if (/^\d+$/.test(which)) throw refusal(describeChoice(which, [], kept));
  const word = which.toLowerCase();
  const similar = kept.filter(({ path, scenario: { name } }) =>
    [basename(path), name].some((text) => text.toLowerCase().includes(word)),
  );
  const ofLatestRun = similar.filter(({ run }) => run === similar[0]?.run);
  if (ofLatestRun[0] !== undefined && ofLatestRun.length === 1) return ofLatestRun[0];
  throw refusal(describeChoice(which, similar, kept));
}

function describeChoice(which: string, similar: readonly ListedDatabase[], kept: readonly ListedDatabase[]): string {
  const names = (similar.length === 0 ? kept : similar).map(({ path }) => basename(path, ".db"));
  const wish = similar.length === 0 ? "must be the number or the name of a kept database" : "must mean one kept database";
  return `failed ${wish}; got ${JSON.stringify(which)}. There ${names.length === 1 ? "is" : "are"}: ${names.join(", ")}`;
}

function describeNothing(directory: string): string {
  return `No database of a failed scenario is kept in "${directory}".`;
}

function refusal(message: string): MisuseError {
  return new MisuseError(misuseTypeError(message));
}
