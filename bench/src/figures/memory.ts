import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";

import { initTestDb } from "@picklejar/core";

import type { FigureTask } from "../figure-task.js";
import { createProject } from "../project.js";
import type { SampledFigure } from "../report.js";
import { spreadOf } from "../statistics.js";

const SAMPLE_EVERY = 1000;
/** Whatever is remembered of a database costs more: an entry of a map with its path takes 100 bytes and more. */
const HEAP_BYTES_PER_DATABASE = 32;
/** Allocators keep pages; a connection that is not closed costs them 50,000 bytes and more. */
const RESIDENT_BYTES_PER_DATABASE = 500;

interface Sample {
  readonly databases: number;
  readonly heapBytes: number;
  readonly rssBytes: number;
  /** `undefined` where the system does not tell. */
  readonly descriptors: number | undefined;
  readonly files: number;
}

/** Makes, opens and disposes of databases without end, every other one at a path, and looks at what stays behind. */
export const measureMemory: FigureTask = async ({ workDirectory, isQuick }) => {
  const { directory } = createProject(join(workDirectory, "project"), 40);
  process.chdir(directory);
  const first = await initTestDb();
  const runDirectory = dirname(dirname(first.path));
  await first.dispose();
  const samples: Sample[] = [takeSample(0, runDirectory)];
  const total = isQuick ? 3 * SAMPLE_EVERY : 10 * SAMPLE_EVERY;
  for (let count = 1; count <= total; count++) {
    const database = await initTestDb(count % 2 === 0 ? undefined : join(runDirectory, "databases", `named-${count}.db`));
    database.open().prepare("SELECT count(*) FROM accounts").get();
    await database.dispose();
    if (count % SAMPLE_EVERY === 0) samples.push(takeSample(count, runDirectory));
  }
  return [toFigure(samples)];
};

function takeSample(databases: number, runDirectory: string): Sample {
  if (globalThis.gc === undefined) throw new Error("this measurement needs node --expose-gc");
  for (let run = 0; run < 3; run++) globalThis.gc();
  const { heapUsed, rss } = process.memoryUsage();
  return {
    databases,
    heapBytes: heapUsed,
    rssBytes: rss,
    descriptors: process.platform === "linux" ? readdirSync("/proc/self/fd").length : undefined,
    files: readdirSync(runDirectory, { recursive: true }).length,
  };
}

function toFigure(samples: readonly Sample[]): SampledFigure {
  const later = samples.slice(1);
  const heap = growthOf(later, ({ heapBytes }) => heapBytes);
  const growing = [
    ["heap", heap, HEAP_BYTES_PER_DATABASE],
    ["resident memory", growthOf(later, ({ rssBytes }) => rssBytes), RESIDENT_BYTES_PER_DATABASE],
    ["descriptors", growthOf(later, ({ descriptors }) => descriptors ?? 0), 0],
    ["files in the run directory", growthOf(later, ({ files }) => files), 0],
  ] as const;
  const problems = growing.filter(([, growth, tolerance]) => growth > tolerance);
  return {
    kind: "sampled",
    title: "initTestDb + open + dispose, again and again",
    columns: ["databases", "heap after gc, MB", "resident, MB", "descriptors", "files in the run directory"],
    rows: samples.map(({ databases, heapBytes, rssBytes, descriptors, files }) => [
      databases,
      toMegabytes(heapBytes),
      toMegabytes(rssBytes),
      descriptors ?? Number.NaN,
      files,
    ]),
    verdict:
      problems.length === 0
        ? `flat after the first thousand (heap: ${heap.toFixed(0)} bytes a database)`
        : `GROWS after the first thousand: ${problems.map(([what, growth]) => `${what} by ${growth.toFixed(3)} a database`).join(", ")}`,
    isMet: problems.length === 0,
  };
}

/** A database's share, as the median of the slopes between all pairs of samples: one sample that is off says nothing. */
function growthOf(samples: readonly Sample[], read: (sample: Sample) => number): number {
  const slopes = samples.flatMap((sample, index) =>
    samples.slice(index + 1).map((later) => (read(later) - read(sample)) / (later.databases - sample.databases)),
  );
  return spreadOf(slopes).median;
}

function toMegabytes(bytes: number): number {
  return Math.round(bytes / 1e4) / 100;
}
