import type { RolldownOptions } from "rolldown";

/**
 * What is published is a dozen files in place of a hundred and sixty: loading a small module costs Node about a third of a millisecond, and
 * picklejar is loaded by every process that a scenario starts. What is loaded late stays in files of its own.
 *
 * The workspace itself runs from `dist`, as `tsc` makes it; with `node --conditions=published` it runs from here.
 */
const config = {
  input: {
    index: "src/index.ts",
    integration: "src/integration.ts",
    migrators: "src/migrators/index.ts",
    vitest: "src/runners/vitest/setup.ts",
    "vitest-fixture": "src/runners/vitest/fixture.ts",
    "jest-setup": "src/runners/jest/setup.ts",
    "jest-teardown": "src/runners/jest/teardown.ts",
    cli: "src/cli/main.ts",
    "verify-child": "src/cli/verify-child.ts",
    "build-child": "src/template/build/build-child.ts",
    "copy-database-files": "src/evidence/snapshots/copy-database-files.ts",
  },
  platform: "node",
  logLevel: "warn",
  // Integrations need at once what others load late; both are served by the same file.
  checks: { ineffectiveDynamicImport: false },
  // Everything that is not ours: packages, and Node's own modules.
  external: /^[^./]/,
  output: {
    dir: "bundle",
    // One folder, without others in it: modules find their neighbours by name.
    entryFileNames: "[name].js",
    chunkFileNames: "[name]-[hash].js",
    cleanDir: true,
    // Two files for what most processes need, with all that these import: one for the fast path, and one more for a test database whose template is there.
    codeSplitting: {
      groups: [
        {
          name: "fast-path",
          test: /src[\\/](errors[\\/](index|refuse-old-node)|config[\\/]define-config|databases[\\/](init-test-db|skip-when-initialized)|migrations[\\/]migration-runner)\.ts$/,
          priority: 2,
        },
        { name: "test-database", test: /src[\\/]databases[\\/]initialize-test-database\.ts$/, priority: 1 },
      ],
    },
    sourcemap: true,
  },
} satisfies RolldownOptions;

export default config;
