import { dirname, join } from "node:path";

import { initTestDb } from "@picklejar/core";

import type { FigureTask } from "../figure-task.js";
import { createProject } from "../project.js";
import { growthFigure, takeMemorySample, type MemorySample } from "./memory-samples.js";

const SAMPLE_EVERY = 1000;

/** Makes, opens and disposes of databases without end, every other one at a path, and looks at what stays behind. */
export const measureMemory: FigureTask = async ({ workDirectory, isQuick }) => {
  const { directory } = createProject(join(workDirectory, "project"), 40);
  process.chdir(directory);
  const first = await initTestDb();
  const runDirectory = dirname(dirname(dirname(first.path)));
  await first.dispose();
  const samples: MemorySample[] = [takeMemorySample(0, runDirectory)];
  const total = isQuick ? 3 * SAMPLE_EVERY : 30 * SAMPLE_EVERY;
  for (let count = 1; count <= total; count++) {
    const database = await initTestDb(count % 2 === 0 ? undefined : join(runDirectory, "databases", `named-${count}.db`));
    database.open().prepare("SELECT count(*) FROM accounts").get();
    await database.dispose();
    if (count % SAMPLE_EVERY === 0) samples.push(takeMemorySample(count, runDirectory));
  }
  return [growthFigure("initTestDb + open + dispose, again and again", "databases", samples)];
};
