import { basename, relative, sep } from "node:path";

import { loadLate } from "../../errors/load-late.js";

/** Whether the entry at an absolute path is neither a migration nor a mistake. */
export type IsIgnored = (path: string) => boolean;

const IGNORED_NAMES = [
  /^\./,
  /\.md$/i,
  /^LICEN[CS]E/i,
  /\.d\.[cm]?ts$/,
  /\.map$/,
  /\.test\.[^.]+$/,
  /^migration_lock\.toml$/,
  /^meta$/,
  /^node_modules$/,
];

/**
 * Decides which entries of a folder of migrations to ignore: dotfiles, documentation, type declarations, source maps, tests, each format's
 * companions, and everything that the user's globs match (relative to the folder).
 */
export function ignoredFiles(directory: string, ignore: readonly string[]): IsIgnored {
  const matchesGlob = ignore.length === 0 ? undefined : loadLate("picomatch")([...ignore], { dot: true });
  return (path) => {
    const name = basename(path);
    if (IGNORED_NAMES.some((pattern) => pattern.test(name))) return true;
    return matchesGlob?.(relative(directory, path).replaceAll(sep, "/")) ?? false;
  };
}
