import { realpathSync } from "node:fs";
import { dirname, join, sep } from "node:path";

import { attempt } from "../../errors/attempt.js";
import { isInside } from "../../files/enclosing-folders.js";
import { getOrCreate } from "../../files/get-or-create.js";
import { findOwnPackage, findPicklejar, isInstalled } from "../find-package.js";

export interface ProjectScopeOptions {
  /** Absolute folder of the project. */
  readonly root: string;
  /** Absolute folders of picklejar's own: the cache, the run directory. */
  readonly ownDirectories: readonly string[];
  /** Whether tests make a database at an absolute path, so that it decides nothing. */
  readonly isTestDatabase: (path: string) => boolean;
}

/**
 * Gives a function that says under which path a path belongs to the project, if it does: it is in the project's folder, or in a package that is
 * linked from elsewhere and has some of the scripts; not in what is installed or picklejar's own.
 */
export function createProjectScope(
  { root, ownDirectories, isTestDatabase }: ProjectScopeOptions,
  scripts: Iterable<string>,
): (path: string) => string | undefined {
  const own = [...ownDirectories, findPicklejar(import.meta.dirname)?.directory ?? import.meta.dirname];
  const roots = new Set([root, realpathOf(root) ?? root]);
  for (const script of scripts) {
    if (isInstalled(script) || isIn(script, own) || isIn(script, roots)) continue;
    roots.add(findOwnPackage(dirname(script))?.directory ?? dirname(script));
  }
  const targets = new Map<string, string | null>();
  return (spelled) => {
    const path = spelled.includes(`${sep}node_modules${sep}`) ? followPackageLink(spelled, targets) : spelled;
    if (path === undefined || isInstalled(join(path, "x")) || isIn(path, own) || path.includes(`${sep}.git${sep}`))
      return undefined;
    if (!isIn(path, roots) && !isIn(realpathOf(path) ?? path, roots)) return undefined;
    return isTestDatabase(path) ? undefined : path;
  };
}

function isIn(path: string, directories: Iterable<string>): boolean {
  return [...directories].some((directory) => isInside(path, directory));
}

/** Follows a link of `node_modules` into the workspace; looks once for each package. */
function followPackageLink(path: string, targets: Map<string, string | null>): string | undefined {
  const link = /^.*[/\\]node_modules[/\\](?:@[^/\\]+[/\\])?[^/\\]+/.exec(path)?.[0];
  if (link === undefined) return undefined;
  const target = getOrCreate(targets, link, () => realpathOf(link) ?? null);
  return target === null || isInstalled(join(target, "x")) ? undefined : target + path.slice(link.length);
}

function realpathOf(path: string): string | undefined {
  return attempt(() => realpathSync(path));
}
