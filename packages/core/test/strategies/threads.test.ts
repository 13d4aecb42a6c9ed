import { once } from "node:events";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

import { prepareTestDatabases, type StrategyReport } from "../../src/integration.js";
import { createWalProject } from "../helpers/create-wal-project.js";

interface WorkerResult {
  readonly dirty: number;
  readonly paths: readonly string[];
  readonly strategy: StrategyReport;
}

describe("threads of one process", () => {
  test(
    "give out base files of their own, two to a scenario, and know nothing of each other's connections",
    { tags: "long" },
    async () => {
      const { directory } = createWalProject();
      const config = { migrations: join(directory, "db"), strategy: "overlay", version: "1" };
      await prepareTestDatabases({
        ...config,
        strategy: "overlay",
        connection: (database) => database.pragma("journal_mode = WAL"),
      });
      const results = await Promise.all([1, 2, 3, 4].map((worker) => runWorker({ config, worker, scenarios: 100 })));
      expect(results.map(({ dirty }) => dirty)).toEqual([0, 0, 0, 0]);
      expect(new Set(results.flatMap(({ paths }) => paths)).size).toBe(800);
      // Two scenarios of each left their connections open: two databases each.
      expect(results.map(({ strategy }) => [strategy.strategy, strategy.dirtyCount])).toEqual(
        Array.from({ length: 4 }, () => ["overlay", 4]),
      );
    },
  );
});

async function runWorker(workerData: unknown): Promise<WorkerResult> {
  const worker = new Worker(fileURLToPath(new URL("../fixtures/overlay-worker.mjs", import.meta.url)), { workerData });
  const [result] = (await once(worker, "message")) as [WorkerResult];
  await worker.terminate();
  return result;
}
