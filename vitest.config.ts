import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

import { CostsReporter } from "./test/helpers/costs-reporter.js";
import { LeftOutReporter } from "./test/helpers/left-out-reporter.js";
import { listTestFiles } from "./test/helpers/list-test-files.js";
import { LONGEST, LongestFirst } from "./test/helpers/longest-first.js";
import { TAGS_OF_DAYS } from "./test/helpers/of-today.js";

const printsCosts = process.env["PICKLEJAR_TEST_COSTS"] === "1";

const ALL = ["packages/*/test/**/*.test.ts", "examples/*/test/**/*.test.ts", "test/**/*.test.ts"];

/**
 * Files that get a process for themselves, as they change it: its environment, its run, what it has loaded, or what it knows of databases. The others
 * share one a worker, which costs half a second of CPU less for each file.
 */
const ALONE = [
  "packages/core/test/cli/clean.test.ts",
  "packages/core/test/cli/status/status.test.ts",
  "packages/core/test/config/load-config.test.ts",
  "packages/core/test/databases/dispose-anyway.test.ts",
  "packages/core/test/databases/at-path/{init-test-db,never-a-loss}.test.ts",
  "packages/core/test/errors/misuse-error.test.ts",
  // Watch or replace functions of what is loaded.
  "packages/core/test/evidence/recorder/states/*.test.ts",
  // Count what a run retains, or end it.
  "packages/core/test/docs/evidence.test.ts",
  "packages/core/test/evidence/{retained,snapshots}/*.test.ts",
  "packages/core/test/files/longest-path.test.ts",
  "packages/core/test/migrations/real-migrations.test.ts",
  // TypeORM and MikroORM add to `Reflect`; migrator-source watches the file system.
  "packages/core/test/migrators/{migrator-source,mikro-orm,typeorm}.test.ts",
  "packages/core/test/modules/{load-module,inputs/*}.test.ts",
  "packages/core/test/record/*.test.ts",
  "packages/core/test/runs/{choose-storage,end-run,run}.test.ts",
  "packages/core/test/sqlite/refuse-second-sqlite.test.ts",
  // What they do to base files has the rest of their process get copies.
  "packages/core/test/strategies/{hazards,hazards-in-memory,open-connections,overlay,pool,same-inode,threads}.test.ts",
  "packages/core/test/strategies/overlay/*.test.ts",
  "packages/core/test/template/{cache-directory,changed-inputs,find-template,seal-template}.test.ts",
  "packages/core/test/template/fingerprint/*.test.ts",
  "packages/cucumber-hooks/test/expected-failure/{mutation,verdict}.test.ts",
];

const files = listTestFiles(ALL);
const alone = listTestFiles(ALONE);
// What it lists is an order, which nothing would miss.
listTestFiles(LONGEST);

export default defineConfig({
  test: {
    reporters: ["default", new LeftOutReporter(), ...(printsCosts ? [new CostsReporter()] : [])],
    globalSetup: ["packages/core/test/helpers/global-setup.ts"],
    setupFiles: ["test/helpers/ending-matcher.ts", ...(printsCosts ? ["test/helpers/measure-cpu.ts"] : [])],
    tags: [
      { name: "long", description: "takes long, or repeats with other processes what another test shows: pnpm test:long" },
      ...TAGS_OF_DAYS,
    ],
    sequence: { sequencer: LongestFirst },
    // Most tests wait for processes that they start, so that one more file than there are cores has no core idle.
    maxWorkers: availableParallelism() + 1,
    // For what hangs: on a machine that others keep busy, what takes a few seconds took a minute.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      { extends: true, test: { name: "together", isolate: false, include: files.filter((file) => !alone.includes(file)) } },
      { extends: true, test: { name: "alone", include: alone } },
    ],
  },
});
