import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";

import { LedgerUnfinishedError } from "../../../errors/classes/ledger-errors.js";
import { MigrationFormatError } from "../../../errors/classes/migration-source-errors.js";
import type { LocationListing } from "../../files/list-files.js";
import { checksumOf, type ResolvedMigration } from "../../files/resolved-migration.js";
import type { ForeignLedger } from "../../foreign/foreign-ledger.js";
import { hashesOf } from "../../foreign/hashes-of.js";
import { isoOf } from "../../foreign/iso-of.js";
import { sortByName } from "../order-migrations.js";
import type { MigrationReader, ReadText } from "../migration-reader.js";
import { foldersIn, oneFolder, refuseOthers, requireOneFolder } from "./one-folder.js";

interface PrismaRow {
  readonly name: string;
  readonly checksum: string;
  readonly finishedAt: unknown;
  readonly rolledBackAt: unknown;
}

const ledger: ForeignLedger = {
  owner: "Prisma",
  table: "_prisma_migrations",
  columns: ["id", "checksum", "finished_at", "migration_name", "logs", "rolled_back_at", "started_at", "applied_steps_count"],
  volatileColumns: ["id", "started_at", "finished_at"],
  allowsLate: true,
  // So has the SQLite that its schema engine is built with: https://github.com/rusqlite/rusqlite/blob/master/libsqlite3-sys/build.rs
  foreignKeys: "on-at-first",
  create(database, table) {
    database.exec(`CREATE TABLE IF NOT EXISTS ${table} (
    "id"                    TEXT PRIMARY KEY NOT NULL,
    "checksum"              TEXT NOT NULL,
    "finished_at"           DATETIME,
    "migration_name"        TEXT NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        DATETIME,
    "started_at"            DATETIME NOT NULL DEFAULT current_timestamp,
    "applied_steps_count"   INTEGER UNSIGNED NOT NULL DEFAULT 0
)`);
  },
  read({ database, table, quoted }) {
    const rows = database
      .prepare<[], PrismaRow>(
        `SELECT migration_name AS name, checksum, finished_at AS finishedAt, rolled_back_at AS rolledBackAt FROM ${quoted}`,
      )
      .all()
      .filter(({ rolledBackAt }) => rolledBackAt === null);
    const failed = rows.find(({ finishedAt }) => finishedAt === null);
    if (failed !== undefined) {
      throw new LedgerUnfinishedError(database.name, {
        table,
        migration: failed.name,
        problem: `its row in "${table}" has neither finished_at nor rolled_back_at`,
        cure: `Repair what it left, then run "prisma migrate resolve --rolled-back ${failed.name}"; or "prisma migrate reset" for a database without data`,
      });
    }
    return rows.map(({ name, checksum, finishedAt }) => ({ key: name, hash: checksum, executedAt: isoOf(finishedAt) }));
  },
  insert({ database, quoted }, { entry }, durationMs) {
    const finishedAt = Date.now();
    database
      .prepare(
        `INSERT INTO ${quoted} (id, checksum, finished_at, migration_name, logs, rolled_back_at, started_at, applied_steps_count) ` +
          "VALUES (?, ?, CAST(? AS INTEGER), ?, NULL, NULL, CAST(? AS INTEGER), 1)",
      )
      .run(randomUUID(), entry.hashes?.[0], finishedAt, entry.key, finishedAt - Math.round(durationMs));
  },
  remove({ database, quoted }, { entry }) {
    database.prepare(`DELETE FROM ${quoted} WHERE migration_name = ?`).run(entry.key);
  },
};

/** A folder for each migration, with a `migration.sql`; and `migration_lock.toml` beside them. */
export const prisma: MigrationReader = {
  format: "prisma",
  ledger,
  recognise(listings) {
    const lock = lockPathOf(oneFolder(listings)?.base ?? "");
    return existsSync(lock) ? `"${lock}" is Prisma's` : undefined;
  },
  companions: (listings) => listings.map(({ base }) => lockPathOf(base)).filter((path) => existsSync(path)),
  read(listings, { readText }) {
    const listing = requireOneFolder(listings, "prisma");
    const { base, files } = listing;
    refuseOtherProvider(lockPathOf(base), readText);
    const isOwn = { owner: "Prisma", expected: "a migration.sql in a folder of its own" };
    refuseOthers(files, ({ path, isInOwnFolder }) => isInOwnFolder && basename(path) === "migration.sql", isOwn);
    refuseEmptyFolders(listing);
    return sortByName(
      files.map(({ path }) => resolve(path, readText)),
      "name",
    );
  },
};

function lockPathOf(folder: string): string {
  return join(folder, "migration_lock.toml");
}

function resolve(path: string, readText: ReadText): ResolvedMigration {
  const name = basename(dirname(path));
  const text = readText(path);
  // Prisma begins no transaction: the script decides.
  const up = { kind: "sql", path, text, transaction: "none" } as const;
  return { name, path, checksum: checksumOf(text), entry: { key: name, hashes: hashesOf(text) }, up };
}

function refuseOtherProvider(path: string, readText: ReadText): void {
  const provider = existsSync(path) ? /^\s*provider\s*=\s*["']([^"'\n]*)["']/m.exec(readText(path))?.[1] : undefined;
  if (provider === undefined || provider === "sqlite") return;
  throw new MigrationFormatError(
    path,
    `its provider is "${provider}"`,
    'Name the migrations of a schema whose provider is "sqlite"',
  );
}

/** Prisma refuses them as well. */
function refuseEmptyFolders(listing: LocationListing): void {
  const empty = foldersIn(listing).find((folder) => !existsSync(join(folder, "migration.sql")));
  if (empty === undefined) return;
  throw new MigrationFormatError(
    empty,
    "it has no migration.sql",
    "Restore the file, remove the folder, or list it under ignore",
  );
}
