import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

import { CostsReporter } from "./test/helpers/costs-reporter.js";
import { LeftOutReporter } from "./test/helpers/left-out-reporter.js";
import { listTestFiles } from "./test/helpers/list-test-files.js";

const printsCosts = process.env["PICKLEJAR_TEST_COSTS"] === "1";

const ALL = ["packages/*/test/**/*.test.ts", "examples/*/test/**/*.test.ts", "test/**/*.test.ts"];

/**
 * Files that share a process, because they leave nothing behind in it: they compute, or drive processes of their own. Each file that gets a process
 * for itself costs half a second of CPU more.
 */
const TOGETHER = [
  "examples/*/test/**/*.test.ts",
  "test/**/*.test.ts",
  "packages/core/test/{cli,errors,migrations}/**/*.test.ts",
  "packages/core/test/evidence/{diff,viewer}/**/*.test.ts",
  "packages/core/test/evidence/recorder/{changes,redaction,sql,text}/**/*.test.ts",
  // TypeORM and MikroORM add to `Reflect`; migrator-source watches the file system.
  "packages/core/test/migrators/{knex,kysely,umzug}.test.ts",
  "packages/core/test/modules/functions/**/*.test.ts",
  "packages/cucumber-hooks/test/**/*.test.ts",
];

/** Among them, those that change the process: its environment, its run, or what it has loaded. */
const CHANGE_THE_PROCESS = [
  "packages/core/test/cli/{clean,status}.test.ts",
  "packages/core/test/errors/misuse-error.test.ts",
  "packages/core/test/migrations/real-migrations.test.ts",
  "packages/cucumber-hooks/test/expected-failure/{mutation,verdict}.test.ts",
];

const files = listTestFiles(ALL);
const together = listTestFiles(TOGETHER, CHANGE_THE_PROCESS);

export default defineConfig({
  test: {
    reporters: ["default", new LeftOutReporter(), ...(printsCosts ? [new CostsReporter()] : [])],
    globalSetup: ["packages/core/test/helpers/global-setup.ts"],
    setupFiles: ["test/helpers/ending-matcher.ts", ...(printsCosts ? ["test/helpers/measure-cpu.ts"] : [])],
    tags: [
      { name: "long", description: "takes long, or repeats with other processes what another test shows: pnpm test:long" },
    ],
    // Most tests wait for processes that they start: on two cores one file at a time takes nearly twice as long.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: "together", isolate: false, include: together } },
      { extends: true, test: { name: "alone", include: files.filter((file) => !together.includes(file)) } },
    ],
  },
});
