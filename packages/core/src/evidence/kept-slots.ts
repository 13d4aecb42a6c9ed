import { closeSync, openSync, readdirSync, rmSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { join } from "node:path";

import { ensureRunFolder } from "../run-directory/ensure-run-folder.js";
import type { RunDirectory } from "../run-directory/run-directory.js";

/** Folder of the run directory with a file for each number that is taken. */
const SLOTS = "kept";

/** How many databases of failed scenarios a run has kept, over all of its processes and threads. */
export interface KeptCounts {
  readonly kept: number;
  /** So many more failed after the last that was kept. */
  readonly notKept: number;
}

/**
 * Takes the lowest number from 1 to `most` that nobody in the run has; `undefined`, having counted it, when all are taken. A number is a file
 * in the run directory that is made exclusively.
 */
export function takeKeptNumber(run: RunDirectory, most: number): number | undefined {
  const directory = ensureRunFolder(run, SLOTS);
  const taken = new Set(readdirSync(directory));
  for (let number = 1; number <= most; number++) {
    if (!taken.has(String(number)) && createFile(join(directory, String(number)))) return number;
  }
  createFile(join(directory, `not-kept-${randomBytes(8).toString("hex")}`));
  return undefined;
}

/** Gives a number back whose database could not be kept. */
export function giveKeptNumberBack(run: RunDirectory, number: number): void {
  rmSync(join(slotsDirectory(run), String(number)), { force: true });
}

/** Counts over the whole run; for its summary, before it ends. */
export function countKeptDatabases(run: RunDirectory): KeptCounts {
  let names: readonly string[] = [];
  try {
    names = readdirSync(slotsDirectory(run));
  } catch {
    // Nothing failed, or the run is over.
  }
  const kept = names.filter((name) => /^\d+$/.test(name)).length;
  return { kept, notKept: names.length - kept };
}

function slotsDirectory(run: RunDirectory): string {
  return join(run.path, SLOTS);
}

function createFile(path: string): boolean {
  try {
    closeSync(openSync(path, "wx", 0o600));
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}
