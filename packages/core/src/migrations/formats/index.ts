import { MigrationFormatAmbiguousError } from "../../errors/classes/migration-source-errors.js";
import type { LocationListing } from "../files/list-files.js";
import type { MigrationFormat } from "../migration-source.js";
import { folders } from "./folders.js";
import type { MigrationReader, ReadText } from "./migration-reader.js";
import { modules } from "./modules.js";
import { nested } from "./nested.js";
import { mixed, readerOf } from "./named-files.js";
import { sql } from "./sql.js";
import { d1 } from "./tools/d1.js";
import { dbmate } from "./tools/dbmate.js";
import { diesel } from "./tools/diesel.js";
import { drizzle1 } from "./tools/drizzle-1.js";
import { drizzle0 } from "./tools/drizzle-0.js";
import { flyway } from "./tools/flyway.js";
import { golangMigrate } from "./tools/golang-migrate.js";
import { goose } from "./tools/goose.js";
import { postgrator } from "./tools/postgrator.js";
import { prisma } from "./tools/prisma.js";
import { sqlx } from "./tools/sqlx.js";
import { upDownPairs } from "./up-down-pairs.js";

/** Formats that a tool owns. If two of them recognise the files, the user has to say which it is. */
export const TOOL_READERS: readonly MigrationReader[] = [
  drizzle0,
  drizzle1,
  prisma,
  d1,
  dbmate,
  goose,
  golangMigrate,
  sqlx,
  diesel,
  postgrator,
];

/** Formats that no tool owns. The first that recognises the files reads them; the last recognises everything. */
const PLAIN_READERS: readonly MigrationReader[] = [
  nested,
  flyway,
  readerOf(folders),
  readerOf(modules),
  readerOf(upDownPairs),
  readerOf(sql),
  mixed,
];

/** The reader of some files, and how it was chosen. */
export interface Recognition {
  readonly reader: MigrationReader;
  /** How the files were recognised, for people; absent if the option `format` names the reader. */
  readonly reason?: string;
}

/**
 * Chooses the reader that the option `format` names, otherwise the one that recognises the files.
 *
 * @throws {@link MigrationFormatAmbiguousError} `MIGRATION_FORMAT_AMBIGUOUS` if they may be of the formats of two tools
 */
export function chooseReader(
  listings: readonly LocationListing[],
  format: MigrationFormat | undefined,
  readText: ReadText,
): Recognition {
  const asked = [...TOOL_READERS, ...PLAIN_READERS].find((reader) => reader.format === format);
  if (asked !== undefined) return { reader: asked };
  const ofTools = recognise(TOOL_READERS, listings, readText);
  if (ofTools.length > 1) {
    const readings = ofTools.map(({ reader, reason }) => ({ format: reader.format, reason }));
    throw new MigrationFormatAmbiguousError(listings[0]?.base ?? "", readings);
  }
  return ofTools[0] ?? recognise(PLAIN_READERS, listings, readText)[0] ?? { reader: mixed };
}

function recognise(
  readers: readonly MigrationReader[],
  listings: readonly LocationListing[],
  readText: ReadText,
): readonly Required<Recognition>[] {
  return readers.flatMap((reader) => {
    const reason = reader.recognise(listings, readText);
    return reason === undefined ? [] : [{ reader, reason }];
  });
}
