import { readdirSync, type Dirent } from "node:fs";
import { basename, dirname, join } from "node:path";

import { attempt } from "../../errors/attempt.js";
import { enclosingFolders } from "../../files/enclosing-folders.js";
import { pathKind } from "../../files/identity/stat-reachable.js";
import { findNearest } from "../../options/option-error.js";
import { isFolderOfDowns } from "../formats/names/direction-of-name.js";
import { isForOtherDatabase } from "../formats/names/refuse-dialects.js";

/** Suggests, in a sentence, what to do about a folder of migrations that is missing or empty. */
export function suggestFolder(location: string): string {
  if (pathKind(location) !== "folder") return suggestOtherName(location);
  const below = foldersIn(location).find((folder) => hasMigrations(join(location, folder)));
  return below === undefined ? 'Add the first one, for example "001_init.sql".' : `Did you mean "${join(location, below)}"?`;
}

function suggestOtherName(location: string): string {
  const parent = dirname(location);
  if (pathKind(parent) !== "folder") {
    const nearest = enclosingFolders(parent).find((folder) => pathKind(folder) === "folder");
    return `Create it, or correct the path: only "${nearest ?? parent}" exists.`;
  }
  const nearest = findNearest(basename(location), foldersIn(parent));
  return nearest === undefined ? "Create it, or correct the path." : `Did you mean "${join(parent, nearest)}"?`;
}

/** Folders that the user may have meant: not those of ways down, or for another database. */
function foldersIn(directory: string): string[] {
  return listQuietly(directory)
    .filter((entry) => entry.isDirectory() && !/^\.|^node_modules$/.test(entry.name))
    .map(({ name }) => name)
    .filter((name) => !isFolderOfDowns(name) && !isForOtherDatabase(name));
}

function hasMigrations(directory: string): boolean {
  return listQuietly(directory).some(({ name }) => /\.(?:sql|[cm]?[jt]s)$/.test(name));
}

/** A hint must not fail for a folder that cannot be read. */
function listQuietly(directory: string): Dirent[] {
  return attempt(() => readdirSync(directory, { withFileTypes: true })) ?? [];
}
