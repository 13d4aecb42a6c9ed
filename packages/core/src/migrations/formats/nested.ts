import { relative, sep } from "node:path";

import { MigrationFileUnknownError } from "../../errors/classes/migration-source-errors.js";
import { checksumOf, type ResolvedMigration } from "../files/resolved-migration.js";
import type { MigrationReader, ReadText } from "./migration-reader.js";
import { markedDirection, wordedDirection } from "./names/direction-of-name.js";
import { orderMigrations } from "./order-migrations.js";
import { describeBothWays, findSection } from "./sections/find-section.js";

/** Folders named after versions, in which the names of files repeat: `0.10/00__users.sql`. The folder is a part of the name. */
export const nested: MigrationReader = {
  format: "nested",
  recognise: (listings) =>
    listings.every(({ files }) => files.every(({ isNested = false }) => isNested))
      ? "the files are in folders named after versions"
      : undefined,
  read: (listings, { order, readText }) =>
    orderMigrations(
      listings.flatMap(({ base, files }) => {
        const names = files.map(({ path }) => nameOf(base, path));
        return files.map(({ path, isNested = false }) => {
          if (!isNested) throw new MigrationFileUnknownError(path, "it is not in a folder named after a version");
          refuseDown(path, nameOf(base, path), names);
          return resolve(base, path, readText);
        });
      }),
      order,
    ),
};

function nameOf(base: string, path: string): string {
  return relative(base, path)
    .split(sep)
    .join("/")
    .replace(/\.sql$/i, "");
}

/** `drop` and the like are a direction only beside the file that creates the same. */
function refuseDown(path: string, name: string, names: readonly string[]): void {
  const word = wordedDirection(stemOf(name));
  const isVerb = word?.isVerb ?? false;
  const isOpposite = (other: string): boolean => {
    const opposite = wordedDirection(stemOf(other));
    return folderOf(other) === folderOf(name) && opposite?.direction === "up" && opposite.base === word?.base;
  };
  const direction = (markedDirection(stemOf(name)) ?? word)?.direction;
  if (direction !== "down" || (isVerb && !names.some(isOpposite))) return;
  throw new MigrationFileUnknownError(path, "its name may state a way down, which folders of versions cannot have");
}

function stemOf(name: string): string {
  return name.slice(name.indexOf("/") + 1);
}

function folderOf(name: string): string {
  return name.slice(0, name.indexOf("/"));
}

function resolve(base: string, path: string, readText: ReadText): ResolvedMigration {
  const text = readText(path);
  const section = findSection(text, "down");
  if (section !== undefined) throw new MigrationFileUnknownError(path, describeBothWays(section));
  return { name: nameOf(base, path), path, checksum: checksumOf(text), up: { kind: "sql", path, text } };
}
