import { basename, relative, sep } from "node:path";

import { loadLate } from "../../errors/load-late.js";

/** Whether to pass over the entry at an absolute path. */
export type IsIgnored = (path: string) => boolean;

/** Dotfiles, documentation, type declarations, source maps, tests, and the companions of other formats. */
const IGNORED_NAMES = [
  /^\.|\.map$|\.d\.[cm]?ts$|\.test\.[^.]+$|^(?:migration_lock\.toml|meta|node_modules)$/,
  /\.md$|^LICEN[CS]E/i,
];

/** Decides which entries of a folder of migrations to ignore, besides those that the user's globs match (relative to the folder). */
export function ignoredFiles(directory: string, ignore: readonly string[]): IsIgnored {
  const matchesGlob = ignore.length === 0 ? undefined : loadLate("picomatch")([...ignore], { dot: true });
  return (path) => {
    const name = basename(path);
    if (IGNORED_NAMES.some((pattern) => pattern.test(name))) return true;
    return matchesGlob?.(relative(directory, path).replaceAll(sep, "/")) ?? false;
  };
}
