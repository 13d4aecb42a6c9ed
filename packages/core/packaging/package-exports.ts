import { ENTRIES, fileOf, ONLY_IMPORTED } from "./entries.js";

/** The parts of `package.json` that follow from the entries. */
export interface PackageExports {
  /** For the workspace, which runs from `dist`; with `--conditions=published`, from the bundle. */
  readonly exports: object;
  /** For a TypeScript that reads no `exports` (`moduleResolution: "node10"`). */
  readonly typesVersions: object;
  /** What replaces both in the published package. */
  readonly published: Omit<PackageExports, "published">;
}

export function describeExports(): PackageExports {
  const entries = Object.keys(ENTRIES);
  const own = { "./package.json": "./package.json" };
  const nameTypes = (toPath: (source: string) => string): object => ({
    "*": Object.fromEntries(
      entries.flatMap((entry) => (entry === "." ? [] : [[entry.slice(2), [toPath(withoutExtension(entry))]]])),
    ),
  });
  return {
    exports: { ...Object.fromEntries(entries.map((entry) => [entry, describeInWorkspace(entry)])), ...own },
    typesVersions: nameTypes((source) => `./dist/${source}.d.ts`),
    published: {
      exports: { ...Object.fromEntries(entries.map((entry) => [entry, describePublished(entry)])), ...own },
      typesVersions: nameTypes((source) => `./types/${source}.d.cts`),
    },
  };
}

function describeInWorkspace(entry: string): object {
  const [source, file] = [withoutExtension(entry), fileOf(entry)];
  return {
    types: `./dist/${source}.d.ts`,
    ...refusedInBrowsers(entry),
    published: { import: `./bundle/${file}.mjs`, default: `./bundle/${file}.js` },
    // What `tsc` makes are ES modules.
    require: `./bundle/${file}.js`,
    default: `./dist/${source}.js`,
  };
}

function describePublished(entry: string): object {
  const [source, file] = [withoutExtension(entry), fileOf(entry)];
  return {
    ...refusedInBrowsers(entry),
    import: { types: `./types/${source}.d.mts`, default: `./bundle/${file}.mjs` },
    default: { types: `./types/${source}.d.cts`, default: `./bundle/${file}.js` },
  };
}

/** What Vitest's browser mode resolves to; before what Node does. */
function refusedInBrowsers(entry: string): object {
  return ONLY_IMPORTED.includes(entry) ? { browser: `./bundle/${fileOf(entry)}-browser.mjs` } : {};
}

function withoutExtension(entry: string): string {
  return (ENTRIES[entry] ?? "").replace(/\.ts$/, "");
}
