import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

import { CostsReporter } from "./test/helpers/costs-reporter.js";
import { LeftOutReporter } from "./test/helpers/left-out-reporter.js";

const costs = process.env["PICKLEJAR_TEST_COSTS"] === "1" ? [new CostsReporter()] : [];

export default defineConfig({
  test: {
    reporters: ["default", new LeftOutReporter(), ...costs],
    globalSetup: ["packages/core/test/helpers/global-setup.ts"],
    setupFiles: ["test/helpers/ending-matcher.ts"],
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
