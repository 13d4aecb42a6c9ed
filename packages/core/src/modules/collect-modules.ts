import { readFileSync, realpathSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, extname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { digestContent, digestFile } from "../files/digest-file.js";
import { findNamedFiles } from "./find-named-files.js";
import type { FoundPackage } from "./find-package.js";
import { isInstalled } from "./find-package.js";
import { resolvePackageImport } from "./resolve-package-import.js";
import { resolvePathImport } from "./resolve-path-import.js";
import { scanImports, type ScannedImports } from "./scan-imports.js";

/** Everything that some modules are made of. */
export interface CollectedModules {
  /** By absolute path with links followed: hex SHA-256 of each file of the project, the entries included. */
  readonly files: ReadonlyMap<string, string>;
  /** By name and version: packages that are installed. */
  readonly packages: ReadonlyMap<string, FoundPackage>;
  /** What could not be followed. */
  readonly unresolved: readonly UnresolvedImport[];
}

export interface UnresolvedImport {
  /** Absolute path of the module that imports. */
  readonly file: string;
  /** As written: a specifier, or an expression. */
  readonly specifier: string;
}

export interface CollectModulesOptions {
  /** Absolute folder of the project: texts may be relative to it as well. */
  readonly directory: string;
  /** Whether a database at an absolute path is made by the tests, so that it decides nothing. */
  readonly isTestDatabase: (path: string) => boolean;
}

interface Collection extends CollectModulesOptions {
  readonly files: Map<string, string>;
  readonly packages: Map<string, FoundPackage>;
  readonly unresolved: UnresolvedImport[];
  readonly queue: string[];
  readonly listings: Map<string, ReadonlySet<string>>;
}

/**
 * Follows the imports of modules through the project, and the files that they name, without running any of them.
 * Installed packages count by version and are not entered.
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
  // Node resolves what a linked module imports from where the link leads.
  const file = realpathSync(path);
  if (collection.files.has(file)) return;
  if (!SOURCE_EXTENSIONS.has(extname(file)) || isInstalled(file)) {
    // It may be a database of any size.
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
  if (specifier.startsWith("file:")) return pathsOfUrl(specifier);
  if (!/^(?:\.{1,2}$|\.{0,2}\/)/.test(specifier)) return undefined;
  const path = resolve(dirname(file), specifier);
  try {
    return [...new Set([path, decodeURIComponent(path)])];
  } catch {
    return [path];
  }
}

function pathsOfUrl(url: string): string[] {
  try {
    return [fileURLToPath(url)];
  } catch {
    // On another host, or with an escaped slash: nothing that could be imported.
    return [];
  }
}
