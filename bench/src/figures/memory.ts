import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";

import { initTestDb } from "@picklejar/core";

import type { FigureTask } from "../figure-task.js";
import { createProject } from "../project.js";
import type { SampledFigure } from "../report.js";

const SAMPLE_EVERY = 1000;
/** What the collector leaves to chance, not what a thing remembered for each database adds up to: that is 20 bytes of 9,000. */
const HEAP_TOLERANCE_BYTES = 200_000;
/** Pages that allocators keep: half a kilobyte of 9,000 databases. */
const RSS_TOLERANCE_BYTES = 5_000_000;

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
  const [, afterFirst, ...later] = samples;
  const last = later.at(-1);
  if (afterFirst === undefined || last === undefined) throw new RangeError("at least three samples are needed");
  const problems = [
    growth("heap", last.heapBytes - afterFirst.heapBytes, HEAP_TOLERANCE_BYTES),
    growth("resident memory", last.rssBytes - afterFirst.rssBytes, RSS_TOLERANCE_BYTES),
    growth("descriptors", (last.descriptors ?? 0) - (afterFirst.descriptors ?? 0), 0),
    growth("files in the run directory", last.files - afterFirst.files, 0),
  ].filter((problem) => problem !== undefined);
  const heapGrowth = last.heapBytes - afterFirst.heapBytes;
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
        ? `flat after the first thousand (heap ${heapGrowth >= 0 ? "+" : ""}${(heapGrowth / 1e3).toFixed(0)} kB)`
        : `GROWS after the first thousand: ${problems.join(", ")}`,
    isMet: problems.length === 0,
  };
}

function growth(what: string, amount: number, tolerance: number): string | undefined {
  return amount > tolerance ? `${what} by ${amount}` : undefined;
}

function toMegabytes(bytes: number): number {
  return Math.round(bytes / 1e4) / 100;
}
