import { closeSync, openSync, readSync, statSync } from "node:fs";
import { dirname } from "node:path";

import { MigrationsNotFoundError } from "../../errors/classes/migration-source-errors.js";
import { ignoredFiles } from "./ignored-files.js";
import { isFolderMigrationFile, listFolder, type FileListing } from "./list-folder.js";
import { isGlob, listGlob } from "./list-glob.js";
import { openFolder } from "./read-folder.js";
import { readOrRefuse } from "./read-text.js";
import { suggestFolder } from "./suggest-folder.js";

/** The files that one location of `migrations` names. */
export interface LocationListing extends FileListing {
  readonly kind: "file" | "folder" | "glob";
  /** Absolute folder that contains all of the files. */
  readonly base: string;
}

/**
 * Lists the files of one absolute folder, file or glob that have a migration's extension and are not ignored.
 *
 * @throws `MIGRATIONS_NOT_FOUND` if there are none; `MIGRATION_FILE_UNKNOWN` for a file in a subfolder that is not a migration;
 * `MIGRATION_UNREADABLE` for a file or folder that cannot be read
 */
export function listFiles(location: string, ignore: readonly string[]): LocationListing {
  const listing = listLocation(location, ignore);
  if (listing.files.length > 0) return listing;
  const [problem, cure] =
    listing.kind === "glob"
      ? [`No migration matches "${location}"`, "Correct the pattern, or add the first migration."]
      : [`There is no migration in "${location}"`, suggestFolder(location)];
  throw new MigrationsNotFoundError(location, problem, cure);
}

function listLocation(location: string, ignore: readonly string[]): LocationListing {
  const stats = readOrRefuse(location, () => statSync(location, { throwIfNoEntry: false }));
  if (stats === undefined) {
    if (isGlob(location)) return { kind: "glob", ...listGlob(location, ignore) };
    throw new MigrationsNotFoundError(
      location,
      `The folder "${location}" of migrations does not exist`,
      suggestFolder(location),
    );
  }
  if (stats.isDirectory()) {
    return { kind: "folder", base: location, ...listFolder(openFolder(location), ignoredFiles(location, ignore)) };
  }
  if (stats.isFile() && isDatabaseFile(location))
    throw new MigrationsNotFoundError(
      location,
      `"${location}" is an SQLite database, and not a migration`,
      "Name the folder of the migrations that make it.",
    );
  const files = stats.isFile() ? [{ path: location, isInOwnFolder: isFolderMigrationFile(location) }] : [];
  return { kind: "file", base: dirname(location), files, entries: [], directories: [dirname(location)] };
}

function isDatabaseFile(path: string): boolean {
  const start = Buffer.alloc(16);
  const descriptor = readOrRefuse(path, () => openSync(path, "r"));
  try {
    readSync(descriptor, start, 0, start.length, 0);
  } finally {
    closeSync(descriptor);
  }
  return start.toString("latin1") === "SQLite format 3\0";
}
