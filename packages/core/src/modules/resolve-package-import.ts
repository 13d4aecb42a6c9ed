import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { attempt } from "../errors/attempt.js";
import { findPackage, isInstalled, type FoundPackage } from "./find-package.js";
import { resolvePathImport } from "./resolve-path-import.js";

/** The target of an import by a package's name, or by `#name`. */
export interface PackageImport {
  /** Installed packages. */
  readonly packages: readonly FoundPackage[];
  /** Absolute paths of files of the project. */
  readonly files: readonly string[];
}

/** Counts by version also if it is linked. */
const OWN_NAME = "@picklejar/core";

/**
 * Follows a bare specifier from a module: to an installed package, or into the sources of a linked one. Gives `undefined` if it finds nothing.
 *
 * @param file - absolute path of the module that imports
 */
export async function resolvePackageImport(specifier: string, file: string): Promise<PackageImport | undefined> {
  if (specifier.startsWith("#")) return sortFiles(await resolveByNode(specifier, file), dirname(file));
  const name = packageNameOf(specifier);
  if (name === undefined) return undefined;
  const found = findPackage(name, dirname(file));
  if (found === undefined) return undefined;
  if (!found.isProjectSource || name === OWN_NAME) return { packages: [found], files: [] };
  const resolved = await resolveByNode(specifier, file);
  const subpath = specifier.slice(name.length);
  const files = resolved.length > 0 ? resolved : resolvePathImport(join(found.directory, subpath));
  return sortFiles(files, dirname(file));
}

function packageNameOf(specifier: string): string | undefined {
  return /^(?:@[\w.~-]+\/)?[\w.~-]+(?=\/|$)/i.exec(specifier)?.[0];
}

/** `import` and `require` may get different files; both count. */
async function resolveByNode(specifier: string, file: string): Promise<string[]> {
  const { moduleResolve } = await import("import-meta-resolve");
  const files = new Set<string>();
  for (const condition of ["import", "require"]) {
    const conditions = new Set(["node", condition, "module-sync", "node-addons"]);
    // It throws if the package has nothing for that condition, or was not built.
    const url = attempt(() => moduleResolve(specifier, pathToFileURL(file), conditions));
    if (url?.protocol === "file:") files.add(fileURLToPath(url));
  }
  return [...files].flatMap((path) => resolvePathImport(path));
}

function sortFiles(files: readonly string[], fromDirectory: string): PackageImport | undefined {
  if (files.length === 0) return undefined;
  const packages = files.filter(isInstalled).map((path) => packageOfInstalled(path, fromDirectory));
  return {
    packages: packages.filter((found) => found !== undefined),
    files: files.filter((path) => !isInstalled(path)),
  };
}

/** The package of an installed file: its name follows the last `node_modules`. */
function packageOfInstalled(path: string, fromDirectory: string): FoundPackage | undefined {
  const inside = path.split(/[/\\]node_modules[/\\]/).at(-1) ?? "";
  const name = packageNameOf(inside.replaceAll("\\", "/"));
  const root = path.slice(0, path.length - inside.length);
  return name === undefined ? undefined : findPackage(name, dirname(root.slice(0, -1)) || fromDirectory);
}
