import { lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, unlinkSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { basename, dirname, join } from "node:path";

import { attempt } from "../../errors/attempt.js";
import { hasErrorCode } from "../../errors/error-code.js";
import { MergeOutputError } from "../../errors/classes/merge-errors.js";
import { fieldsOf } from "../../evidence/recorder/read/fields.js";
import {
  ensureIgnoredDirectory,
  isRetainedRunName,
  type RetainedRun,
  readRetainedRun,
  retainedRunNameOf,
} from "../../evidence/retained/retained-directory.js";
import { listRetainedFileNames } from "../../evidence/retained/retained-record.js";
import { writePrivately } from "../../files/place-privately.js";
import { createPrivateName } from "../../files/private-name.js";
import type { MergedDirectory } from "./merge-retained.js";
import { SUMMARY_NAME } from "./shard-folder.js";

/**
 * Writes a merged folder, which has its name once it is complete: a summary, and the databases of one run in `failed`.
 *
 * @param path absolute. What an earlier merge wrote there is replaced
 * @param fill writes the databases, and gives the summary
 * @throws MergeOutputError where something else is there
 * @throws what `fs` throws; the folder is as it was then
 */
export function writeMergedFolder<Summary extends object>(
  path: string,
  fill: (directory: MergedDirectory) => Summary,
): Summary {
  const replaced = listReplaced(path);
  ensureParent(path);
  const privatePath = join(dirname(path), createPrivateName());
  try {
    const run = createRun(path);
    const failed = join("failed", retainedRunNameOf(run));
    mkdirSync(join(privatePath, failed), { recursive: true, mode: 0o700 });
    writePrivately(join(privatePath, failed, "run.json"), `${JSON.stringify(run)}\n`);
    writePrivately(join(privatePath, ".gitignore"), "*\n");
    const summary = fill({ writtenPath: join(privatePath, failed), finalPath: join(path, failed) });
    writePrivately(join(privatePath, SUMMARY_NAME), `${JSON.stringify(summary, undefined, 2)}\n`);
    // The summary says whose the others are, so it goes last.
    for (const name of replaced.files) unlinkSync(name);
    for (const directory of replaced.directories) rmdirSync(directory);
    renameSync(privatePath, path);
    return summary;
  } finally {
    rmSync(privatePath, { recursive: true, force: true });
  }
}

/** @throws MergeOutputError where something is at the path that no merge wrote */
export function refuseTakenOutput(path: string): void {
  listReplaced(path);
}

interface Replaced {
  /** Absolute, in the order in which they can go. */
  readonly files: readonly string[];
  readonly directories: readonly string[];
}

function listReplaced(path: string): Replaced {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return { files: [], directories: [] };
  if (!stats.isDirectory()) throw new MergeOutputError(path, path, "is not a folder");
  const names = readdirSync(path);
  if (names.length === 0) return { files: [], directories: [path] };
  if (!isMerged(path)) throw new MergeOutputError(path, path, "was not written by merge, and is not empty");
  const failed = join(path, "failed");
  const runs = list(failed).map((name) => join(failed, name));
  const own = runs.flatMap((run) => (isRun(run) ? listRunFiles(run) : []));
  const files = [...own, join(path, ".gitignore"), join(path, SUMMARY_NAME)].filter(exists);
  const directories = [...runs, failed, path].filter(exists);
  const known = new Set([...files, ...directories]);
  const foreign = [path, failed, ...runs].flatMap((directory) => list(directory).map((name) => join(directory, name)));
  const found = foreign.find((one) => !known.has(one)) ?? runs.find((run) => !isRun(run));
  if (found !== undefined) throw new MergeOutputError(path, found, "was not written by merge");
  return { files, directories };
}

function isMerged(path: string): boolean {
  const content = attempt((): unknown => JSON.parse(readFileSync(join(path, SUMMARY_NAME), "utf8")));
  const { picklejar, mergedAt } = fieldsOf(content);
  return picklejar === 1 && typeof mergedAt === "string";
}

function isRun(path: string): boolean {
  return isRetainedRunName(basename(path)) && lstatSync(path).isDirectory() && readRetainedRun(path) !== undefined;
}

function listRunFiles(run: string): readonly string[] {
  return [...listRetainedFileNames(run), "run.json"].map((name) => join(run, name));
}

/** As a run of tests describes itself; no process owns it. */
function createRun(path: string): RetainedRun {
  return {
    picklejar: 1,
    nonce: randomBytes(16).toString("hex"),
    runDirectory: path,
    owner: { pid: 0, startTime: undefined },
    startedAt: new Date().toISOString(),
  };
}

function ensureParent(path: string): void {
  const parent = dirname(path);
  if (basename(parent) === ".picklejar") ensureIgnoredDirectory(parent);
  else mkdirSync(parent, { recursive: true });
}

function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function list(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if (hasErrorCode(error, "ENOENT", "ENOTDIR")) return [];
    throw error;
  }
}
