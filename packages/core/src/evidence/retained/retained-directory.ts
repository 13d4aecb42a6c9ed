import { lstatSync, readFileSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";

import { readOwnerRecord } from "../../runs/owner-record.js";
import type { ProcessIdentity } from "../../files/processes/process-start-time.js";
import type { RunDirectory } from "../../runs/run-directory.js";
import { placeDirectory, placeFile, writePrivately } from "../../files/place-privately.js";
import { ensureDirectory } from "../../files/ensure-directory.js";
import { findFileRunner, type FileRunner } from "./file-runner.js";

/** What a run's folder of retained databases says of its run. */
export interface RetainedRun {
  /** Says that picklejar made the folder, and how. */
  readonly picklejar: 1;
  readonly nonce: string;
  /** Absolute path of its run directory, which goes when the run ends. */
  readonly runDirectory: string;
  readonly owner: ProcessIdentity;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly fileRunner?: FileRunner;
}

const RUN_FILE = "run.json";

/** Absolute path of the folder of all runs' retained databases, whether it is there or not. */
export function failedDirectoryOf(projectDirectory: string): string {
  return join(ownDirectoryOf(projectDirectory), "failed");
}

/**
 * Makes sure of the folder of this run's retained databases: `.picklejar/failed/<start>-<nonce>`, mode 0700, ignored by git.
 *
 * @returns its absolute path
 * @throws what `fs` throws, and an `Error` where something else is in its place: a symbolic link is never followed
 */
export function ensureRetainedDirectory(projectDirectory: string, run: RunDirectory): string {
  ensureIgnoredDirectory(ownDirectoryOf(projectDirectory));
  ensureOwnDirectory(failedDirectoryOf(projectDirectory), 0o700);
  const retainedRun = describeRun(run);
  const directory = join(failedDirectoryOf(projectDirectory), retainedRunNameOf(retainedRun));
  if (!isThere(directory)) {
    placeDirectory(directory, (path) => writePrivately(join(path, RUN_FILE), `${JSON.stringify(retainedRun)}\n`));
  }
  refuseNoDirectory(directory);
  return directory;
}

/**
 * Makes sure of the folder of all that picklejar keeps in a project, ignored by git.
 *
 * @throws what `fs` throws, and an `Error` where something else is in its place
 */
export function ensureIgnoredDirectory(ownDirectory: string): void {
  ensureOwnDirectory(ownDirectory, 0o777);
  const ignorePath = join(ownDirectory, ".gitignore");
  if (!isThere(ignorePath)) placeFile(ignorePath, (path) => writePrivately(path, "*\n"));
}

/** Absolute path of the folder of all that picklejar keeps in a project. */
export function ownDirectoryOf(projectDirectory: string): string {
  return join(projectDirectory, ".picklejar");
}

/** Notes that a run has retained something, or has ended: a run that began before that keeps its hands off. Never throws. */
export function noteRetainedRunInUse(projectDirectory: string, run: RunDirectory): void {
  const now = new Date();
  try {
    utimesSync(join(failedDirectoryOf(projectDirectory), nameRetainedRun(run), RUN_FILE), now, now);
  } catch {
    // It has retained nothing.
  }
}

/** When it was last noted that the run of a folder retained something, or ended; in milliseconds. */
export function lastUseOfRetainedRun(directory: string): number {
  return statSync(join(directory, RUN_FILE)).mtimeMs;
}

/** Whether a folder may be a run's, by its name. */
export function isRetainedRunName(name: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ-[0-9a-f]{8}$/.test(name);
}

/** Reads whose folder it is; `undefined` when it is not ours. */
export function readRetainedRun(directory: string): RetainedRun | undefined {
  try {
    const run: Partial<RetainedRun> | null = JSON.parse(readFileSync(join(directory, RUN_FILE), "utf8"));
    if (run?.picklejar !== 1 || run.nonce === undefined || run.runDirectory === undefined) return undefined;
    const { picklejar, nonce, runDirectory, owner = { pid: 0, startTime: undefined }, startedAt = "", fileRunner } = run;
    return { picklejar, nonce, runDirectory, owner, startedAt, ...(fileRunner !== undefined && { fileRunner }) };
  } catch {
    return undefined;
  }
}

function describeRun(run: RunDirectory): RetainedRun {
  const owner = readOwnerRecord(run.path);
  const fileRunner = findFileRunner();
  return {
    picklejar: 1,
    nonce: run.nonce,
    runDirectory: run.path,
    owner: { pid: run.ownerPid, startTime: owner?.startTime },
    startedAt: owner?.startedAt || new Date(0).toISOString(),
    ...(fileRunner !== undefined && { fileRunner }),
  };
}

/** The name of a run's folder, and of the run itself where it must be told from others. */
export function nameRetainedRun(run: RunDirectory): string {
  return retainedRunNameOf(describeRun(run));
}

/** Sorts by time; the same in every process of the run. */
export function retainedRunNameOf({ startedAt, nonce }: Pick<RetainedRun, "startedAt" | "nonce">): string {
  return `${startedAt.slice(0, 19).replaceAll(":", "-")}Z-${nonce.slice(0, 8)}`;
}

function ensureOwnDirectory(path: string, mode: number): void {
  ensureDirectory(path, mode);
  refuseNoDirectory(path);
}

function refuseNoDirectory(path: string): void {
  const stats = lstatSync(path);
  if (stats.isSymbolicLink())
    throw new Error(`"${path}" is a symbolic link, which picklejar does not follow: put a folder there`);
  if (!stats.isDirectory()) throw new Error(`"${path}" is not a folder: remove it`);
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
