import { basename } from "node:path";

import { MigrationDuplicateError, MigrationFileUnknownError } from "../../../errors/classes/migration-source-errors.js";
import { groupBy } from "../../files/group-by.js";
import type { ListedFile } from "../../files/list-folder.js";
import { checksumOf } from "../../files/resolved-migration.js";
import type { ForeignLedger, ForeignMigration } from "../../foreign/foreign-ledger.js";
import { hashesOf } from "../../foreign/hashes-of.js";
import { isoOf } from "../../foreign/iso-of.js";
import type { MigrationReader, ReadText } from "../migration-reader.js";
import { compareVersions } from "./integer-version.js";
import { lazySql } from "./lazy-sql.js";
import { oneFolder, refuseOthers, requireOneFolder } from "./one-folder.js";

interface PostgratorRow {
  readonly version: number;
  readonly md5: string | null;
  readonly runAt: unknown;
}

/** Its first row is version 0. */
const ledger: ForeignLedger = {
  owner: "postgrator",
  table: "schemaversion",
  columns: ["version", "name", "md5", "run_at"],
  volatileColumns: ["run_at"],
  lateCure: "postgrator would skip it without a word: rename it so that its version is the highest",
  create(database, table) {
    database.exec(
      `CREATE TABLE IF NOT EXISTS ${table} (version INTEGER PRIMARY KEY, name TEXT, md5 TEXT, run_at TIMESTAMP WITH TIME ZONE);
      INSERT OR IGNORE INTO ${table} (version) VALUES (0);`,
    );
  },
  read: ({ database, quoted }) =>
    database
      .prepare<[], PostgratorRow>(`SELECT version, md5, run_at AS runAt FROM ${quoted} WHERE version > 0`)
      .all()
      .map(({ version, md5, runAt }) => ({ key: String(version), hash: md5 ?? undefined, executedAt: isoOf(runAt) })),
  insert({ database, quoted }, { path, entry }) {
    const name = basename(path ?? "", ".sql").split(".")[2] ?? "";
    const runAt = new Date().toISOString().replace("T", " ").replace("Z", "");
    database
      .prepare(`INSERT INTO ${quoted} (version, name, md5, run_at) VALUES (?, ?, ?, ?)`)
      .run(Number(entry.key), name, entry.hashes?.[0], runAt);
  },
  remove({ database, quoted }, { entry }) {
    database.prepare(`DELETE FROM ${quoted} WHERE version = ?`).run(Number(entry.key));
  },
};

/** `001.do.users.sql` and `001.undo.users.sql`. */
export const postgrator: MigrationReader = {
  format: "postgrator",
  order: "natural",
  ledger,
  recognise(listings) {
    const { files } = oneFolder(listings) ?? { files: [] };
    return files.length > 0 && files.every(isPostgrator) ? 'the names have ".do." or ".undo." after a number' : undefined;
  },
  read(listings, { readText }) {
    const { files } = requireOneFolder(listings, "postgrator");
    const expected = "an .sql file named like 001.do.users.sql or 001.undo.users.sql";
    refuseOthers(files, isPostgrator, { owner: "postgrator", expected });
    const groups = groupBy(files, ({ path }) => String(Number.parseInt(basename(path), 10)));
    return [...groups].map(([version, group]) => resolve(version, group, readText)).toSorted(compareVersions);
  },
};

const NAME = /^\d+\.(do|undo)(?:\..*)?\.sql$/;

function isPostgrator({ path, isInOwnFolder }: ListedFile): boolean {
  return !isInOwnFolder && NAME.test(basename(path));
}

function resolve(version: string, group: readonly ListedFile[], readText: ReadText): ForeignMigration {
  const pathsOf = (action: string): readonly string[] =>
    group.map(({ path }) => path).filter((path) => NAME.exec(basename(path))?.[1] === action);
  const [path, ...moreUps] = pathsOf("do");
  const [down, ...moreDowns] = pathsOf("undo");
  if (path === undefined) throw new MigrationFileUnknownError(down ?? "", "this way down has no way up");
  if (moreUps.length + moreDowns.length > 0) {
    const problem = `Two migrations have the version ${version}, by which postgrator knows them`;
    throw new MigrationDuplicateError(version, problem, [path, ...moreUps, ...pathsOf("undo")]);
  }
  const text = readText(path);
  const migration = {
    name: basename(path, ".sql"),
    path,
    checksum: checksumOf(text),
    entry: { key: version, hashes: hashesOf(text, "md5") },
    up: { kind: "sql", path, text },
  } as const;
  return down === undefined ? migration : { ...migration, down: lazySql(down) };
}
