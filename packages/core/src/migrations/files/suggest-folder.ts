import { readdirSync, statSync, type Dirent } from "node:fs";
import { basename, dirname, join } from "node:path";

import { loadLate } from "../../errors/load-late.js";
import { isFolderOfDowns } from "../formats/names/direction-of-name.js";
import { isForOtherDatabase } from "../formats/names/refuse-dialects.js";

/** Suggests, in a sentence, what to do about a folder of migrations that is missing or empty. */
export function suggestFolder(location: string): string {
  if (!isFolder(location)) return suggestOtherName(location);
  const below = foldersIn(location).find((folder) => hasMigrations(join(location, folder)));
  return below === undefined ? 'Add the first one, as "001_init.sql".' : `Did you mean "${join(location, below)}"?`;
}

function suggestOtherName(location: string): string {
  const parent = dirname(location);
  if (!isFolder(parent)) {
    return `Make it, or correct the path: "${nearestExisting(parent)}" is as far as it exists.`;
  }
  const { closest, distance } = loadLate("fastest-levenshtein");
  const folders = foldersIn(parent);
  const nearest = folders.length === 0 ? undefined : closest(basename(location), folders);
  const isNear = nearest !== undefined && distance(basename(location), nearest) <= Math.max(2, basename(location).length / 3);
  return isNear ? `Did you mean "${join(parent, nearest)}"?` : "Make it, or correct the path.";
}

function nearestExisting(directory: string): string {
  const parent = dirname(directory);
  if (parent === directory || isFolder(directory)) return directory;
  return nearestExisting(parent);
}

/** Folders that the user may have meant: none of ways down, and none for another database. */
function foldersIn(directory: string): string[] {
  return listQuietly(directory)
    .filter((entry) => entry.isDirectory() && !/^\.|^node_modules$/.test(entry.name))
    .map(({ name }) => name)
    .filter((name) => !isFolderOfDowns(name) && !isForOtherDatabase(name));
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function hasMigrations(directory: string): boolean {
  return listQuietly(directory).some(({ name }) => /\.(?:sql|[cm]?[jt]s)$/.test(name));
}

/** A hint must not fail on a folder that cannot be read. */
function listQuietly(directory: string): Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch {
    return [];
  }
}
