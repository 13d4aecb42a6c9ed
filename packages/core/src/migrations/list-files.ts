import { readdirSync, statSync, type Dirent } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, extname, join, relative, resolve, sep } from "node:path";

import type * as Tinyglobby from "tinyglobby";

import { MigrationFileUnknownError, MigrationsNotFoundError } from "../errors/migration-source-errors.js";
import { isFolderMigrationFile } from "./classify-file.js";
import { ignoredFiles, type IsIgnored } from "./ignored-files.js";
import { suggestFolder } from "./suggest-folder.js";

/** A file that should be a migration, or a part of one. */
export interface ListedFile {
  /** Absolute. */
  readonly path: string;
  /** Whether it lies in a folder of its own migration, one below the folder of migrations. */
  readonly isInOwnFolder: boolean;
}

export interface FileListing {
  readonly files: readonly ListedFile[];
  /** Absolute folders that were read. */
  readonly directories: readonly string[];
}

const EXTENSIONS = new Set([".sql", ".js", ".mjs", ".cjs", ".ts", ".mts", ".cts"]);
const GLOB_SIGNS = /[*?[\]{}]|[!@+]\(/;

/**
 * Lists the files of one absolute folder, file or glob that have a migration's extension and are not ignored.
 *
 * @throws `MIGRATIONS_NOT_FOUND` when there are none; `MIGRATION_FILE_UNKNOWN` for one in a subfolder that is no migration.
 */
export function listFiles(location: string, ignore: readonly string[]): FileListing {
  const stats = statSync(location, { throwIfNoEntry: false });
  const isGlob = stats === undefined && GLOB_SIGNS.test(location);
  if (stats === undefined && !isGlob) {
    throw new MigrationsNotFoundError(location, `There is no folder "${location}" of migrations`, suggestFolder(location));
  }
  const listing = isGlob
    ? listGlob(location, ignore)
    : stats?.isFile() === true
      ? oneFile(location)
      : listFolder(location, ignore);
  if (listing.files.length > 0) return listing;
  throw isGlob
    ? new MigrationsNotFoundError(
        location,
        `No migration matches "${location}"`,
        "Correct the pattern, or add the first migration.",
      )
    : new MigrationsNotFoundError(location, `There is no migration in "${location}"`, suggestFolder(location));
}

function oneFile(path: string): FileListing {
  return { files: [{ path, isInOwnFolder: isFolderMigrationFile(path) }], directories: [dirname(path)] };
}

function listFolder(directory: string, ignore: readonly string[]): FileListing {
  const isIgnored = ignoredFiles(directory, ignore);
  const files: ListedFile[] = [];
  const directories = [directory];
  const strays: string[] = [];
  for (const entry of readEntries(directory, isIgnored)) {
    if (!entry.isDirectory) {
      if (isMigrationExtension(entry.path)) files.push({ path: entry.path, isInOwnFolder: false });
      continue;
    }
    const inner = listMigrationFiles(entry.path, isIgnored);
    if (inner.length > 0) directories.push(entry.path);
    for (const path of inner) {
      if (isFolderMigrationFile(path) && dirname(path) === entry.path) files.push({ path, isInOwnFolder: true });
      else strays.push(path);
    }
  }
  // A folder with nothing but strays is most likely the folder above the right one, which the caller says.
  if (files.length > 0 && strays[0] !== undefined) {
    throw new MigrationFileUnknownError(strays[0], "a migration in a folder of its own is up.sql, down.sql or migration.sql");
  }
  return { files, directories };
}

/** Those of folders in it as well. */
function listMigrationFiles(directory: string, isIgnored: IsIgnored): string[] {
  return readEntries(directory, isIgnored).flatMap(({ path, isDirectory }) => {
    if (isDirectory) return listMigrationFiles(path, isIgnored);
    return isMigrationExtension(path) ? [path] : [];
  });
}

function listGlob(pattern: string, ignore: readonly string[]): FileListing {
  const base = baseOf(pattern);
  const isIgnored = ignoredFiles(base, ignore);
  const tinyglobby: typeof Tinyglobby = createRequire(import.meta.url)("tinyglobby");
  const options = { cwd: base, absolute: true, expandDirectories: false, onlyFiles: false, ignore: ["**/node_modules/**"] };
  const slashed = toSlashes(relative(base, pattern));
  const files = new Map<string, ListedFile>();
  const folders = new Set(statSync(base, { throwIfNoEntry: false }) === undefined ? [] : [base]);
  for (const found of tinyglobby.globSync(slashed, options)) {
    const path = resolve(found);
    if (isIgnored(path)) continue;
    if (statSync(path).isDirectory()) {
      const listing = listFolderBelow(path, ignore);
      for (const file of listing.files) files.set(file.path, file);
      for (const directory of listing.directories) folders.add(directory);
    } else if (isMigrationExtension(path)) {
      files.set(path, { path, isInOwnFolder: isFolderMigrationFile(path) });
    }
  }
  // A pattern over several levels can match in folders that hold nothing yet.
  if (slashed.includes("/")) {
    for (const found of tinyglobby.globSync("**", { ...options, onlyDirectories: true })) folders.add(resolve(found));
  }
  return { files: [...files.values()], directories: [...folders] };
}

/** A folder that a pattern matched: a migration of its own, or one full of them. */
function listFolderBelow(directory: string, ignore: readonly string[]): FileListing {
  const own = readEntries(directory, ignoredFiles(dirname(directory), ignore)).filter(({ path }) =>
    isFolderMigrationFile(path),
  );
  if (own.length === 0) return listFolder(directory, ignore);
  return { files: own.map(({ path }) => ({ path, isInOwnFolder: true })), directories: [directory] };
}

interface FolderEntry {
  readonly path: string;
  readonly isDirectory: boolean;
}

function readEntries(directory: string, isIgnored: IsIgnored): FolderEntry[] {
  return readdirSync(directory, { withFileTypes: true })
    .map((entry) => ({ path: join(directory, entry.name), isDirectory: isDirectoryEntry(entry, directory) }))
    .filter(({ path }) => !isIgnored(path));
}

function isDirectoryEntry(entry: Dirent, directory: string): boolean {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  return statSync(join(directory, entry.name), { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function isMigrationExtension(path: string): boolean {
  return EXTENSIONS.has(extname(basename(path)).toLowerCase());
}

/** The part of a pattern before its first sign. */
function baseOf(pattern: string): string {
  const segments = pattern.split(sep);
  const first = segments.findIndex((segment) => GLOB_SIGNS.test(segment));
  return segments.slice(0, first).join(sep) || sep;
}

function toSlashes(path: string): string {
  return sep === "/" ? path : path.replaceAll(sep, "/");
}
