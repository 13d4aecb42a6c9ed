import { lstatSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import type { DatabaseDifference } from "./compare-databases.js";
import { failedDirectoryOf, isKeptRunName, readKeptRun } from "./kept-directory.js";
import { isKeptFileName, type FailedScenario } from "./kept-names.js";

/** What is known of the database of a failed scenario; plain data. */
export interface KeptRecord {
  /** Counts from 1 within its run. */
  readonly number: number;
  readonly scenario: FailedScenario;
  /** Name of the database in the configuration. */
  readonly database: string;
  /** Hex SHA-256 of everything that decides what is in its template. */
  readonly fingerprint: string;
  /** Absolute path of that template, which a later build may have removed; absent with `PICKLEJAR_TEMPLATE=off`. */
  readonly template?: string;
  /** ISO 8601. */
  readonly keptAt: string;
  /** How it differs from its template; absent where it could not be compared, which `problems` then says. */
  readonly difference?: DatabaseDifference;
  /** What went wrong while it was kept or compared; empty where nothing did. */
  readonly problems: readonly string[];
}

/** A kept database as it is found later. */
export interface ListedDatabase extends KeptRecord {
  /** Absolute. */
  readonly path: string;
  /** Name of its run's folder. */
  readonly run: string;
}

/** Absolute path of what is written down about a kept database, beside it. */
function recordPathOf(path: string): string {
  return path.replace(/\.db$/, ".json");
}

/** Writes down what is known of a kept database, beside it. Last of all: what has no record is not whole. */
export function writeKeptRecord(path: string, record: KeptRecord): void {
  writeFileSync(recordPathOf(path), `${JSON.stringify(record, undefined, 2)}\n`, { flag: "wx", mode: 0o600 });
}

/** Finds what is known of a database, if it is a kept one. */
export function findKeptRecord(path: string): KeptRecord | undefined {
  return readKeptRun(dirname(path)) === undefined ? undefined : readKeptRecord(recordPathOf(path));
}

/** Lists the kept databases of a project, those of the latest run first, each run's by number. Changes nothing. */
export function listKeptDatabases(projectDirectory: string): readonly ListedDatabase[] {
  const failedDirectory = failedDirectoryOf(projectDirectory);
  return listNames(failedDirectory)
    .filter((run) => isKeptRunName(run) && isOwnDirectory(join(failedDirectory, run)))
    .toSorted()
    .toReversed()
    .flatMap((run) => listRun(failedDirectory, run));
}

function listRun(failedDirectory: string, run: string): readonly ListedDatabase[] {
  const directory = join(failedDirectory, run);
  return listNames(directory)
    .filter((name) => isKeptFileName(name) && name.endsWith(".json"))
    .flatMap((name) => {
      const record = readKeptRecord(join(directory, name));
      return record === undefined ? [] : [{ ...record, path: join(directory, name.replace(/\.json$/, ".db")), run }];
    })
    .toSorted((one, other) => one.number - other.number);
}

function readKeptRecord(path: string): KeptRecord | undefined {
  try {
    const record: Partial<KeptRecord> | null = JSON.parse(readFileSync(path, "utf8"));
    if (record?.number === undefined || record.scenario === undefined) return undefined;
    const { database = "default", fingerprint = "", keptAt = "", problems = [] } = record;
    const { number, scenario, template, difference } = record;
    const found = { number, scenario, database, fingerprint, keptAt, problems };
    return { ...found, ...(template !== undefined && { template }), ...(difference && { difference }) };
  } catch {
    return undefined;
  }
}

function isOwnDirectory(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true && readKeptRun(path) !== undefined;
}

function listNames(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
