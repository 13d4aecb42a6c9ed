import { basename, dirname } from "node:path";

import { MigrationFileUnknownError } from "../../errors/classes/migration-source-errors.js";
import type { IsIgnored } from "./ignored-files.js";
import { isMigrationExtension, readFolder, type Folder } from "./read-folder.js";

/** A file that should be a migration, or one direction of it. */
export interface ListedFile {
  /** Absolute. */
  readonly path: string;
  /** Whether it is in a folder of its own migration, directly in the folder of migrations. */
  readonly isInOwnFolder: boolean;
  /** Whether it is in a folder named after a version, beside which there are only such folders. */
  readonly isNested?: boolean;
}

export interface FileListing {
  readonly files: readonly ListedFile[];
  /** Everything directly in a listed folder that is not ignored, migration or not; links are followed. */
  readonly entries: readonly { readonly kind: "file" | "folder"; readonly path: string }[];
  /** Absolute folders that were read. */
  readonly directories: readonly string[];
}

/** Whether a file has a name that migrations in folders of their own use. */
export function isFolderMigrationFile(path: string): boolean {
  return /^(?:up|down|migration)\.sql$/i.test(basename(path));
}

/**
 * Lists a folder of migrations.
 *
 * @throws {@link MigrationFileUnknownError} `MIGRATION_FILE_UNKNOWN` for a file in a subfolder that is not a migration; `MIGRATION_UNREADABLE`
 */
export function listFolder(folder: Folder, isIgnored: IsIgnored): FileListing {
  const files: ListedFile[] = [];
  const directories = [folder.path];
  const strays: string[] = [];
  const entries: { kind: "file" | "folder"; path: string }[] = [];
  for (const entry of readFolder(folder, isIgnored)) {
    if (entry.kind === "broken") throw entry.error;
    entries.push({ kind: entry.kind, path: entry.path });
    if (entry.kind === "file") {
      if (isMigrationExtension(entry.path)) files.push({ path: entry.path, isInOwnFolder: false });
      continue;
    }
    const inner = listMigrationFiles(entry.folder, isIgnored);
    if (inner.length > 0) directories.push(entry.path);
    for (const path of inner) {
      if (isFolderMigrationFile(path) && dirname(path) === entry.path) files.push({ path, isInOwnFolder: true });
      else strays.push(path);
    }
  }
  if (strays.length > 0 && strays.every((path) => isInVersion(path, folder.path))) {
    const [other] = files;
    if (other === undefined) {
      return { files: strays.map((path) => ({ path, isInOwnFolder: false, isNested: true })), entries, directories };
    }
    const cure = "List it under ignore if it is no migration, for example the whole schema";
    throw new MigrationFileUnknownError(other.path, "it is beside folders that are named after versions", cure);
  }
  // A folder with only strays is probably the parent of the right one: the caller says so.
  if (files.length > 0 && strays[0] !== undefined) {
    throw new MigrationFileUnknownError(strays[0], "a migration in a folder of its own is up.sql, down.sql or migration.sql");
  }
  return { files, entries, directories };
}

/** Whether it is a numbered SQL file in a folder such as `0.10`. */
function isInVersion(path: string, base: string): boolean {
  const parent = dirname(path);
  return dirname(parent) === base && /^v?\d+(?:\.\d+)*$/i.test(basename(parent)) && /^\d.*\.sql$/i.test(basename(path));
}

/** Includes the files of folders below it. */
function listMigrationFiles(folder: Folder, isIgnored: IsIgnored): string[] {
  return readFolder(folder, isIgnored).flatMap((entry) => {
    if (entry.kind === "broken") throw entry.error;
    if (entry.kind === "folder") return listMigrationFiles(entry.folder, isIgnored);
    return isMigrationExtension(entry.path) ? [entry.path] : [];
  });
}
