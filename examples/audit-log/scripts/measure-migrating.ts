import { join } from "node:path";
import { migrationRunner } from "@picklejar-examples/audit-log";

/** Times of migrating empty files, in milliseconds. */
export interface MigratingTimes {
  readonly count: number;
  /** The first, which loads what migrating needs. */
  readonly firstMs: number;
  readonly medianMs: number;
}

/** Migrates `count` new databases in a folder, one after another, for real: this process is no test. */
export async function measureMigrating(directory: string, count: number, isCancelled: () => boolean): Promise<MigratingTimes> {
  const timesMs: number[] = [];
  for (let index = 0; index < count && !isCancelled(); index += 1) {
    const startMs = performance.now();
    await migrationRunner.initOrUpgrade(join(directory, `${index}.db`));
    timesMs.push(performance.now() - startMs);
  }
  return { count: timesMs.length, firstMs: timesMs[0] ?? 0, medianMs: medianOf(timesMs) };
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  return (lower + upper) / 2;
}
