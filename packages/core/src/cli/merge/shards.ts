import { readShardSummary, type ShardSummary } from "./read-summary.js";
import { findShardFolders, type ShardFolder } from "./shard-folder.js";

/** One folder that is merged, and what its run says. */
export interface ShardRun {
  readonly folder: ShardFolder;
  /** As messages name it: `shard 2/4`, or its folder. */
  readonly label: string;
  readonly summary?: ShardSummary;
  /** Why it has no summary, as a clause. */
  readonly problem?: string;
}

/**
 * Reads what shards left, in their order.
 *
 * @throws MergeFolderError where a folder is not that of a shard
 */
export function readShards(folders: readonly string[]): readonly ShardRun[] {
  const runs = findShardFolders(folders).map((folder): ShardRun => {
    const found = readShardSummary(folder.summaryPath);
    const shard = found.summary?.shard;
    const label = shard === undefined ? `"${folder.given}"` : `shard ${shard.index}/${shard.total}`;
    return found.summary === undefined ? { folder, label, problem: found.problem } : { folder, label, summary: found.summary };
  });
  return runs.toSorted((one, other) => positionOf(one) - positionOf(other));
}

/** Those that do not say it come last, as they were given. */
function positionOf({ summary }: ShardRun): number {
  return summary?.shard?.index ?? Number.MAX_SAFE_INTEGER;
}

/** `shard 2/4 ("shards/b")`: where two shards have the same name, the folder tells them apart. */
export function nameShard({ folder, label }: ShardRun): string {
  const name = `"${folder.given}"`;
  return label === name ? name : `${label} (${name})`;
}
