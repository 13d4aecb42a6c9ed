import { relative, sep } from "node:path";

import { MigrationFormatError } from "../../../errors/classes/migration-source-errors.js";
import { checksumOf } from "../../files/resolved-migration.js";
import type { ForeignLedger } from "../../foreign/foreign-ledger.js";
import { isoOf } from "../../foreign/iso-of.js";
import type { MigrationReader } from "../migration-reader.js";
import { oneFolder, refuseOthers, requireOneFolder } from "./one-folder.js";
import { findD1Configurations } from "./wrangler-configuration.js";

const ledger: ForeignLedger = {
  owner: "wrangler (D1)",
  table: "d1_migrations",
  columns: ["id", "name", "applied_at"],
  volatileColumns: ["applied_at"],
  allowsLate: true,
  // https://developers.cloudflare.com/d1/sql-api/foreign-keys/
  foreignKeys: "on",
  create(database, table) {
    database.exec(`CREATE TABLE IF NOT EXISTS ${table}(
		id         INTEGER PRIMARY KEY AUTOINCREMENT,
		name       TEXT UNIQUE,
		applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
)`);
  },
  read: ({ database, quoted }) =>
    database
      .prepare<[], { name: string; appliedAt: unknown }>(`SELECT name, applied_at AS appliedAt FROM ${quoted} ORDER BY id`)
      .all()
      .map(({ name, appliedAt }) => ({ key: name, executedAt: isoOf(appliedAt) })),
  insert({ database, quoted }, { entry }) {
    database.prepare(`INSERT INTO ${quoted} (name) VALUES (?)`).run(entry.key);
  },
  remove({ database, quoted }, { entry }) {
    database.prepare(`DELETE FROM ${quoted} WHERE name = ?`).run(entry.key);
  },
};

/** The folder that wrangler's configuration names as `migrations_dir`. */
export const d1: MigrationReader = {
  format: "d1",
  order: "natural",
  ledger,
  recognise(listings) {
    const [found] = findD1Configurations(oneFolder(listings)?.base ?? "");
    return found === undefined ? undefined : `"${found.path}" names the folder as migrations of a D1 database`;
  },
  configuredTable(listings) {
    const { base } = requireOneFolder(listings, "d1");
    const found = findD1Configurations(base);
    const tables = [...new Set(found.map(({ table = ledger.table }) => table))];
    if (tables.length <= 1) return tables[0];
    const problem = `it gives the migrations in "${base}" several tables: ${tables.join(", ")}`;
    throw new MigrationFormatError(found[0]?.path ?? base, problem, "Set ledgerTable to one of them");
  },
  read(listings, { readText }) {
    const { base, files } = requireOneFolder(listings, "d1");
    refuseOthers(files, ({ path }) => path.endsWith(".sql"), { owner: "wrangler", expected: "an .sql file" });
    return files
      .map(({ path }) => ({ path, key: relative(base, path).split(sep).join("/") }))
      .toSorted((left, right) => compareKeys(left.key, right.key))
      .map(({ path, key }) => {
        const text = readText(path);
        return {
          name: key.replace(/\.sql$/, ""),
          path,
          checksum: checksumOf(text),
          entry: { key },
          up: { kind: "sql", path, text },
        };
      });
  },
};

/** As wrangler does it: by the number at the beginning, names without one last, and by code unit where that does not decide. */
function compareKeys(left: string, right: string): number {
  const [leftNumber, rightNumber] = [Number.parseInt(left, 10), Number.parseInt(right, 10)];
  if (!Number.isNaN(leftNumber) && !Number.isNaN(rightNumber) && leftNumber !== rightNumber) return leftNumber - rightNumber;
  if (Number.isNaN(leftNumber) !== Number.isNaN(rightNumber)) return Number.isNaN(leftNumber) ? 1 : -1;
  return left < right ? -1 : Number(left > right);
}
