import { basename } from "node:path";

import { LedgerUnfinishedError } from "../../../errors/classes/ledger-errors.js";
import { MigrationDuplicateError, MigrationFileUnknownError } from "../../../errors/classes/migration-source-errors.js";
import { groupBy } from "../../files/group-by.js";
import type { ListedFile } from "../../files/list-folder.js";
import { checksumOf } from "../../files/resolved-migration.js";
import { findConfiguration } from "../../foreign/find-configuration.js";
import type { ForeignLedger, ForeignMigration, LedgerContext } from "../../foreign/foreign-ledger.js";
import type { MigrationReader, ReadText } from "../migration-reader.js";
import { compareVersions, versionOf } from "./integer-version.js";
import { lazySql } from "./lazy-sql.js";
import { oneFolder, refuseOthers, requireOneFolder } from "./one-folder.js";

/** One row: the version of the database. */
const ledger: ForeignLedger = {
  owner: "golang-migrate",
  table: "schema_migrations",
  columns: ["version", "dirty"],
  volatileColumns: [],
  create(database, table) {
    database.exec(
      `CREATE TABLE IF NOT EXISTS ${table} (version uint64,dirty bool);
  CREATE UNIQUE INDEX IF NOT EXISTS version_unique ON ${table} (version);`,
    );
  },
  read({ database, table, quoted, migrations }) {
    const row = database
      .prepare<[], { version: bigint; dirty: bigint }>(`SELECT version, dirty FROM ${quoted}`)
      .safeIntegers()
      .get();
    if (row === undefined) return [];
    const key = String(row.version);
    if (row.dirty !== 0n) {
      throw new LedgerUnfinishedError(database.name, {
        table,
        migration: key,
        problem: `"${table}" says that version ${key} is dirty`,
        cure: 'Repair what it left, then run "migrate force VERSION" with the version that the database has',
      });
    }
    const ran = migrations.filter(({ entry }) => BigInt(entry.key) <= row.version).map(({ entry }) => ({ key: entry.key }));
    return ran.some((found) => found.key === key) ? ran : [...ran, { key }];
  },
  insert: (context, { entry }) => setVersion(context, entry.key),
  remove(context, migration) {
    const index = context.migrations.indexOf(migration);
    setVersion(context, context.migrations[index - 1]?.entry.key);
  },
};

function setVersion({ database, quoted }: LedgerContext, version: string | undefined): void {
  database.prepare(`DELETE FROM ${quoted}`).run();
  if (version !== undefined) database.prepare(`INSERT INTO ${quoted} (version, dirty) VALUES (?, FALSE)`).run(BigInt(version));
}

/** `<version>_<name>.up.sql` and `.down.sql`, in a project whose `go.mod` names golang-migrate. */
export const golangMigrate: MigrationReader = {
  format: "golang-migrate",
  order: "natural",
  ledger,
  recognise(listings) {
    const { base, files } = oneFolder(listings) ?? { base: "", files: [] };
    if (files.length === 0 || !files.every(isGolang)) return undefined;
    const module = findConfiguration(base, ["go.mod"]);
    return module !== undefined && module.text.includes("golang-migrate/migrate")
      ? `"${module.path}" names golang-migrate`
      : undefined;
  },
  read(listings, { readText }) {
    const { files } = requireOneFolder(listings, "golang-migrate");
    const expected = "named like 1_users.up.sql or 1_users.down.sql, directly in the folder";
    refuseOthers(files, isGolang, { owner: "golang-migrate", expected });
    const groups = groupBy(files, ({ path }) => versionOf(path, "golang-migrate"));
    return [...groups].map(([version, group]) => resolve(version, group, readText)).toSorted(compareVersions);
  },
};

/** As golang-migrate has it, which also takes `1_users.up..sql`. */
const NAME = /^(\d+_.*)\.(up|down)\..*$/;

function isGolang({ path, isInOwnFolder }: ListedFile): boolean {
  return !isInOwnFolder && NAME.test(basename(path));
}

function resolve(version: string, group: readonly ListedFile[], readText: ReadText): ForeignMigration {
  const pathsOf = (direction: string): readonly string[] =>
    group.map(({ path }) => path).filter((path) => NAME.exec(basename(path))?.[2] === direction);
  const [path, ...moreUps] = pathsOf("up");
  const [down, ...moreDowns] = pathsOf("down");
  if (path === undefined) throw new MigrationFileUnknownError(down ?? "", "this way down has no way up");
  if (moreUps.length + moreDowns.length > 0) {
    const problem = `Two migrations have the version ${version}, by which golang-migrate knows them`;
    throw new MigrationDuplicateError(version, problem, [path, ...moreUps, ...pathsOf("down")]);
  }
  const text = readText(path);
  const migration = {
    name: NAME.exec(basename(path))?.[1] ?? version,
    path,
    checksum: checksumOf(text),
    entry: { key: version },
    up: { kind: "sql", path, text },
  } as const;
  return down === undefined ? migration : { ...migration, down: lazySql(down) };
}
