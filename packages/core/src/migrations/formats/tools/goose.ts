import { basename } from "node:path";

import { MigrationFormatError } from "../../../errors/classes/migration-source-errors.js";
import type { LocationListing } from "../../files/list-files.js";
import type { ListedFile } from "../../files/list-folder.js";
import { checksumOf } from "../../files/resolved-migration.js";
import type { ForeignLedger, ForeignMigration } from "../../foreign/foreign-ledger.js";
import { isoOf } from "../../foreign/iso-of.js";
import type { MigrationReader, ReadText } from "../migration-reader.js";
import { divideGooseFile, isGooseText } from "./goose-sections.js";
import { compareVersions, versionOf } from "./integer-version.js";
import { oneFolder, refuseOthers, requireOneFolder, stemOf } from "./one-folder.js";
import { refuseEqualKeys } from "./refuse-equal-keys.js";

/** Its first row is version 0, without which goose does not take the table for its own. */
const ledger: ForeignLedger = {
  owner: "goose",
  table: "goose_db_version",
  columns: ["id", "version_id", "is_applied", "tstamp"],
  volatileColumns: ["tstamp"],
  create(database, table) {
    database.exec(`CREATE TABLE IF NOT EXISTS ${table} (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	)`);
    database.exec(`INSERT INTO ${table} (version_id, is_applied) SELECT 0, 1 WHERE NOT EXISTS (SELECT 1 FROM ${table})`);
  },
  read({ database, quoted }) {
    const rows = database
      .prepare<[], { version: bigint; applied: bigint; at: unknown }>(
        `SELECT version_id AS version, is_applied AS applied, tstamp AS at FROM ${quoted} WHERE version_id <> 0 ORDER BY id`,
      )
      .safeIntegers()
      .all();
    // Older versions of goose add a row for a way down. The last one counts.
    const last = new Map(rows.map((row) => [row.version, row]));
    return [...last.values()]
      .filter(({ applied }) => applied !== 0n)
      .map(({ version, at }) => ({ key: String(version), executedAt: isoOf(at) }));
  },
  insert({ database, quoted }, { entry }) {
    database.prepare(`INSERT INTO ${quoted} (version_id, is_applied) VALUES (?, 1)`).run(BigInt(entry.key));
  },
  remove({ database, quoted }, { entry }) {
    database.prepare(`DELETE FROM ${quoted} WHERE version_id = ?`).run(BigInt(entry.key));
  },
};

/** One file for both ways, divided by `-- +goose Up` and `-- +goose Down`. */
export const goose: MigrationReader = {
  format: "goose",
  dividesFiles: true,
  order: "natural",
  ledger,
  recognise(listings, readText) {
    const { files } = oneFolder(listings) ?? { files: [] };
    const isGoose = files.length > 0 && files.every((file) => isFlatSql(file) && isGooseText(readText(file.path)));
    return isGoose ? 'each file has "-- +goose Up"' : undefined;
  },
  read(listings, { readText }) {
    const { entries, files } = requireOneFolder(listings, "goose");
    refuseOthers(files, isFlatSql, { owner: "goose", expected: "an .sql file directly in the folder" });
    refuseGoMigrations(entries);
    const migrations = files.map((file) => resolve(file, readText));
    refuseEqualKeys(migrations, "goose");
    return migrations.toSorted(compareVersions);
  },
};

function isFlatSql({ path, isInOwnFolder }: ListedFile): boolean {
  return !isInOwnFolder && path.endsWith(".sql");
}

function resolve(file: ListedFile, readText: ReadText): ForeignMigration {
  const { path } = file;
  const text = readText(path);
  const { up, down, isWithoutTransaction } = divideGooseFile(path, text);
  const mode = isWithoutTransaction ? ({ transaction: "none" } as const) : {};
  const migration = {
    name: stemOf(file),
    path,
    checksum: checksumOf(up),
    entry: { key: versionOf(path, "goose") },
    up: { kind: "sql", path, text: up, ...mode },
  } as const;
  return down === undefined ? migration : { ...migration, down: { kind: "sql", path, text: down, ...mode } };
}

function refuseGoMigrations(entries: LocationListing["entries"]): void {
  const found = entries.find(({ path }) => /^\d+_.*(?<!_test)\.go$/.test(basename(path)));
  if (found === undefined) return;
  throw new MigrationFormatError(
    found.path,
    "it is a migration in Go, which only goose can run",
    "Run goose as migrate, in place of migrations",
  );
}
