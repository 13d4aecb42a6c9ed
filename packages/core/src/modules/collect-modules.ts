import { hash } from "node:crypto";
import { readFileSync, realpathSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, extname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { digestFile } from "../files/identity/digest-file.js";
import { attempt } from "../errors/attempt.js";
import { getOrCreate } from "../files/get-or-create.js";
import { findNamedFiles, type FindNamedFilesOptions } from "./find-named-files.js";
import { isInstalled, type FoundPackage } from "./find-package.js";
import { resolvePackageImport, type PackageImport } from "./resolve-package-import.js";
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
  /** Absolute paths, each once, of files to collect; grows while it is gone through. */
  readonly paths: Set<string>;
  /** Where imports lead, by path, and by package and folder: most modules import what others do, and looking it up takes longest. */
  readonly pathImports: Map<string, readonly string[]>;
  readonly packageImports: Map<string, Promise<PackageImport | undefined>>;
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
    paths: new Set(entries),
    pathImports: new Map(),
    packageImports: new Map(),
    listings: new Map(),
  };
  for (const path of collection.paths) await collectFile(path, collection);
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
  collection.files.set(file, hash("sha256", content));
  const scanned = scanImports(content.toString("utf8"));
  for (const specifier of scanned.specifiers) await follow(specifier, file, scanned, collection);
  for (const specifier of scanned.computed) collection.unresolved.push({ file, specifier });
  addAll(collection.paths, findNamedFiles(scanned, { ...collection, file }));
}

async function follow(specifier: string, file: string, { doubtful }: ScannedImports, collection: Collection): Promise<void> {
  if (specifier === "" || isBuiltin(specifier) || /^(?:data|https?):/.test(specifier)) return;
  const paths = pathsOf(specifier, file);
  if (paths !== undefined) {
    const files = paths.flatMap((path) => getOrCreate(collection.pathImports, path, () => resolvePathImport(path)));
    addAll(collection.paths, files);
    if (files.length > 0) return;
  } else {
    const key = `${specifier}\0${dirname(file)}`;
    const found = await getOrCreate(collection.packageImports, key, () => resolvePackageImport(specifier, file));
    for (const item of found?.packages ?? []) collection.packages.set(`${item.name}@${item.version}`, item);
    addAll(collection.paths, found?.files ?? []);
    if (found !== undefined) return;
  }
  if (!doubtful.has(specifier)) collection.unresolved.push({ file, specifier });
}

function addAll(paths: Set<string>, more: readonly string[]): void {
  for (const path of more) paths.add(path);
}

/** `import` takes URLs, in which `%20` is a space; `require` takes paths. */
function pathsOf(specifier: string, file: string): string[] | undefined {
  // One on another host, or with an escaped slash, cannot be imported.
  if (specifier.startsWith("file:")) return attempt(() => [fileURLToPath(specifier)]) ?? [];
  if (!/^(?:\.{1,2}$|\.{0,2}\/)/.test(specifier)) return undefined;
  const path = resolve(dirname(file), specifier);
  return [...new Set([path, attempt(() => decodeURIComponent(path)) ?? path])];
}
