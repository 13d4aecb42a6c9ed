import { readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";

import { MergeFolderError } from "../../errors/classes/merge-errors.js";
import { isRetainedRunName } from "../../evidence/retained/retained-directory.js";
import { canonicalPathOf } from "../../files/identity/canonical-path.js";
import { refusal } from "../misuse-error.js";

/** Name of the file in which a run leaves its summary for `picklejar merge`. */
export const SUMMARY_NAME = "summary.json";

/** What the run of a shard left. Paths are absolute. */
export interface ShardFolder {
  /** As the user named it. */
  readonly given: string;
  readonly path: string;
  /** Of the summary, whether it is there or not. */
  readonly summaryPath: string;
  /** Of the folder with a folder for each run's retained databases, whether it is there or not. */
  readonly failedDirectory: string;
}

/**
 * Finds what a run left, in its `.picklejar` folder, in the folder above that, or in a copy of `failed` alone.
 *
 * @returns `undefined` where there is nothing of picklejar's
 */
export function findShardFolder(given: string): ShardFolder | undefined {
  const path = resolve(given);
  const found = [join(path, ".picklejar"), path].find(hasEvidence);
  if (found !== undefined) {
    return { given, path, summaryPath: join(found, SUMMARY_NAME), failedDirectory: join(found, "failed") };
  }
  if (!list(path).some(isRetainedRunName)) return undefined;
  return { given, path, summaryPath: join(path, SUMMARY_NAME), failedDirectory: path };
}

/**
 * Finds the folders of all shards.
 *
 * @throws MergeFolderError for the first that is none, or that is there twice
 */
export function findShardFolders(given: readonly string[]): readonly ShardFolder[] {
  const seen = new Map<string, string>();
  return given.map((name) => {
    if (name === "") throw refusal('merge: expected a folder, got ""');
    const path = resolve(name);
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined)
      throw new MergeFolderError(path, "does not exist", "Name the folder that each shard left, for example `shards/*`.");
    if (!stats.isDirectory())
      throw new MergeFolderError(path, "is not a folder", "Name the folder that each shard left, for example `shards/*`.");
    const known = seen.get(canonicalPathOf(path));
    if (known !== undefined)
      throw new MergeFolderError(path, `is there twice: "${known}" is the same folder`, "Name each folder once.");
    seen.set(canonicalPathOf(path), name);
    const found = findShardFolder(name);
    if (found !== undefined) return found;
    throw new MergeFolderError(
      path,
      `was not left by tests with picklejar: it holds neither ${SUMMARY_NAME} nor failed/`,
      `Name the .picklejar folder of a shard, or a copy of it. PICKLEJAR_SUMMARY_FILE=.picklejar/${SUMMARY_NAME} has each run write a summary there.`,
    );
  });
}

function hasEvidence(directory: string): boolean {
  return isFile(join(directory, SUMMARY_NAME)) || list(join(directory, "failed")).some(isRetainedRunName);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function list(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
