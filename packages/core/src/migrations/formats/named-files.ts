import { MigrationFileUnknownError } from "../../errors/classes/migration-source-errors.js";
import type { LocationListing } from "../files/list-files.js";
import type { ListedFile } from "../files/list-folder.js";
import type { ResolvedMigration } from "../files/resolved-migration.js";
import { folders } from "./folders.js";
import type { MigrationReader, ReadOptions } from "./migration-reader.js";
import { modules } from "./modules.js";
import { refuseFolderOfDowns, type ClassifiedFile, type NamedFormat } from "./names/classified-file.js";
import { decideDirections } from "./names/decide-directions.js";
import { pairFiles } from "./names/pair-files.js";
import { refuseDialects } from "./names/refuse-dialects.js";
import { refuseHiddenDowns } from "./names/refuse-hidden-downs.js";
import { refuseOddBeginning, refusePlan } from "./names/refuse-other-rules.js";
import { resolvePair } from "./names/resolve-pair.js";
import { orderMigrations, refuseOtherOrder } from "./order-migrations.js";
import { sql } from "./sql.js";
import { upDownPairs } from "./up-down-pairs.js";

/** The first that claims a file classifies it. */
const NAMED_FORMATS: readonly NamedFormat[] = [folders, modules, upDownPairs, sql];

/** Reads files of several formats, which may belong together. */
export const mixed: MigrationReader = {
  format: "mixed",
  recognise: () => "the files are of several formats",
  read: (listings, options) => readNamedFiles(listings, options),
};

/** Creates the reader of one format, which refuses files of other formats. */
export function readerOf(only: NamedFormat): MigrationReader {
  return {
    format: only.format,
    recognise: (listings) =>
      listings.every(({ files }) => files.every((file) => formatOf(file) === only)) ? only.reason : undefined,
    read: (listings, options) => readNamedFiles(listings, options, only),
  };
}

function readNamedFiles(
  listings: readonly LocationListing[],
  { order, isAskedFor }: ReadOptions,
  only?: NamedFormat,
): readonly ResolvedMigration[] {
  if (order === undefined) for (const { base } of listings) refusePlan(base);
  const areAllUp = isAskedFor && only === sql;
  const classified = listings.flatMap(({ base, files }) =>
    files.map((file): ClassifiedFile => {
      if (!areAllUp) refuseFolderOfDowns(file.path, base);
      const found = classifyFile(file, only);
      return areAllUp ? { ...found, word: undefined } : found;
    }),
  );
  const files = decideDirections(classified);
  if (!areAllUp) refuseHiddenDowns(files);
  refuseDialects(files);
  const pairs = pairFiles(files);
  const migrations = orderMigrations(
    pairs.map((pair) => resolvePair(pair, areAllUp ? "signs" : "all")),
    order,
  );
  if (order === undefined) refuseOtherOrder(migrations, positionsInList(listings));
  return migrations;
}

/** @throws {@link MigrationFileUnknownError} `MIGRATION_FILE_UNKNOWN` if it fits no format, or another than `only` */
function classifyFile(file: ListedFile, only: NamedFormat | undefined): ClassifiedFile {
  const own = formatOf(file);
  const classified = own.classify(file);
  if (only !== undefined && own !== only) {
    throw new MigrationFileUnknownError(file.path, `its format is "${own.format}", and format is "${only.format}"`);
  }
  refuseOddBeginning(classified);
  return classified;
}

function formatOf(file: ListedFile): NamedFormat {
  return NAMED_FORMATS.find((named) => named.isOwn(file)) ?? sql;
}

/** Positions in the list of locations. Folders and patterns are merged by name; single files are listed in the order in which they should run. */
function positionsInList(listings: readonly LocationListing[]): (migration: ResolvedMigration) => number {
  const positions = new Map<string | undefined, number>();
  if (listings.some(({ kind }) => kind === "file")) {
    for (const [index, { files }] of listings.entries()) for (const { path } of files) positions.set(path, index);
  }
  return ({ path }) => positions.get(path) ?? 0;
}
