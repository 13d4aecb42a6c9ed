import type { LocationListing } from "../files/list-files.js";
import type { MigrationFormat } from "../migration-source.js";
import { folders } from "./folders.js";
import type { MigrationReader } from "./migration-reader.js";
import { modules } from "./modules.js";
import { mixed, readerOf } from "./named-files.js";
import { sql } from "./sql.js";
import { upDownPairs } from "./up-down-pairs.js";

/** The first that recognises the files reads them; the last recognises everything. */
const READERS: Readonly<Record<MigrationFormat, MigrationReader>> = {
  folders: readerOf(folders),
  modules: readerOf(modules),
  "up-down-pairs": readerOf(upDownPairs),
  sql: readerOf(sql),
  mixed,
};

/** The reader of some files, and how it was chosen. */
export interface Recognition {
  readonly reader: MigrationReader;
  /** How the files were recognised, for people; absent if the option `format` names the reader. */
  readonly reason?: string;
}

/** Chooses the reader that the option `format` names, otherwise the first that recognises the files. */
export function chooseReader(listings: readonly LocationListing[], format: MigrationFormat | undefined): Recognition {
  if (format !== undefined) return { reader: READERS[format] };
  for (const reader of Object.values(READERS)) {
    const reason = reader.recognise(listings);
    if (reason !== undefined) return { reader, reason };
  }
  return { reader: mixed };
}
