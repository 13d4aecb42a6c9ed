import { relative, sep } from "node:path";

import { MigrationFileUnknownError } from "../../errors/migration-source-errors.js";
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
      listings.flatMap(({ base, files }) =>
        files.map(({ path, isNested = false }) => {
          if (isNested) return resolve(base, path, readText);
          throw new MigrationFileUnknownError(path, "it is not in a folder named after a version");
        }),
      ),
      order,
    ),
};

function resolve(base: string, path: string, readText: ReadText): ResolvedMigration {
  const name = relative(base, path)
    .split(sep)
    .join("/")
    .replace(/\.sql$/i, "");
  const stem = name.slice(name.indexOf("/") + 1);
  if ((markedDirection(stem) ?? wordedDirection(stem))?.direction === "down") {
    throw new MigrationFileUnknownError(path, "its name may state a way down, which folders of versions cannot have");
  }
  const text = readText(path);
  const section = findSection(text, "down");
  if (section !== undefined) throw new MigrationFileUnknownError(path, describeBothWays(section));
  return { name, path, checksum: checksumOf(text), up: { kind: "sql", path, text } };
}
