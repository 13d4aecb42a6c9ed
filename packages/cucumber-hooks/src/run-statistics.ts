import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { threadId } from "node:worker_threads";
import type { TestDatabase } from "@picklejar/core";
import type { TestDatabaseSource } from "@picklejar/core/integration";

import { DurationHistogram, type DurationCounts } from "./duration-histogram.js";

/** What one worker, or all of them, did. */
export interface RunTotals {
  readonly origins: Readonly<Record<string, number>>;
  readonly durations: DurationHistogram;
  readonly source: TestDatabaseSource | undefined;
}

interface SavedStatistics {
  readonly origins: Readonly<Record<string, number>>;
  readonly counts: DurationCounts;
  readonly totalMs: number;
  readonly source: TestDatabaseSource | undefined;
}

/** Counts what a worker did, and leaves it in the run directory for the coordinator to add up. */
export class RunStatistics {
  readonly #directory: string;
  readonly #origins: Record<string, number> = {};
  readonly #durations = new DurationHistogram();
  #source: TestDatabaseSource | undefined;

  constructor(runPath: string) {
    this.#directory = directoryOf(runPath);
  }

  noteSource(source: TestDatabaseSource): void {
    this.#source = source;
  }

  noteDatabase(origin: TestDatabase["origin"], durationMs: number): void {
    this.#origins[origin] = (this.#origins[origin] ?? 0) + 1;
    this.#durations.add(durationMs);
  }

  save(): void {
    const saved: SavedStatistics = {
      origins: this.#origins,
      counts: this.#durations.counts,
      totalMs: this.#durations.totalMs,
      source: this.#source,
    };
    try {
      // The folders above it are not made: that would bring back a run that has ended.
      if (!existsSync(this.#directory)) mkdirSync(this.#directory);
    } catch {
      // Another worker was first, or the run has ended.
    }
    if (existsSync(this.#directory))
      writeFileSync(join(this.#directory, `${process.pid}-${threadId}.json`), JSON.stringify(saved));
  }
}

/** Adds up what the workers saved. */
export function readRunTotals(runPath: string): RunTotals {
  const origins: Record<string, number> = {};
  const durations = new DurationHistogram();
  let source: TestDatabaseSource | undefined;
  for (const saved of readSaved(directoryOf(runPath))) {
    for (const [origin, count] of Object.entries(saved.origins)) origins[origin] = (origins[origin] ?? 0) + count;
    durations.merge(saved.counts, saved.totalMs);
    // One of the workers built it, and the others found it.
    if (source === undefined || saved.source?.template?.isBuilt === true) source = saved.source ?? source;
  }
  return { origins, durations, source };
}

function readSaved(directory: string): readonly SavedStatistics[] {
  let names: readonly string[];
  try {
    names = readdirSync(directory);
  } catch {
    // No worker came as far as AfterAll: a dry run, or no scenario.
    return [];
  }
  return names.map((name): SavedStatistics => JSON.parse(readFileSync(join(directory, name), "utf8")));
}

function directoryOf(runPath: string): string {
  return join(runPath, "statistics");
}
