import { basename } from "node:path";

import type { ListedFile } from "../../files/list-folder.js";
import { checksumOf } from "../../files/resolved-migration.js";
import type { ForeignLedger, ForeignMigration } from "../../foreign/foreign-ledger.js";
import { sortByName } from "../order-migrations.js";
import type { MigrationReader, ReadText } from "../migration-reader.js";
import { divideDbmateFile, hasDirective } from "./dbmate-sections.js";
import { oneFolder, refuseOthers, requireOneFolder, stemOf } from "./one-folder.js";
import { refuseEqualKeys } from "./refuse-equal-keys.js";

const ledger: ForeignLedger = {
  owner: "dbmate",
  table: "schema_migrations",
  columns: ["version"],
  otherColumns: ["dirty"],
  volatileColumns: [],
  allowsLate: true,
  create(database, table) {
    database.exec(`CREATE TABLE IF NOT EXISTS ${table} (version varchar(128) primary key)`);
  },
  read: ({ database, quoted }) =>
    database
      .prepare<[], string>(`SELECT version FROM ${quoted}`)
      .pluck()
      .all()
      .map((key) => ({ key })),
  insert({ database, quoted }, { entry }) {
    database.prepare(`INSERT INTO ${quoted} (version) VALUES (?)`).run(entry.key);
  },
  remove({ database, quoted }, { entry }) {
    database.prepare(`DELETE FROM ${quoted} WHERE version = ?`).run(entry.key);
  },
};

/** One file for both ways, divided by `-- migrate:up` and `-- migrate:down`. */
export const dbmate: MigrationReader = {
  format: "dbmate",
  dividesFiles: true,
  ledger,
  recognise(listings, readText) {
    const { files } = oneFolder(listings) ?? { files: [] };
    const isDbmate =
      files.every((file) => isNumberedSql(file) && hasDirective(readText(file.path), "up")) &&
      files.some(({ path }) => hasDirective(readText(path), "down"));
    return isDbmate ? 'each file has "-- migrate:up"' : undefined;
  },
  read(listings, { readText }) {
    const { files } = requireOneFolder(listings, "dbmate");
    const expected = "an .sql file directly in the folder whose name begins with a number";
    refuseOthers(files, isNumberedSql, { owner: "dbmate", expected });
    const migrations = files.map((file) => resolve(file, readText));
    refuseEqualKeys(migrations, "dbmate");
    return sortByName(migrations, "name");
  },
};

function isNumberedSql({ path, isInOwnFolder }: ListedFile): boolean {
  return !isInOwnFolder && /^\d+.*\.sql$/.test(basename(path));
}

function resolve(file: ListedFile, readText: ReadText): ForeignMigration {
  const { path } = file;
  const { up, down, isWithoutTransaction } = divideDbmateFile(path, readText(path));
  const modeOf = (direction: "up" | "down") => (isWithoutTransaction[direction] ? ({ transaction: "none" } as const) : {});
  return {
    name: stemOf(file),
    path,
    checksum: checksumOf(up),
    entry: { key: /^\d+/.exec(basename(path))?.[0] ?? "" },
    up: { kind: "sql", path, text: up, ...modeOf("up") },
    down: { kind: "sql", path, text: down, ...modeOf("down") },
  };
}
