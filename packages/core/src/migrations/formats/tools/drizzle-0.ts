import { existsSync } from "node:fs";
import { join } from "node:path";

import { MigrationFormatError, MigrationOrderAmbiguousError } from "../../../errors/classes/migration-source-errors.js";
import { checksumOf, type ResolvedMigration } from "../../files/resolved-migration.js";
import type { ForeignLedger } from "../../foreign/foreign-ledger.js";
import { hashesOf } from "../../foreign/hashes-of.js";
import { isoOf } from "../../foreign/iso-of.js";
import type { MigrationReader, ReadOptions } from "../migration-reader.js";
import { journalPathOf, readJournal, type JournalEntry } from "./drizzle-journal.js";
import { refuseWrongParts } from "./drizzle-parts.js";
import { oneFolder, refuseOthers, requireOneFolder, stemOf } from "./one-folder.js";

/** As drizzle-orm 0.45.3 makes it. `SERIAL` means nothing to SQLite, so `id` stays NULL. */
const ledger: ForeignLedger = {
  owner: "Drizzle 0",
  table: "__drizzle_migrations",
  columns: ["id", "hash", "created_at"],
  otherColumns: ["name", "applied_at"],
  volatileColumns: [],
  isOneTransaction: true,
  foreignKeys: "as-connected",
  lateCure: "Drizzle would skip it without a word: give it a when in meta/_journal.json that is later than all others",
  isOlder: (migration, than) => Number(migration.entry?.key) <= Number(than.entry?.key) && migration !== than,
  isNewer: (key, last) => Number(key) > Number(last.entry?.key),
  create(database, table) {
    database.exec(
      `CREATE TABLE IF NOT EXISTS ${table} (\n\t\t\t\tid SERIAL PRIMARY KEY,\n\t\t\t\thash text NOT NULL,\n\t\t\t\tcreated_at numeric\n\t\t\t)`,
    );
  },
  read: ({ database, quoted }) =>
    database
      .prepare<[], { hash: string; when: number }>(`SELECT hash, created_at AS "when" FROM ${quoted}`)
      .all()
      .map(({ hash, when }) => ({ key: String(when), hash, executedAt: isoOf(when) })),
  insert({ database, quoted }, { entry }) {
    database.prepare(`INSERT INTO ${quoted} ("hash", "created_at") VALUES (?, ?)`).run(entry.hashes?.[0], Number(entry.key));
  },
  remove({ database, quoted }, { entry }) {
    database.prepare(`DELETE FROM ${quoted} WHERE created_at = ?`).run(Number(entry.key));
  },
};

/** Flat SQL files, listed with their times in `meta/_journal.json`. */
export const drizzle0: MigrationReader = {
  format: "drizzle-0",
  order: "natural",
  ledger,
  recognise(listings) {
    const journal = journalPathOf(oneFolder(listings)?.base ?? "");
    return existsSync(journal) ? `"${journal}" lists the files` : undefined;
  },
  read(listings, options) {
    const { base, files } = requireOneFolder(listings, "drizzle-0");
    if (!existsSync(journalPathOf(base))) {
      const isNewer = files.some(({ isInOwnFolder }) => isInOwnFolder);
      const cure = isNewer ? 'They seem to be of version 1: set format: "drizzle-1"' : "Let drizzle-kit generate it";
      throw new MigrationFormatError(
        journalPathOf(base),
        "Drizzle 0 lists its migrations there, but there is no such file",
        cure,
      );
    }
    const entries = readJournal(base, options.readText);
    const tags = new Set(entries.map(({ tag }) => tag));
    const isListed = { owner: "Drizzle", expected: `listed in "${journalPathOf(base)}"` };
    refuseOthers(files, (file) => !file.isInOwnFolder && tags.has(stemOf(file)), isListed);
    if (options.order === undefined) refuseSkipped(entries);
    return entries.map((entry) => resolveEntry(base, entry, options));
  },
};

function resolveEntry(base: string, { tag, when }: JournalEntry, { readText }: ReadOptions): ResolvedMigration {
  const path = join(base, `${tag}.sql`);
  if (!existsSync(path)) {
    const cure = "Restore the file, or let drizzle-kit drop the entry";
    throw new MigrationFormatError(journalPathOf(base), `it lists "${tag}", and there is no "${path}"`, cure);
  }
  const text = readText(path);
  refuseWrongParts(path, text);
  const entry = { key: String(when), hashes: hashesOf(text) };
  return { name: tag, path, checksum: checksumOf(text), entry, up: { kind: "sql", path, text } };
}

/** A database that has the newer entry never gets the older one below it. */
function refuseSkipped(entries: readonly JournalEntry[]): void {
  let newest: JournalEntry | undefined;
  for (const entry of entries) {
    if (newest !== undefined && entry.when <= newest.when)
      throw new MigrationOrderAmbiguousError(newest.tag, entry.tag, "journal");
    newest = entry;
  }
}
