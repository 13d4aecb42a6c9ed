import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";

import { MigrationFormatError } from "../../../errors/classes/migration-source-errors.js";
import { checksumOf, type ResolvedMigration } from "../../files/resolved-migration.js";
import type { ForeignLedger } from "../../foreign/foreign-ledger.js";
import { findConfiguration } from "../../foreign/find-configuration.js";
import { isoOf } from "../../foreign/iso-of.js";
import type { MigrationReader, ReadText } from "../migration-reader.js";
import { lazySql } from "./lazy-sql.js";
import { foldersIn, oneFolder, refuseOthers, requireOneFolder } from "./one-folder.js";
import { refuseEqualKeys } from "./refuse-equal-keys.js";

const ledger: ForeignLedger = {
  owner: "Diesel",
  table: "__diesel_schema_migrations",
  columns: ["version", "run_on"],
  volatileColumns: ["run_on"],
  allowsLate: true,
  create(database, table) {
    database.exec(
      `CREATE TABLE IF NOT EXISTS ${table} (version VARCHAR(50) PRIMARY KEY NOT NULL, run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP)`,
    );
  },
  read: ({ database, quoted }) =>
    database
      .prepare<[], { version: string; runOn: unknown }>(`SELECT version, run_on AS runOn FROM ${quoted}`)
      .all()
      .map(({ version, runOn }) => ({ key: version, executedAt: isoOf(runOn) })),
  insert({ database, quoted }, { entry }) {
    database.prepare(`INSERT INTO ${quoted} (version) VALUES (?)`).run(entry.key);
  },
  remove({ database, quoted }, { entry }) {
    database.prepare(`DELETE FROM ${quoted} WHERE version = ?`).run(entry.key);
  },
};

/** A folder for each migration, with `up.sql` and `down.sql`. */
export const diesel: MigrationReader = {
  format: "diesel",
  ledger,
  recognise(listings) {
    const { base, files } = oneFolder(listings) ?? { base: "", files: [] };
    if (files.length === 0 || !files.every(({ path }) => /^(?:up|down)\.sql$/.test(basename(path)))) return undefined;
    const configuration = findConfiguration(base, ["diesel.toml"]);
    if (configuration !== undefined) return `"${configuration.path}" is Diesel's`;
    const isDated = files.every(({ path }) => DIESEL_DATE.test(basename(dirname(path))));
    return isDated ? "each migration is in a folder named as Diesel names them" : undefined;
  },
  companions: (listings) =>
    listings.flatMap((listing) =>
      foldersIn(listing)
        .map((folder) => join(folder, "metadata.toml"))
        .filter((path) => existsSync(path)),
    ),
  read(listings, { readText }) {
    const listing = requireOneFolder(listings, "diesel");
    const { files } = listing;
    const paths = new Set(files.map(({ path }) => path));
    const isListed = (path: string): boolean => paths.has(path);
    const isOwn = { owner: "Diesel", expected: "an up.sql or down.sql in a folder of its own" };
    refuseOthers(files, ({ path, isInOwnFolder }) => isInOwnFolder && /^(?:up|down)\.sql$/.test(basename(path)), isOwn);
    const migrations = foldersIn(listing).flatMap((folder) => resolve(folder, isListed, readText));
    refuseEqualKeys(migrations, "Diesel");
    return migrations.toSorted((left, right) => (left.entry.key < right.entry.key ? -1 : 1));
  },
};

/** Its first versions wrote no dashes. */
const DIESEL_DATE = /^\d{4}-?\d\d-?\d\d-?\d{6}(?:-\d+)?_/;

type DieselMigration = ResolvedMigration & Required<Pick<ResolvedMigration, "entry">>;

/** @param isListed whether the file at a path is not ignored; without its up.sql, the folder has no migration */
function resolve(folder: string, isListed: (path: string) => boolean, readText: ReadText): readonly DieselMigration[] {
  const path = join(folder, "up.sql");
  const downPath = join(folder, "down.sql");
  const metadata = join(folder, "metadata.toml");
  if (!existsSync(path)) {
    throw new MigrationFormatError(
      folder,
      "it has no up.sql, and Diesel refuses such a folder",
      "Restore the file, remove the folder, or list it under ignore",
    );
  }
  if (!isListed(path)) return [];
  const name = basename(folder);
  const text = readText(path);
  const isWithout = existsSync(metadata) && /^\s*run_in_transaction\s*=\s*false/m.test(readText(metadata));
  const transaction = isWithout ? ({ transaction: "none" } as const) : {};
  const migration = {
    name,
    path,
    checksum: checksumOf(text),
    entry: { key: (name.split("_", 1)[0] ?? name).replaceAll("-", "") },
    up: { kind: "sql", path, text, ...transaction },
  } as const;
  return [isListed(downPath) ? { ...migration, down: lazySql(downPath, transaction) } : migration];
}
