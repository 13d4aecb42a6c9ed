import { realpathSync } from "node:fs";
import { dirname, join, sep } from "node:path";

import { findOwnPackage, isInstalled } from "../find-package.js";

export interface ProjectScopeOptions {
  /** Absolute folder of the project. */
  readonly root: string;
  /** Absolute folders of ours: the cache, the run directory. */
  readonly ownDirectories: readonly string[];
  /** Whether a database at an absolute path is made by the tests, so that it decides nothing. */
  readonly isTestDatabase: (path: string) => boolean;
}

/**
 * Gives a function that says under which path a path belongs to the project, if it does: in its folder, or in a package that is linked from
 * elsewhere and that scripts came from; not what is installed, not ours.
 */
export function createProjectScope(
  { root, ownDirectories, isTestDatabase }: ProjectScopeOptions,
  scripts: Iterable<string>,
): (path: string) => string | undefined {
  const own = [...ownDirectories, findOwnPackage(import.meta.dirname)?.directory ?? import.meta.dirname];
  const roots = new Set([root, realpathOf(root) ?? root]);
  for (const script of scripts) {
    if (isInstalled(script) || isIn(script, own) || isIn(script, roots)) continue;
    roots.add(findOwnPackage(dirname(script))?.directory ?? dirname(script));
  }
  const linkOf = createLinkFinder();
  return (spelled) => {
    const path = spelled.includes(`${sep}node_modules${sep}`) ? linkOf(spelled) : spelled;
    if (path === undefined || isInstalled(join(path, "x")) || isIn(path, own) || path.includes(`${sep}.git${sep}`))
      return undefined;
    if (!isIn(path, roots) && !isIn(realpathOf(path) ?? path, roots)) return undefined;
    return isTestDatabase(path) ? undefined : path;
  };
}

function isIn(path: string, directories: Iterable<string>): boolean {
  return [...directories].some((directory) => path === directory || path.startsWith(directory + sep));
}

/** Follows the links of `node_modules` into the workspace; looks once for each package. */
function createLinkFinder(): (path: string) => string | undefined {
  const real = new Map<string, string | undefined>();
  return (path) => {
    const link = /^.*[/\\]node_modules[/\\](?:@[^/\\]+[/\\])?[^/\\]+/.exec(path)?.[0];
    if (link === undefined) return undefined;
    if (!real.has(link)) real.set(link, realpathOf(link));
    const target = real.get(link);
    return target === undefined || isInstalled(join(target, "x")) ? undefined : target + path.slice(link.length);
  };
}

function realpathOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
