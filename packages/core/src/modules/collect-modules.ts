import { readFileSync, realpathSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, extname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { digestContent, digestFile } from "../files/digest-file.js";
import { attempt } from "../errors/attempt.js";
import { findNamedFiles, type FindNamedFilesOptions } from "./find-named-files.js";
import { isInstalled, type FoundPackage } from "./find-package.js";
import { resolvePackageImport } from "./resolve-package-import.js";
import { resolvePathImport } from "./resolve-path-import.js";
import { scanImports, type ScannedImports } from "./scan-imports.js";

/** Everything that some modules consist of. */
export interface CollectedModules {
  /** Hex SHA-256 of each file of the project, entries included, by absolute path with links followed. */
  readonly files: ReadonlyMap<string, string>;
  /** Installed packages, by name and version. */
  readonly packages: ReadonlyMap<string, FoundPackage>;
  /** Imports that could not be followed. */
  readonly unresolved: readonly UnresolvedImport[];
}

export interface UnresolvedImport {
  /** Absolute path of the module that imports. */
  readonly file: string;
  /** As written: a specifier, or an expression. */
  readonly specifier: string;
}

export type CollectModulesOptions = Pick<FindNamedFilesOptions, "directory" | "isTestDatabase">;

interface Collection extends Omit<FindNamedFilesOptions, "file"> {
  readonly files: Map<string, string>;
  readonly packages: Map<string, FoundPackage>;
  readonly unresolved: UnresolvedImport[];
  readonly queue: string[];
}

/**
 * Follows the imports of modules through the project, and the files that they name, without running them. Does not enter installed packages.
 *
 * @param entries - absolute paths
 */
export async function collectModules(entries: readonly string[], options: CollectModulesOptions): Promise<CollectedModules> {
  const collection: Collection = {
    ...options,
    files: new Map(),
    packages: new Map(),
    unresolved: [],
    queue: [...entries],
    listings: new Map(),
  };
  for (let file = collection.queue.pop(); file !== undefined; file = collection.queue.pop())
    await collectFile(file, collection);
  return collection;
}

const SOURCE_EXTENSIONS = new Set([".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx"]);

async function collectFile(path: string, collection: Collection): Promise<void> {
  // Node resolves the imports of a linked module from the target of the link.
  const file = realpathSync(path);
  if (collection.files.has(file)) return;
  if (!SOURCE_EXTENSIONS.has(extname(file)) || isInstalled(file)) {
    // Read in pieces: it may be a database of any size.
    collection.files.set(file, digestFile(file));
    return;
  }
  const content = readFileSync(file);
  collection.files.set(file, digestContent(content));
  const scanned = scanImports(content.toString("utf8"));
  for (const specifier of scanned.specifiers) await follow(specifier, file, scanned, collection);
  for (const specifier of scanned.computed) collection.unresolved.push({ file, specifier });
  collection.queue.push(...findNamedFiles(scanned, { ...collection, file }));
}

async function follow(specifier: string, file: string, { doubtful }: ScannedImports, collection: Collection): Promise<void> {
  if (specifier === "" || isBuiltin(specifier) || /^(?:data|https?):/.test(specifier)) return;
  const paths = pathsOf(specifier, file);
  if (paths !== undefined) {
    const files = paths.flatMap((path) => resolvePathImport(path));
    collection.queue.push(...files);
    if (files.length > 0) return;
  } else {
    const found = await resolvePackageImport(specifier, file);
    for (const item of found?.packages ?? []) collection.packages.set(`${item.name}@${item.version}`, item);
    collection.queue.push(...(found?.files ?? []));
    if (found !== undefined) return;
  }
  if (!doubtful.has(specifier)) collection.unresolved.push({ file, specifier });
}

/** `import` takes URLs, in which `%20` is a space; `require` takes paths. */
function pathsOf(specifier: string, file: string): string[] | undefined {
  // One on another host, or with an escaped slash, cannot be imported.
  if (specifier.startsWith("file:")) return attempt(() => [fileURLToPath(specifier)]) ?? [];
  if (!/^(?:\.{1,2}$|\.{0,2}\/)/.test(specifier)) return undefined;
  const path = resolve(dirname(file), specifier);
  return [...new Set([path, attempt(() => decodeURIComponent(path)) ?? path])];
}
