import { statSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";

import { findConfig } from "../../config/find-config.js";
import { describeRetainedDatabase } from "../../evidence/retained/describe-retained-database.js";
import { escapeUnprintable } from "../../evidence/diff/show-value.js";
import { failedDirectoryOf } from "../../evidence/retained/retained-directory.js";
import { placeOf } from "../../evidence/retained/retained-names.js";
import { describeSteps } from "../../evidence/recorder/text/describe-steps.js";
import { findRecording } from "../../evidence/recorder/read/read-recording.js";
import { openCommandOf } from "../../evidence/retained/open-command.js";
import {
  listRetainedIn,
  pagePathOf,
  recordPathOf,
  statesPathOf,
  type ListedDatabase,
  type RetainedList,
} from "../../evidence/retained/retained-record.js";
import { toLogLine } from "../../errors/log-text.js";
import { isWholePage } from "../../evidence/viewer/is-whole-page.js";
import { writeRetainedState } from "../../evidence/retained/states-file.js";
import type { CommandOptions, CommandResult } from "../command-result.js";
import { formatAge, formatCount } from "../format-quantity.js";
import { findShardFolder } from "../merge/shard-folder.js";
import { openInBrowser } from "./open-in-browser.js";
import { resolveConfigPath } from "../load-databases.js";
import { refusal } from "../misuse-error.js";

export interface FailedOptions extends CommandOptions {
  /** `start`, `end`, or the number of a step. */
  readonly at?: string;
  /** In place of the configuration's `.picklejar`. Relative to the working directory. */
  readonly folder?: string;
}

export interface ShowOptions extends Pick<FailedOptions, "folder">, CommandOptions {
  readonly print?: boolean;
}

/**
 * `picklejar failed [which]`: lists the retained databases of failed scenarios, or shows how one of them differed from its template when it was
 * retained. Loads no configuration: its folder is enough.
 */
export async function runFailed(options: FailedOptions, [which, target]: readonly string[]): Promise<CommandResult> {
  const failedDirectory = findFailedDirectory(options);
  const retained = listChosen(failedDirectory, options);
  if (which === undefined) {
    if (options.at !== undefined)
      throw refusal("failed --at: expected a retained database and a file to write, as in `failed 1 --at 4 out.db`");
    return describeList(retained, failedDirectory);
  }
  const picked = pick(retained, which, failedDirectory);
  return options.at === undefined && target === undefined ? describeOne(picked) : writeState(picked, options.at, target);
}

/** `failed 1 --at 4 out.db`: the database as it was after a step. */
function writeState(retained: ListedDatabase, at: string | undefined, target: string | undefined): CommandResult {
  if (at === undefined || target === undefined || target === "")
    throw refusal("failed --at: expected a step and a file to write, as in `failed 1 --at 4 out.db`");
  if (!/^(?:start|end|[1-9]\d*)$/.test(at))
    throw refusal(`failed --at: expected the number of a step, "start" or "end", got ${JSON.stringify(at)}`);
  const path = resolve(target);
  const problem = writeRetainedState(statesPathOf(retained.path), retained.path, at, path);
  if (problem !== undefined) throw refusal(problem);
  const step = findRecording(retained.recording)?.recording.steps[Number(at) - 1];
  const when =
    step === undefined
      ? at === "start"
        ? "at its start"
        : "after its hooks"
      : `after "${`${step.keyword} ${step.text}`.trim()}"`;
  return {
    exitCode: 0,
    data: { path, at, number: retained.number, database: retained.database },
    lines: [`The database as it was ${escapeUnprintable(when)}:`, `  ${openCommandOf(path)}`],
  };
}

/** `picklejar show [which]`: opens the page of a retained database. */
export async function runShow(options: ShowOptions, [which]: readonly string[]): Promise<CommandResult> {
  const failedDirectory = findFailedDirectory(options);
  const retained = listChosen(failedDirectory, options);
  const picked = pick(retained, which ?? String(retained.databases[0]?.number ?? 1), failedDirectory);
  const path = pagePathOf(picked.path);
  if (statSync(path, { throwIfNoEntry: false }) === undefined) {
    const why = picked.problems.length === 0 ? "" : ` ${picked.problems.join(" ")}`;
    throw refusal(`There is no page of "${picked.path}".${why} \`picklejar failed ${picked.number}\` shows what is known.`);
  }
  if (!isWholePage(path))
    throw refusal(
      `"${path}" is cut, or is not a page of picklejar's. \`picklejar failed ${picked.number}\` shows what is known.`,
    );
  const isOpened = options.print !== true && (await openInBrowser(path));
  return { exitCode: 0, data: { path, isOpened }, lines: [isOpened ? `Opened "${path}".` : path] };
}

function listChosen(failedDirectory: string, { database: chosen }: CommandOptions): RetainedList {
  const all = listRetainedIn(failedDirectory);
  if (chosen === undefined) return all;
  return { ...all, databases: all.databases.filter(({ database }) => database === chosen) };
}

/** Gives the absolute path of the folder of runs' retained databases. */
function findFailedDirectory({ folder, ...options }: Pick<FailedOptions, "folder"> & CommandOptions): string {
  if (folder !== undefined) {
    const found = folder === "" ? undefined : findShardFolder(folder);
    if (found !== undefined) return found.failedDirectory;
    throw refusal(
      `--folder: expected a folder that merge wrote, or a copy of .picklejar, got ${JSON.stringify(folder)} ("${resolve(folder)}")`,
    );
  }
  const { path, stats } = resolveConfigPath(options);
  const file = stats.isDirectory() ? findConfig(path) : path;
  return failedDirectoryOf(file === undefined ? path : dirname(file));
}

function describeList({ databases: retained, problems }: RetainedList, directory: string): CommandResult {
  const told = problems.length === 0 ? {} : { problems };
  if (retained.length === 0)
    return { exitCode: 0, data: { directory, databases: [], ...told }, lines: [describeNothing(directory), ...problems] };
  const width = Math.max(...retained.map(({ number }) => String(number).length));
  return {
    exitCode: 0,
    data: { directory, databases: retained.map(({ recording: _large, ...database }) => database), ...told },
    lines: [
      `${formatCount(retained.length, "database")} of failed scenarios in "${directory}":`,
      ...retained.flatMap((database) => describeEntry(database, width)),
      ...problems,
      "Show one: picklejar failed <number or name>",
    ],
  };
}

function describeEntry(
  { number, scenario, database, path, shard, retainedAt }: ListedDatabase,
  width: number,
): readonly string[] {
  const { attempt } = scenario;
  const details = [
    ...(attempt > 1 ? [`attempt ${attempt}`] : []),
    ...(database === "default" ? [] : [`database ${JSON.stringify(database)}`]),
    ...(shard === undefined ? [] : [shard]),
    formatAge(Date.now() - Date.parse(retainedAt)),
  ];
  return [
    `  ${String(number).padStart(width)}  ${escapeUnprintable(`${titleOf(scenario)} (${details.join(", ")})`)}`,
    `  ${" ".repeat(width)}  ${escapeUnprintable(placeOf(scenario))}`,
    `  ${" ".repeat(width)}  ${basename(dirname(path))}/${basename(path)}`,
  ];
}

function titleOf({ feature, name }: ListedDatabase["scenario"]): string {
  const shown = name || "(no name)";
  return feature ? `${feature}: ${shown}` : shown;
}

function describeOne(retained: ListedDatabase): CommandResult {
  const found = findRecording(retained.recording);
  const warnings = found?.warning === undefined ? [] : [`"${recordPathOf(retained.path)}": ${found.warning}`];
  const hasPage = statSync(pagePathOf(retained.path), { throwIfNoEntry: false }) !== undefined;
  const title = escapeUnprintable(`${titleOf(retained.scenario)}  ${placeOf(retained.scenario)}`);
  return {
    exitCode: 0,
    data: retained,
    lines: [
      title,
      ...warnings.map(toLogLine),
      ...describeRetainedDatabase(retained, retained.path, found && describeSteps(found.recording)).split("\n"),
      ...(hasPage ? ["", `Show the page: picklejar show ${retained.number}`] : []),
    ],
    isDifference: true,
  };
}

function pick({ databases: retained, problems }: RetainedList, which: string, failedDirectory: string): ListedDatabase {
  if (retained.length === 0) throw refusal([describeNothing(failedDirectory), ...problems].join(" "));
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
  return `No database of a failed test is retained in "${directory}".`;
}
