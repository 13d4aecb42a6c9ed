import { ENTRIES, fileOf } from "./entries.js";

/** The parts of `package.json` that follow from the entries. */
export interface PackageExports {
  /** For the workspace, which runs from `dist`; with `--conditions=published`, from the bundle. */
  readonly exports: object;
  /** What replaces them in the published package; with `typesVersions` for a TypeScript that reads no `exports` (`moduleResolution: "node10"`). */
  readonly published: { readonly exports: object; readonly typesVersions: object };
}

export function describeExports(): PackageExports {
  const entries = Object.keys(ENTRIES);
  const own = { "./package.json": "./package.json" };
  const named = entries.filter((entry) => entry !== ".");
  return {
    exports: { ...Object.fromEntries(entries.map((entry) => [entry, describeInWorkspace(entry)])), ...own },
    published: {
      exports: { ...Object.fromEntries(entries.map((entry) => [entry, describePublished(entry)])), ...own },
      typesVersions: {
        "*": Object.fromEntries(named.map((entry) => [entry.slice(2), [`./types/${withoutExtension(entry)}.d.cts`]])),
      },
    },
  };
}

function describeInWorkspace(entry: string): object {
  const [source, file] = [withoutExtension(entry), fileOf(entry)];
  return {
    types: `./dist/${source}.d.ts`,
    published: { import: `./bundle/${file}.mjs`, default: `./bundle/${file}.js` },
    default: `./dist/${source}.js`,
  };
}

function describePublished(entry: string): object {
  const [source, file] = [withoutExtension(entry), fileOf(entry)];
  return {
    import: { types: `./types/${source}.d.mts`, default: `./bundle/${file}.mjs` },
    default: { types: `./types/${source}.d.cts`, default: `./bundle/${file}.js` },
  };
}

function withoutExtension(entry: string): string {
  return (ENTRIES[entry] ?? "").replace(/\.ts$/, "");
}
