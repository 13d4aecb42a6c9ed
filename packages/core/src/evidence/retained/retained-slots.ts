import {
  appendFileSync,
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { attempt } from "../../errors/attempt.js";
import { ensureRunFolder } from "../../runs/ensure-run-folder.js";
import type { RunDirectory } from "../../runs/run-directory.js";
import { THREAD_NAME } from "../../files/unique-name.js";
import type { Run } from "../../runs/run.js";
import { hasErrorCode } from "../../errors/error-code.js";

/** Folder of the run directory with a file for each number that is taken. */
const SLOTS = "retained";

/** A process or thread counts in a file of its own what it did not retain: a byte each. */
const NOT_RETAINED = "not-retained-";

/** How many databases of failed scenarios a run has retained, over all of its processes and threads. */
export interface RetainedCounts {
  readonly retained: number;
  /** So many more failed after the last that was retained. */
  readonly notRetained: number;
}

/** What is known of a number: the test's key, and the absolute path of what is retained under it. */
export interface RetainedNote {
  readonly key: string;
  readonly path: string;
}

class TakenNumbers {
  /** Up to which number all were taken when this thread looked. */
  upTo = 0;
}

/**
 * Takes the lowest number from 1 to `most` that nobody in the run has; `undefined`, having counted it, when all are taken. A number is a file
 * in the run directory that is made exclusively.
 *
 * @remarks Once all are taken, this thread looks no more, and each call costs the same.
 */
export function acquireRetainedNumber(run: Run, most: number): number | undefined {
  const directory = ensureRunFolder(run, SLOTS);
  const taken = run.own(TakenNumbers);
  if (taken.upTo < most) {
    const names = new Set(readdirSync(directory));
    for (let number = 1; number <= most; number++) {
      if (!names.has(String(number)) && createFile(join(directory, String(number)))) return number;
    }
    taken.upTo = most;
  }
  appendFileSync(join(directory, NOT_RETAINED + THREAD_NAME), ".", { mode: 0o600 });
  return undefined;
}

/** Gives a number back whose database could not be retained. */
export function releaseRetainedNumber(run: Run, number: number): void {
  run.own(TakenNumbers).upTo = 0;
  rmSync(join(slotsDirectory(run), String(number)), { force: true });
}

/** Notes which test has a number, for the process that runs its next attempt. */
export function noteRetainedTest(run: Run, number: number, note: RetainedNote): void {
  writeFileSync(join(slotsDirectory(run), String(number)), JSON.stringify(note), { mode: 0o600 });
}

/** Finds what an earlier attempt of a test retained, in whichever process of the run. */
export function findRetainedTest(run: RunDirectory, key: string): (RetainedNote & { readonly number: number }) | undefined {
  const directory = slotsDirectory(run);
  for (const name of attempt(() => readdirSync(directory)) ?? []) {
    // One that has no note yet is empty, and belongs to a test that runs now.
    const note = /^\d+$/.test(name)
      ? attempt((): RetainedNote => JSON.parse(readFileSync(join(directory, name), "utf8")))
      : undefined;
    if (note?.key === key) return { ...note, number: Number(name) };
  }
  return undefined;
}

/** Takes back that a database was counted as not retained, by this thread. */
export function uncountNotRetained(run: Run): void {
  const path = join(slotsDirectory(run), NOT_RETAINED + THREAD_NAME);
  truncateSync(path, statSync(path).size - 1);
}

/** Counts over the whole run; for its summary, before it ends. */
export function countRetainedDatabases(run: RunDirectory): RetainedCounts {
  const directory = slotsDirectory(run);
  try {
    const names = readdirSync(directory);
    const sizes = names.filter((name) => name.startsWith(NOT_RETAINED)).map((name) => statSync(join(directory, name)).size);
    return { retained: names.length - sizes.length, notRetained: sizes.reduce((sum, size) => sum + size, 0) };
  } catch {
    // Nothing failed, or the run is over.
    return { retained: 0, notRetained: 0 };
  }
}

function slotsDirectory(run: RunDirectory): string {
  return join(run.path, SLOTS);
}

function createFile(path: string): boolean {
  try {
    closeSync(openSync(path, "wx", 0o600));
    return true;
  } catch (error) {
    if (hasErrorCode(error, "EEXIST")) return false;
    throw error;
  }
}
