import { readdirSync } from "node:fs";

import type { SampledFigure } from "../report.js";
import { spreadOf } from "../statistics.js";

/** Whatever is remembered of a database costs more: an entry of a map with its path takes 100 bytes and more. */
const HEAP_BYTES_PER_DATABASE = 32;
/** Allocators keep pages; a connection that is not closed costs them 50,000 bytes and more. */
const RESIDENT_BYTES_PER_DATABASE = 500;

/** What a process holds at one moment. */
export interface MemorySample {
  /** How many databases came and went before. */
  readonly databases: number;
  readonly heapBytes: number;
  readonly rssBytes: number;
  /** `undefined` where the system does not tell. */
  readonly descriptors: number | undefined;
  readonly files: number;
}

/**
 * Looks at this process, which needs `--expose-gc`, and at the files in a folder.
 *
 * @param databases how many came and went before
 * @param directory absolute
 */
export function takeMemorySample(databases: number, directory: string): MemorySample {
  if (globalThis.gc === undefined) throw new Error("this measurement needs node --expose-gc");
  for (let run = 0; run < 3; run++) globalThis.gc();
  const { heapUsed, rss } = process.memoryUsage();
  return {
    databases,
    heapBytes: heapUsed,
    rssBytes: rss,
    descriptors: process.platform === "linux" ? readdirSync("/proc/self/fd").length : undefined,
    files: readdirSync(directory, { recursive: true }).length,
  };
}

/** Says whether anything grows with the databases, the first sample left out: that is before anything was loaded. */
export function growthFigure(title: string, unit: string, samples: readonly MemorySample[]): SampledFigure {
  const later = samples.slice(1);
  const heap = growthOf(later, ({ heapBytes }) => heapBytes);
  const growing = [
    ["heap", heap, HEAP_BYTES_PER_DATABASE],
    ["resident memory", growthOf(later, ({ rssBytes }) => rssBytes), RESIDENT_BYTES_PER_DATABASE],
    ["descriptors", growthOf(later, ({ descriptors }) => descriptors ?? 0), 0],
    ["files", growthOf(later, ({ files }) => files), 0],
  ] as const;
  const problems = growing.filter(([, growth, tolerance]) => growth > tolerance);
  return {
    kind: "sampled",
    title,
    columns: [unit, "heap after gc, MB", "resident, MB", "descriptors", "files"],
    rows: samples.map(({ databases, heapBytes, rssBytes, descriptors, files }) => [
      databases,
      toMegabytes(heapBytes),
      toMegabytes(rssBytes),
      descriptors ?? Number.NaN,
      files,
    ]),
    verdict:
      problems.length === 0
        ? `flat after the first ${samples[1]?.databases ?? 0} (heap: ${heap.toFixed(0)} bytes a database)`
        : `GROWS after the first ${samples[1]?.databases ?? 0}: ${problems.map(([what, growth]) => `${what} by ${growth.toFixed(3)} a database`).join(", ")}`,
    isMet: problems.length === 0,
  };
}

/** A database's share, as the median of the slopes between all pairs of samples: one sample that is off says nothing. */
function growthOf(samples: readonly MemorySample[], read: (sample: MemorySample) => number): number {
  const slopes = samples.flatMap((sample, index) =>
    samples.slice(index + 1).map((later) => (read(later) - read(sample)) / (later.databases - sample.databases)),
  );
  return spreadOf(slopes).median;
}

function toMegabytes(bytes: number): number {
  return Math.round(bytes / 1e4) / 100;
}
