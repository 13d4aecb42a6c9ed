import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";

import { MigrationFormatError } from "../../../errors/classes/migration-source-errors.js";
import type { ListedFile } from "../../files/list-folder.js";
import { checksumOf } from "../../files/resolved-migration.js";
import type { ForeignLedger } from "../../foreign/foreign-ledger.js";
import { hashesOf } from "../../foreign/hashes-of.js";
import { isoOf } from "../../foreign/iso-of.js";
import type { MigrationReader } from "../migration-reader.js";
import { journalPathOf } from "./drizzle-journal.js";
import { refuseWrongParts } from "./drizzle-parts.js";
import { oneFolder, refuseOthers, requireOneFolder } from "./one-folder.js";

const ledger: ForeignLedger = {
  owner: "Drizzle 1",
  table: "__drizzle_migrations",
  columns: ["id", "hash", "created_at", "name", "applied_at"],
  volatileColumns: ["applied_at"],
  isOneTransaction: true,
  foreignKeys: "as-connected",
  allowsLate: true,
  create(database, table) {
    database.exec(
      `CREATE TABLE IF NOT EXISTS ${table} (id INTEGER PRIMARY KEY, hash text NOT NULL, created_at numeric, name text, applied_at TEXT)`,
    );
  },
  read: ({ database, quoted }) =>
    database
      .prepare<[], { name: string; hash: string; appliedAt: unknown }>(
        `SELECT name, hash, applied_at AS appliedAt FROM ${quoted}`,
      )
      .all()
      .map(({ name, hash, appliedAt }) => ({ key: name, hash, executedAt: isoOf(appliedAt) })),
  insert({ database, quoted }, { entry }) {
    database
      .prepare(`INSERT INTO ${quoted} (hash, created_at, name, applied_at) VALUES (?, ?, ?, ?)`)
      .run(entry.hashes?.[0], timeOf(entry.key), entry.key, new Date().toISOString());
  },
  remove({ database, quoted }, { entry }) {
    database.prepare(`DELETE FROM ${quoted} WHERE name = ?`).run(entry.key);
  },
};

/** A folder for each migration, `20260131120000_users/migration.sql`, with a `snapshot.json`. */
export const drizzle1: MigrationReader = {
  format: "drizzle-1",
  ledger,
  recognise(listings) {
    const { base, files } = oneFolder(listings) ?? { base: "", files: [] };
    // Files beside the folders are left from version 0: the reader refuses them.
    const own = files.filter(({ isInOwnFolder }) => isInOwnFolder);
    if (own.length === 0 || !own.every(isDrizzle1) || existsSync(journalPathOf(base))) return undefined;
    const snapshot = own.map(({ path }) => join(dirname(path), "snapshot.json")).find((path) => existsSync(path));
    return snapshot === undefined ? undefined : `"${snapshot}" is Drizzle's`;
  },
  read(listings, { readText }) {
    const { base, files } = requireOneFolder(listings, "drizzle-1");
    const journal = journalPathOf(base);
    if (existsSync(journal)) {
      const cure = 'Set format: "drizzle-0", or upgrade the folder with "drizzle-kit up"';
      throw new MigrationFormatError(journal, "it is of version 0, and Drizzle 1 refuses a folder that has it", cure);
    }
    const expected = "a migration.sql in a folder whose name begins with 14 digits and _";
    refuseOthers(files, isDrizzle1, { owner: "Drizzle", expected });
    return files
      .map(({ path }) => {
        const name = basename(dirname(path));
        const text = readText(path);
        refuseWrongParts(path, text);
        const entry = { key: name, hashes: hashesOf(text) };
        return { name, path, checksum: checksumOf(text), entry, up: { kind: "sql", path, text } } as const;
      })
      .toSorted((left, right) => left.name.localeCompare(right.name));
  },
};

function isDrizzle1({ path, isInOwnFolder }: ListedFile): boolean {
  return isInOwnFolder && basename(path) === "migration.sql" && /^\d{14}_/.test(basename(dirname(path)));
}

/** Milliseconds since 1970 of the 14 digits, in UTC. */
function timeOf(name: string): number {
  const [year = 0, month = 1, ...rest] = (/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/.exec(name) ?? []).slice(1).map(Number);
  return Date.UTC(year, month - 1, ...rest);
}
