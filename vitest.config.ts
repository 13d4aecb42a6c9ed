import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

import { LeftOutReporter } from "./test/left-out-reporter.js";

export default defineConfig({
  test: {
    reporters: ["default", new LeftOutReporter()],
    globalSetup: ["packages/core/test/global-setup.ts"],
    include: ["packages/*/test/**/*.test.ts", "examples/*/test/**/*.test.ts", "test/**/*.test.ts"],
    // Most tests wait for processes that they start: on two cores one file at a time takes nearly twice as long.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
