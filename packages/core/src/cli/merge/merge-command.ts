import { join, resolve } from "node:path";

import type { CommandOptions, CommandResult } from "../command-result.js";
import { refusal } from "../misuse-error.js";
import { describeMerge, describeProblems } from "./describe-merge.js";
import { judgeShards } from "./judge-shards.js";
import { mergeRetained } from "./merge-retained.js";
import { mergeSummaries } from "./merge-summaries.js";
import { refuseTakenOutput, writeMergedFolder } from "./merged-folder.js";
import { readShards } from "./shards.js";

export interface MergeOptions extends Pick<CommandOptions, "json" | "verbose"> {
  /** Relative to the working directory. @defaultValue `.picklejar/merged` */
  readonly output?: string;
  /** How many shards there must be. */
  readonly shards?: number;
}

/**
 * `picklejar merge <folders…>`: makes one folder of what the runs of all shards left, and judges them together. Changes nothing in the folders that it is
 * given. Loads no configuration.
 */
export async function runMerge(options: MergeOptions, folders: readonly string[]): Promise<CommandResult> {
  const { output = join(".picklejar", "merged"), shards: expected } = options;
  if (output === "") throw refusal('merge --output: expected a folder, got ""');
  const path = resolve(output);
  refuseTakenOutput(path);
  const shards = readShards(folders);
  const judged = judgeShards(shards, expected);
  const summary = writeMergedFolder(path, (directory) => {
    const { retained, problems: unreadable } = mergeRetained(shards, directory);
    const problems = [...judged, ...unreadable.map((message) => ({ kind: "unreadable" as const, message }))];
    return { ...mergeSummaries(shards, problems), retained };
  });
  return {
    exitCode: summary.problems.length === 0 ? 0 : 1,
    data: { directory: path, ...summary },
    lines: describeMerge(summary, output),
    errorLines: describeProblems(summary),
  };
}
