import { basename } from "node:path";

import { MigrationFileUnknownError } from "../../../errors/classes/migration-source-errors.js";
import { misuseTypeError } from "../../../errors/misuse-error.js";
import type { ListedFile } from "../../files/list-folder.js";
import type { LocationListing } from "../../files/list-files.js";

/** Gives the one folder of migrations, or `undefined` if there are several, or single files. */
export function oneFolder(listings: readonly LocationListing[]): LocationListing | undefined {
  const [listing] = listings;
  return listings.length === 1 && listing?.kind === "folder" ? listing : undefined;
}

/** @throws `TypeError` if there is not exactly one folder: the tools have one */
export function requireOneFolder(listings: readonly LocationListing[], format: string): LocationListing {
  const listing = oneFolder(listings);
  if (listing !== undefined) return listing;
  throw misuseTypeError(
    `migrations: expected one folder with format: "${format}", got ${listings.length === 1 ? "a pattern or file" : "several"}`,
  );
}

/**
 * Refuses files that a tool would ignore: their author expects them to run.
 *
 * @throws {@link MigrationFileUnknownError} `MIGRATION_FILE_UNKNOWN`
 */
export function refuseOthers(
  files: readonly ListedFile[],
  isOwn: (file: ListedFile) => boolean,
  { owner, expected }: { readonly owner: string; readonly expected: string },
): void {
  const other = files.find((file) => !isOwn(file));
  if (other !== undefined)
    throw new MigrationFileUnknownError(other.path, `${owner} would ignore it, because it is not ${expected}`);
}

/** Absolute paths of the folders directly in the folder of migrations. */
export function foldersIn({ entries }: LocationListing): readonly string[] {
  return entries.filter(({ kind }) => kind === "folder").map(({ path }) => path);
}

/** Name of a file without its extension. */
export function stemOf({ path }: ListedFile): string {
  return basename(path).replace(/\.[^.]+$/, "");
}
