import { hash } from "node:crypto";
import { basename } from "node:path";

import { LedgerUnfinishedError } from "../../../errors/classes/ledger-errors.js";
import { MigrationDuplicateError, MigrationFileUnknownError } from "../../../errors/classes/migration-source-errors.js";
import { groupBy } from "../../files/group-by.js";
import type { ListedFile } from "../../files/list-folder.js";
import { checksumOf } from "../../files/resolved-migration.js";
import { findConfiguration } from "../../foreign/find-configuration.js";
import type { ForeignLedger, ForeignMigration } from "../../foreign/foreign-ledger.js";
import { isoOf } from "../../foreign/iso-of.js";
import type { MigrationReader, ReadText } from "../migration-reader.js";
import { compareVersions, versionOf } from "./integer-version.js";
import { lazySql } from "./lazy-sql.js";
import { oneFolder, refuseOthers, requireOneFolder } from "./one-folder.js";
import { refuseEqualKeys } from "./refuse-equal-keys.js";

interface SqlxRow {
  readonly version: bigint;
  readonly success: bigint;
  readonly checksum: string;
  readonly installedOn: unknown;
  readonly nanoseconds: bigint;
}

const ledger: ForeignLedger = {
  owner: "sqlx",
  table: "_sqlx_migrations",
  columns: ["version", "description", "installed_on", "success", "checksum", "execution_time"],
  volatileColumns: ["installed_on", "execution_time"],
  allowsLate: true,
  // SqliteConnectOptions::foreign_keys, unless the application turns it off.
  foreignKeys: "on",
  create(database, table) {
    database.exec(`CREATE TABLE IF NOT EXISTS ${table} (
    version BIGINT PRIMARY KEY,
    description TEXT NOT NULL,
    installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    success BOOLEAN NOT NULL,
    checksum BLOB NOT NULL,
    execution_time BIGINT NOT NULL
)`);
  },
  read({ database, table, quoted }) {
    const columns = "version, success, hex(checksum) AS checksum, installed_on AS installedOn, execution_time AS nanoseconds";
    const rows = database.prepare<[], SqlxRow>(`SELECT ${columns} FROM ${quoted} ORDER BY version`).safeIntegers().all();
    const failed = rows.find(({ success }) => success === 0n);
    if (failed !== undefined) {
      throw new LedgerUnfinishedError(database.name, {
        table,
        migration: String(failed.version),
        problem: `its row in "${table}" has success = 0`,
        cure: "Repair what it left, and delete that row",
      });
    }
    return rows.map(({ version, checksum, installedOn, nanoseconds }) => ({
      key: String(version),
      hash: checksum,
      executedAt: isoOf(installedOn),
      durationMs: Number(nanoseconds) / 1e6,
    }));
  },
  insert({ database, quoted }, { name, entry }, durationMs) {
    database
      .prepare(`INSERT INTO ${quoted} (version, description, success, checksum, execution_time) VALUES (?, ?, TRUE, ?, ?)`)
      .run(
        BigInt(entry.key),
        name.slice(name.indexOf("_") + 1).replaceAll("_", " "),
        Buffer.from(entry.hashes?.[0] ?? "", "hex"),
        BigInt(Math.round(durationMs * 1e6)),
      );
  },
  remove({ database, quoted }, { entry }) {
    database.prepare(`DELETE FROM ${quoted} WHERE version = ?`).run(BigInt(entry.key));
  },
};

/** `<version>_<name>.sql`, or `.up.sql` and `.down.sql`, in a project whose `Cargo.toml` names sqlx. */
export const sqlx: MigrationReader = {
  format: "sqlx",
  order: "natural",
  ledger,
  recognise(listings) {
    const { base, files } = oneFolder(listings) ?? { base: "", files: [] };
    if (files.length === 0 || !files.every(isSqlx)) return undefined;
    const cargo = findConfiguration(base, ["Cargo.toml"]);
    return cargo !== undefined && /^\s*(?:sqlx\b|\[.*dependencies\.sqlx\])/m.test(cargo.text)
      ? `"${cargo.path}" names sqlx`
      : undefined;
  },
  configuredTable(listings) {
    const file = findConfiguration(requireOneFolder(listings, "sqlx").base, ["sqlx.toml"]);
    return file === undefined ? undefined : /^\s*table-name\s*=\s*["']([^"'\n]+)["']/m.exec(file.text)?.[1];
  },
  read(listings, { readText }) {
    const { files } = requireOneFolder(listings, "sqlx");
    refuseOthers(files, isSqlx, { owner: "sqlx", expected: "an .sql file with a _ in its name, directly in the folder" });
    const groups = groupBy(files, ({ path }) => basename(path).replace(/(?:\.(?:up|down))?\.sql$/, ""));
    const migrations = [...groups].map(([name, group]) => resolve(name, group, readText));
    refuseEqualKeys(migrations, "sqlx");
    return migrations.toSorted(compareVersions);
  },
};

function isSqlx({ path, isInOwnFolder }: ListedFile): boolean {
  return !isInOwnFolder && /_.*\.sql$/.test(basename(path));
}

function resolve(name: string, group: readonly ListedFile[], readText: ReadText): ForeignMigration {
  const down = group.find(({ path }) => path.endsWith(".down.sql"))?.path;
  const [path, ...moreUps] = group.map((file) => file.path).filter((each) => each !== down);
  if (path === undefined) throw new MigrationFileUnknownError(down ?? name, "this way down has no way up");
  if (moreUps.length > 0) {
    const version = versionOf(path, "sqlx");
    const problem = `Two migrations have the version ${version}, by which sqlx knows them`;
    throw new MigrationDuplicateError(version, problem, [path, ...moreUps]);
  }
  const text = readText(path);
  const migration = {
    name,
    path,
    checksum: checksumOf(text),
    entry: { key: versionOf(path, "sqlx"), hashes: [hash("sha384", text)] },
    up: { kind: "sql", path, text, ...(text.startsWith("-- no-transaction") ? ({ transaction: "none" } as const) : {}) },
  } as const;
  return down === undefined ? migration : { ...migration, down: lazySql(down) };
}
