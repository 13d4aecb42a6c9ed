import { basename, join } from "node:path";
import type { RolldownOptions } from "rolldown";

import { ENTRIES, fileOf, ONLY_IMPORTED, PARTS, PROGRAMS, SHARED_WITH_JEST } from "./packaging/entries.js";
import { assignFiles } from "./packaging/files.js";
import {
  keepNodeFunctions,
  loadNeighboursLate,
  nameExports,
  refuseBrowsers,
  refuseRequire,
  shareWithJest,
  takeFromCommonJs,
  writeAscii,
} from "./packaging/rolldown-plugins.js";

const entries = Object.entries(ENTRIES);
const inputOf = (selected: typeof entries): Record<string, string> =>
  Object.fromEntries(selected.map(([entry, source]) => [fileOf(entry), `src/${source}`]));

/** What `runners/vitest/core.ts` is in the bundle. */
const COMMON_JS_CORE = "./vitest-core.js";

/** Maps name the sources, which the package has in `src`: stacks lead to files that can be opened, and no source is published twice. */
const maps = { sourcemap: true, sourcemapExcludeSources: true };

const shared = {
  platform: "node",
  logLevel: "warn",
  preserveEntrySignatures: "allow-extension",
  // Integrations need at once what others load late; both are served by the same file.
  checks: { ineffectiveDynamicImport: false },
} satisfies RolldownOptions;

/**
 * What is published is some dozens of files in place of three hundred and fifty: loading a small module costs Node about a third of a millisecond, and
 * picklejar is loaded by every test file, and by every process that a scenario starts. Each file loads others when it uses them: see
 * {@link loadNeighboursLate}, and `packaging/files.ts` for what lies where.
 *
 * They are CommonJS, which `require` and `import` can both load: see {@link nameExports}.
 *
 * The workspace itself runs from `dist`, as `tsc` makes it; with `node --conditions=published` it runs from here.
 */
export const commonJs = {
  ...shared,
  input: {
    ...inputOf(entries.filter(([entry]) => !ONLY_IMPORTED.includes(entry))),
    ...Object.fromEntries(Object.entries({ ...PROGRAMS, ...PARTS }).map(([name, source]) => [name, `src/${source}`])),
  },
  // Everything that is not ours: packages, and Node's own modules.
  external: /^[^./]/,
  plugins: [
    keepNodeFunctions(),
    loadNeighboursLate(),
    shareWithJest(SHARED_WITH_JEST.map(fileOf)),
    nameExports(Object.keys(ENTRIES).map(fileOf)),
    refuseRequire(new Map(ONLY_IMPORTED.map((entry) => [fileOf(entry), entry]))),
    writeAscii(),
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
    codeSplitting: {
      includeDependenciesRecursively: false,
      groups: [{ debugName: "files of the bundle", name: assignFiles(join(import.meta.dirname, "src")) }],
    },
    comments: false,
    ...maps,
  },
} satisfies RolldownOptions;

/**
 * Entries that import what can only be imported; they take everything of ours from the one CommonJS instance. Each is built by itself: a file that both
 * import would be one more to find and read for each test file.
 */
const onlyImported = (entry: string) =>
  ({
    ...shared,
    input: inputOf(entries.filter(([name]) => name === entry)),
    external: (id: string) => /^[^./]/.test(id) || isCore(id),
    plugins: [takeFromCommonJs(COMMON_JS_CORE), refuseBrowsers(new Map([[fileOf(entry), entry]])), writeAscii()],
    output: {
      dir: "bundle",
      // The folder says that its .js files are CommonJS.
      entryFileNames: "[name].mjs",
      codeSplitting: false,
      paths: (id: string) => (isCore(id) ? COMMON_JS_CORE : id),
      ...maps,
    },
  }) satisfies RolldownOptions;

function isCore(id: string): boolean {
  return /^core\.[jt]s$/.test(basename(id));
}

export default [commonJs, ...ONLY_IMPORTED.map(onlyImported)] as const;
