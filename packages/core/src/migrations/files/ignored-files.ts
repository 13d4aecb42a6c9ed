import { basename, relative, sep } from "node:path";

import { loadLate } from "../../errors/load-late.js";

/** Whether the entry at an absolute path is no migration, and no mistake either. */
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
 * Tells which entries of a folder of migrations to pass over: dotfiles, documentation, type declarations, source maps, tests, each format's
 * companions, and what the user's globs match, which are relative to the folder.
 */
export function ignoredFiles(directory: string, ignore: readonly string[]): IsIgnored {
  const matchesGlob = ignore.length === 0 ? undefined : loadLate("picomatch")([...ignore], { dot: true });
  return (path) => {
    const name = basename(path);
    if (IGNORED_NAMES.some((pattern) => pattern.test(name))) return true;
    return matchesGlob?.(relative(directory, path).replaceAll(sep, "/")) ?? false;
  };
}
