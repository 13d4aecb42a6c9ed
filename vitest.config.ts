import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    globalSetup: ["packages/core/test/global-setup.ts"],
    include: ["packages/*/test/**/*.test.ts", "examples/*/test/**/*.test.ts", "test/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
