import { lstatSync, readdirSync, rmdirSync, rmSync, unlinkSync } from "node:fs";
import { join } from "node:path";

import { isRunAlive } from "../../runs/is-run-alive.js";
import { readOwnerRecord } from "../../runs/owner-record.js";
import { isAbandoned } from "../../files/private-name.js";
import { isProcessAlive, isWithinSight } from "../../files/processes/process-start-time.js";
import type { RunDirectory } from "../../runs/run-directory.js";
import { findFileRunner, isForOtherFile, type FileRunner } from "./file-runner.js";
import {
  failedDirectoryOf,
  isRetainedRunName,
  lastUseOfRetainedRun,
  ownDirectoryOf,
  readRetainedRun,
  type RetainedRun,
} from "./retained-directory.js";
import { listRetainedFileNames } from "./retained-record.js";

/** A run in another container cannot be seen: after so long it is over. */
const OVER_AFTER_MS = 24 * 60 * 60 * 1000;

/**
 * Removes what runs that were over before this one began have retained in a project: at the start of a run, so that what is there is of the last one,
 * and of those that ran at the same time, or for other files of the same runner. What is not ours stays, by name and by what is written inside; symbolic
 * links are not followed. A file that somebody else put into a run's folder stays, a copy of a retained database among them, and the folder with it.
 * Never throws.
 *
 * @param run which begins; without it, all that is over now goes
 * @returns absolute paths of the folders that are gone
 */
export function sweepRetainedDatabases(projectDirectory: string, run?: RunDirectory): readonly string[] {
  const startedMs = startOf(run);
  const directory = failedDirectoryOf(projectDirectory);
  try {
    for (const path of [ownDirectoryOf(projectDirectory), directory]) {
      if (!lstatSync(path).isDirectory()) return [];
      // Before the next is looked for, which a process may not have come to make.
      removeAbandoned(path);
    }
    const names = readdirSync(directory).filter(isRetainedRunName);
    const fileRunner = run === undefined ? undefined : findFileRunner();
    return names.map((name) => join(directory, name)).filter((path) => sweepDirectory(path, startedMs, fileRunner));
  } catch {
    // None there; or not to be read, which the first scenario that fails will say.
    return [];
  }
}

function startOf(run: RunDirectory | undefined): number {
  const owner = run === undefined ? undefined : readOwnerRecord(run.path);
  return owner === undefined ? Number.POSITIVE_INFINITY : Date.parse(owner.startedAt);
}

/** What a process was making that was killed over it: it is complete, and gets another name, or it is nothing. */
function removeAbandoned(directory: string): void {
  for (const name of readdirSync(directory)) {
    const path = join(directory, name);
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats !== undefined && isAbandoned(name, Date.now() - stats.mtimeMs)) rmSync(path, { recursive: true, force: true });
  }
}

function sweepDirectory(directory: string, startedMs: number, fileRunner: FileRunner | undefined): boolean {
  try {
    if (!lstatSync(directory).isDirectory()) return false;
    const run = readRetainedRun(directory);
    // A sweep was stopped before its last step. Made are such folders with something in them.
    if (run === undefined) return removeIfEmpty(directory);
    if (!directory.endsWith(`-${run.nonce.slice(0, 8)}`) || !isOver(run)) return false;
    if (lastUseOfRetainedRun(directory) >= startedMs || isForOtherFile(run.fileRunner, fileRunner)) return false;
    // What says that the folder is ours goes last: a sweep that is stopped half-way goes on the next time.
    for (const name of listRetainedFileNames(directory)) unlinkSync(join(directory, name));
    if (readdirSync(directory).some((name) => name !== "run.json")) return false;
    unlinkSync(join(directory, "run.json"));
    return removeIfEmpty(directory);
  } catch {
    // Another run may sweep at the same time; whatever it is, it must not keep this one from starting.
    return false;
  }
}

/** @throws what `fs` throws: `ENOTEMPTY` where something is in it */
function removeIfEmpty(directory: string): true {
  rmdirSync(directory);
  return true;
}

function isOver({ runDirectory, nonce, owner, startedAt }: RetainedRun): boolean {
  if (readOwnerRecord(runDirectory)?.nonce === nonce) return !isRunAlive(runDirectory, owner);
  if (isProcessAlive(owner)) return true;
  return owner.startTime === undefined || isWithinSight(owner) || Date.now() - Date.parse(startedAt) > OVER_AFTER_MS;
}
