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
    vitest: "src/runners/vitest.ts",
    "vitest-fixture": "src/runners/vitest-fixture.ts",
    "jest-setup": "src/runners/jest-setup.ts",
    "jest-teardown": "src/runners/jest-teardown.ts",
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
    // Two files for what most processes need: one for the fast path, and one more for a test database whose template is there.
    codeSplitting: {
      groups: [
        {
          name: "fast-path",
          test: /src[\\/](refuse-old-node|errors|functions[\\/](?!code-)|run-directory|sqlite|trace|log-text|migrations[\\/](migration-(source|runner)|check-runner)|config[\\/](define-config|option-error|validate-)|template[\\/]find-p|test-database[\\/](init-test-db|skip-when|begin-test-suite))/,
          priority: 2,
        },
        {
          name: "test-database",
          test: /src[\\/](test-database|strategies|config|template[\\/](?!build-|carried-|child-builder|die-|in-process-|make-|observe-|pending-|seal-)|functions[\\/]code|observe[\\/](file-|find-|path-|watch-file)|migrations[\\/](read-migrations|migration-file|classify|list-files|pair-files|order-|ignored))/,
          priority: 1,
        },
      ],
    },
    sourcemap: true,
  },
} satisfies RolldownOptions;

export default config;
