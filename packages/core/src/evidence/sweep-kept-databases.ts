import { lstatSync, readdirSync, rmdirSync, unlinkSync } from "node:fs";
import { join } from "node:path";

import { readOwnerRecord } from "../run-directory/owner-record.js";
import { isProcessAlive, isWithinSight } from "../run-directory/process-start-time.js";
import { failedDirectoryOf, isKeptRunName, readKeptRun, type KeptRun } from "./kept-directory.js";
import { listKeptFileNames } from "./kept-record.js";

/** A run in another container cannot be seen: after so long it is over. */
const OVER_AFTER_MS = 24 * 60 * 60 * 1000;

/**
 * Removes what earlier runs kept in a project: at the start of a run, so that what is there is of the last one. A run that is alive keeps its
 * own; so does what is not ours, by name and by what is written inside; symbolic links are not followed. A file that somebody else put into a
 * run's folder stays, a copy of a kept database among them, and the folder with it. Never throws.
 *
 * @returns absolute paths of the folders that are gone
 */
export function sweepKeptDatabases(projectDirectory: string): readonly string[] {
  const directory = failedDirectoryOf(projectDirectory);
  try {
    if ([join(projectDirectory, ".picklejar"), directory].some((path) => !lstatSync(path).isDirectory())) return [];
    const names = readdirSync(directory).filter(isKeptRunName);
    return names.map((name) => join(directory, name)).filter(sweepDirectory);
  } catch {
    // None there; or not to be read, which the first scenario that fails will say.
    return [];
  }
}

function sweepDirectory(directory: string): boolean {
  try {
    if (!lstatSync(directory).isDirectory()) return false;
    const run = readKeptRun(directory);
    if (run === undefined || !directory.endsWith(`-${run.nonce.slice(0, 8)}`) || !isOver(run)) return false;
    // What says that the folder is ours goes last: a sweep that is stopped half-way goes on the next time.
    for (const name of listKeptFileNames(directory)) unlinkSync(join(directory, name));
    if (readdirSync(directory).some((name) => name !== "run.json")) return false;
    unlinkSync(join(directory, "run.json"));
    rmdirSync(directory);
    return true;
  } catch {
    // Another run may sweep at the same time; whatever it is, it must not keep this one from starting.
    return false;
  }
}

function isOver({ runDirectory, nonce, owner, startedAt }: KeptRun): boolean {
  if (isProcessAlive(owner)) return readOwnerRecord(runDirectory)?.nonce !== nonce;
  return owner.startTime === undefined || isWithinSight(owner) || Date.now() - Date.parse(startedAt) > OVER_AFTER_MS;
}
