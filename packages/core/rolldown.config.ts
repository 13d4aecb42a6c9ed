import { basename } from "node:path";
import type { RolldownOptions } from "rolldown";

import { ENTRIES, fileOf, ONLY_IMPORTED, PROGRAMS, SHARED_WITH_JEST } from "./packaging/entries.js";
import { keepNodeFunctions, nameExports, refuseRequire, shareWithJest } from "./packaging/rolldown-plugins.js";

const entries = Object.entries(ENTRIES);
const inputOf = (selected: typeof entries): Record<string, string> =>
  Object.fromEntries(selected.map(([entry, source]) => [fileOf(entry), `src/${source}`]));

/** Maps name the sources, which the package has in `src`: stacks lead to files that can be opened, and no source is published twice. */
const maps = { sourcemap: true, sourcemapExcludeSources: true };

const shared = {
  platform: "node",
  logLevel: "warn",
  // Integrations need at once what others load late; both are served by the same file.
  checks: { ineffectiveDynamicImport: false },
} satisfies RolldownOptions;

/**
 * What is published is a dozen files in place of a hundred and sixty: loading a small module costs Node about a third of a millisecond, and
 * picklejar is loaded by every process that a scenario starts. What is loaded late stays in files of its own.
 *
 * They are CommonJS, which `require` and `import` can both load: see {@link nameExports}.
 *
 * The workspace itself runs from `dist`, as `tsc` makes it; with `node --conditions=published` it runs from here.
 */
export const commonJs = {
  ...shared,
  input: {
    ...inputOf(entries.filter(([entry]) => !ONLY_IMPORTED.includes(entry))),
    ...Object.fromEntries(Object.entries(PROGRAMS).map(([name, source]) => [name, `src/${source}`])),
  },
  // Everything that is not ours: packages, and Node's own modules.
  external: /^[^./]/,
  plugins: [
    keepNodeFunctions(),
    shareWithJest(SHARED_WITH_JEST.map(fileOf)),
    nameExports(Object.keys(ENTRIES).map(fileOf)),
    refuseRequire(new Map(ONLY_IMPORTED.map((entry) => [fileOf(entry), entry]))),
  ],
  output: {
    dir: "bundle",
    format: "cjs",
    strict: true,
    exports: "named",
    // One folder, without others in it: modules find their neighbours by name.
    entryFileNames: "[name].js",
    chunkFileNames: "[name]-[hash].js",
    cleanDir: true,
    // Two files for what most processes need, with all that these import: one for the fast path, and one more for a test database whose template is there.
    codeSplitting: {
      groups: [
        {
          name: "fast-path",
          test: /src[\\/](errors[\\/](index|refuse-old-node)|config[\\/]define-config|databases[\\/](init-test-db|open-test-database|skip-when-initialized)|migrations[\\/]migration-runner)\.ts$/,
          priority: 2,
        },
        { name: "test-database", test: /src[\\/]databases[\\/]initialize-test-database\.ts$/, priority: 1 },
      ],
    },
    ...maps,
  },
} satisfies RolldownOptions;

/** Entries that import what can only be imported; they take everything of ours from the one CommonJS instance. */
const onlyImported = {
  ...shared,
  input: inputOf(entries.filter(([entry]) => ONLY_IMPORTED.includes(entry))),
  external: (id) => /^[^./]/.test(id) || basename(id) === "integration.js",
  output: {
    dir: "bundle",
    entryFileNames: "[name].mjs",
    // The folder says that its .js files are CommonJS.
    chunkFileNames: "[name]-[hash].mjs",
    paths: (id) => (basename(id) === "integration.js" || basename(id) === "integration.ts" ? "./integration.mjs" : id),
    ...maps,
  },
} satisfies RolldownOptions;

export default [commonJs, onlyImported] as const;
