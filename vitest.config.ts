import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

import { CostsReporter } from "./test/helpers/costs-reporter.js";
import { LeftOutReporter } from "./test/helpers/left-out-reporter.js";

const printsCosts = process.env["PICKLEJAR_TEST_COSTS"] === "1";

export default defineConfig({
  test: {
    reporters: ["default", new LeftOutReporter(), ...(printsCosts ? [new CostsReporter()] : [])],
    globalSetup: ["packages/core/test/helpers/global-setup.ts"],
    setupFiles: ["test/helpers/ending-matcher.ts", ...(printsCosts ? ["test/helpers/measure-cpu.ts"] : [])],
    include: ["packages/*/test/**/*.test.ts", "examples/*/test/**/*.test.ts", "test/**/*.test.ts"],
    tags: [
      { name: "long", description: "takes long, or repeats with other processes what another test shows: pnpm test:long" },
    ],
    // Most tests wait for processes that they start: on two cores one file at a time takes nearly twice as long.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
