import { lstatSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";

import { isPrivateName } from "../../files/private-name.js";
import { failedDirectoryOf, isRetainedRunName, readRetainedRun } from "./retained-directory.js";
import { removeDatabaseFiles, SIDECAR_SUFFIXES } from "../../files/database-files.js";
import { placeFile, writeAtomically, writePrivately } from "../../files/place-privately.js";
import { readRetainedRecord, type RetainedRecord } from "./read-retained-record.js";
import { isRetainedFileName, retainedNameOf } from "./retained-names.js";

export type { RetainedRecord } from "./read-retained-record.js";

/** A retained database as it is found later. */
export interface ListedDatabase extends RetainedRecord {
  /** Absolute. */
  readonly path: string;
  /** Name of its run's folder. */
  readonly run: string;
}

/** Absolute path of what is written down about a retained database, beside it. */
export function recordPathOf(path: string): string {
  return path.replace(/\.db$/, ".json");
}

/** Absolute path of the page that shows its recording. */
export function pagePathOf(path: string): string {
  return path.replace(/\.db$/, ".html");
}

/** Absolute path of the states that it went through. */
export function statesPathOf(path: string): string {
  return path.replace(/\.db$/, ".states");
}

/**
 * Writes down, before a database comes to its place, that what will be there is picklejar's: by this a later run knows what it may remove.
 *
 * @returns `false` where a file is there that is not ours, which stays
 * @throws what `fs` throws. Nothing is left of it then.
 */
export function beginRetainedRecord(path: string, record: Omit<RetainedRecord, "problems">): boolean {
  const begun = { ...record, problems: ["It may be missing, and was not compared: its process ended while it was retained."] };
  return placeFile(recordPathOf(path), (privatePath) => writePrivately(privatePath, toText(begun)));
}

/** Writes down what is known of a retained database, beside it. */
export function completeRetainedRecord(path: string, record: RetainedRecord): void {
  writeAtomically(recordPathOf(path), toText(record));
}

/** Writes down what went wrong later. */
export function addRetainedProblems(path: string, problems: readonly string[]): void {
  const record = findRecord(recordPathOf(path));
  if (record !== undefined) completeRetainedRecord(path, { ...record, problems: [...record.problems, ...problems] });
}

/** Takes back that a database would come. */
export function removeRetainedRecord(path: string): void {
  rmSync(recordPathOf(path), { force: true });
}

/** Removes a retained database that this run wrote. Its record goes last: it says whose the other files are. */
export function removeRetainedDatabase(path: string): void {
  removeDatabaseFiles(path);
  rmSync(pagePathOf(path), { force: true });
  rmSync(statesPathOf(path), { force: true });
  removeRetainedRecord(path);
}

/**
 * Names the files in a run's folder that picklejar put there, or SQLite beside them: what a record of exactly that name says, so that no copy
 * of a user's is among them.
 */
export function listRetainedFileNames(directory: string): readonly string[] {
  const names = readdirSync(directory);
  const bases = names
    .filter((name) => name.endsWith(".json") && isNamedAsRetained(directory, name))
    .map((name) => name.slice(0, -5));
  const own = new Set(bases.flatMap((base) => FILE_SUFFIXES.map((suffix) => base + suffix)));
  // What is under a private name was being made when its process was killed.
  return names
    .filter((name) => own.has(name) || isPrivateName(name))
    .toSorted((one, other) => Number(one.endsWith(".json")) - Number(other.endsWith(".json")));
}

/** The record is what says whose the others are. */
const FILE_SUFFIXES = [".db", ...SIDECAR_SUFFIXES.map((suffix) => `.db${suffix}`), ".html", ".states", ".json"];

function isNamedAsRetained(directory: string, name: string): boolean {
  const record = isRetainedFileName(name) ? findRecord(join(directory, name)) : undefined;
  return record !== undefined && name === `${retainedNameOf(record.number, record.scenario, record.database)}.json`;
}

function toText(record: RetainedRecord): string {
  // A recording is for programs, and large.
  return `${JSON.stringify(record, undefined, record.recording === undefined ? 2 : undefined)}\n`;
}

/** Finds what is known of a database, if it is a retained one. */
export function findRetainedRecord(path: string): RetainedRecord | undefined {
  return readRetainedRun(dirname(path)) === undefined ? undefined : findRecord(recordPathOf(path));
}

/** What is retained in a project. */
export interface RetainedList {
  /** Those of the latest run first, each run's by number. */
  readonly databases: readonly ListedDatabase[];
  /** Of the files that should say what is retained: why one does not, as sentences that name the file. */
  readonly problems: readonly string[];
}

/** Lists the retained databases of a project. Changes nothing. */
export function listRetainedDatabases(projectDirectory: string): RetainedList {
  return listRetainedIn(failedDirectoryOf(projectDirectory));
}

/** Lists the retained databases in a folder of runs, such as `.picklejar/failed`. Changes nothing. */
export function listRetainedIn(failedDirectory: string): RetainedList {
  const runs = listNames(failedDirectory)
    .filter((run) => isRetainedRunName(run) && isOwnDirectory(join(failedDirectory, run)))
    .toSorted()
    .toReversed()
    .map((run) => listRun(failedDirectory, run));
  return { databases: runs.flatMap(({ databases }) => databases), problems: runs.flatMap(({ problems }) => problems) };
}

function listRun(failedDirectory: string, run: string): RetainedList {
  const directory = join(failedDirectory, run);
  const found = listNames(directory)
    .filter((name) => isRetainedFileName(name) && name.endsWith(".json"))
    .map((name) => ({
      path: join(directory, name.replace(/\.json$/, ".db")),
      read: readRetainedRecord(join(directory, name)),
    }));
  const databases = found.flatMap(({ path, read }) => ("record" in read ? [{ ...read.record, path, run }] : []));
  return {
    databases: databases.toSorted((one, other) => one.number - other.number),
    problems: found.flatMap(({ read }) => ("problem" in read ? [read.problem] : [])),
  };
}

function findRecord(path: string): RetainedRecord | undefined {
  const found = readRetainedRecord(path);
  return "record" in found ? found.record : undefined;
}

function isOwnDirectory(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true && readRetainedRun(path) !== undefined;
}

function listNames(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
