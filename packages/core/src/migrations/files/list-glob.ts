import { statSync } from "node:fs";
import { dirname, relative, sep } from "node:path";

import { loadLate } from "../../errors/load-late.js";
import { ignoredFiles } from "./ignored-files.js";
import { isFolderMigrationFile, listFolder, type FileListing, type ListedFile } from "./list-folder.js";
import { isMigrationExtension, openFolder, readFolder, type Folder } from "./read-folder.js";
import { readOrRefuse } from "./read-text.js";

const GLOB_SIGNS = /[*?[\]{}]|[!@+]\(/;

export function isGlob(location: string): boolean {
  return GLOB_SIGNS.test(location);
}

/** Lists what an absolute pattern matches: files, and folders of migrations. */
export function listGlob(pattern: string, ignore: readonly string[]): FileListing & { readonly base: string } {
  const base = baseOf(pattern);
  const files = new Map<string, ListedFile>();
  const directories = new Set<string>();
  const inner = relative(base, pattern).replaceAll(sep, "/");
  const matches = loadLate("picomatch")(inner);
  const isIgnored = ignoredFiles(base, ignore);
  const depth = depthOf(inner);
  const add = (listing: FileListing): void => {
    for (const file of listing.files) files.set(file.path, file);
    for (const directory of listing.directories) directories.add(directory);
  };
  const visit = (folder: Folder, level: number): void => {
    // An empty folder counts as well: the next migration may appear in it.
    directories.add(folder.path);
    for (const entry of readFolder(folder, isIgnored)) {
      const isMatch = matches(relative(base, entry.path).replaceAll(sep, "/"));
      if (entry.kind === "folder") {
        if (isMatch) add(listMatchedFolder(entry.folder, ignore));
        if (level < depth) visit(entry.folder, level + 1);
      } else if (isMatch) {
        if (entry.kind === "broken") throw entry.error;
        const { path } = entry;
        if (isMigrationExtension(path)) files.set(path, { path, isInOwnFolder: isFolderMigrationFile(path) });
      }
    }
  };
  if (readOrRefuse(base, () => statSync(base, { throwIfNoEntry: false })) !== undefined) visit(openFolder(base), 1);
  return { base, files: [...files.values()], entries: [], directories: [...directories] };
}

/** Lists a folder that a pattern matched: it is either one migration or a folder of them. */
function listMatchedFolder(folder: Folder, ignore: readonly string[]): FileListing {
  const own = readFolder(folder, ignoredFiles(dirname(folder.path), ignore)).filter(
    ({ kind, path }) => kind === "file" && isFolderMigrationFile(path),
  );
  if (own.length === 0) return listFolder(folder, ignoredFiles(folder.path, ignore));
  return { files: own.map(({ path }) => ({ path, isInOwnFolder: true })), entries: [], directories: [folder.path] };
}

/** The part of a pattern before its first sign. */
function baseOf(pattern: string): string {
  const segments = pattern.split(sep);
  const first = segments.findIndex((segment) => GLOB_SIGNS.test(segment));
  return segments.slice(0, first).join(sep) || sep;
}

/** How many folders deep a pattern can match. */
function depthOf(pattern: string): number {
  return pattern.includes("**") || /[({][^)}]*\//.test(pattern) ? Number.POSITIVE_INFINITY : pattern.split("/").length;
}
