import { readdirSync, readlinkSync, realpathSync, statSync, type Dirent } from "node:fs";
import { basename, extname, join } from "node:path";

import { errorCodeOf } from "../../errors/error-code.js";
import { MigrationFileUnknownError } from "../../errors/classes/migration-source-errors.js";
import type { PicklejarError } from "../../errors/picklejar-error.js";
import { isInside } from "../../files/enclosing-folders.js";
import type { IsIgnored } from "./ignored-files.js";
import { readOrRefuse, unreadable } from "./read-text.js";

/** A folder on the way through a tree, in which symbolic links may lead back. */
export interface Folder {
  /** Absolute. */
  readonly path: string;
  /** Absolute paths without links, of the folder and of those on the way to it. */
  readonly realPaths: readonly string[];
}

export type FolderEntry =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "folder"; readonly path: string; readonly folder: Folder }
  /** Unusable. The caller throws the error if it needs the entry. */
  | { readonly kind: "broken"; readonly path: string; readonly error: PicklejarError };

const EXTENSIONS = new Set([".sql", ".js", ".mjs", ".cjs", ".ts", ".mts", ".cts"]);

export function isMigrationExtension(path: string): boolean {
  return EXTENSIONS.has(extname(basename(path)).toLowerCase());
}

export function openFolder(path: string): Folder {
  return { path, realPaths: [readOrRefuse(path, () => realpathSync(path))] };
}

/**
 * Reads the entries of a folder that are not ignored, and follows links. Passes over what is neither file nor folder, unless it has a migration's
 * extension.
 *
 * @throws `MIGRATION_UNREADABLE` if the folder itself cannot be read
 */
export function readFolder(folder: Folder, isIgnored: IsIgnored): FolderEntry[] {
  return readOrRefuse(folder.path, () => readdirSync(folder.path, { withFileTypes: true })).flatMap((entry) => {
    const path = join(folder.path, entry.name);
    return isIgnored(path) ? [] : describeEntry(path, entry, folder);
  });
}

function describeEntry(path: string, entry: Dirent, { realPaths }: Folder): FolderEntry[] {
  if (entry.isSymbolicLink()) return followLink(path, realPaths);
  if (entry.isDirectory()) {
    const realPath = join(realPaths.at(-1) ?? "", entry.name);
    return [{ kind: "folder", path, folder: { path, realPaths: [...realPaths, realPath] } }];
  }
  return entry.isFile() ? [{ kind: "file", path }] : specialEntry(path);
}

function followLink(path: string, realPaths: readonly string[]): FolderEntry[] {
  try {
    const stats = statSync(path);
    if (stats.isFile()) return [{ kind: "file", path }];
    if (!stats.isDirectory()) return specialEntry(path);
    const realPath = realpathSync(path);
    if (realPaths.some((above) => isInside(above, realPath))) return [brokenLink(path, "a folder that contains it")];
    return [{ kind: "folder", path, folder: { path, realPaths: [...realPaths, realPath] } }];
  } catch (error) {
    const code = errorCodeOf(error);
    if (code === "ENOENT") return [brokenLink(path, `"${readlinkSync(path)}", which does not exist`)];
    if (code === "ELOOP") return [brokenLink(path, `"${readlinkSync(path)}", which leads back to it`)];
    return [{ kind: "broken", path, error: unreadable(path, error) }];
  }
}

function brokenLink(path: string, target: string): FolderEntry {
  return { kind: "broken", path, error: new MigrationFileUnknownError(path, `it is a symbolic link to ${target}`) };
}

/** Reading a pipe would never return. */
function specialEntry(path: string): FolderEntry[] {
  if (!isMigrationExtension(path)) return [];
  return [{ kind: "broken", path, error: new MigrationFileUnknownError(path, "it is neither a file nor a folder") }];
}
