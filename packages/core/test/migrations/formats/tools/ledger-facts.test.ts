import { createHash } from "node:crypto";

import { describe, expect, test } from "vitest";

import { readMigrations } from "../../../../src/migrations/files/read-migrations.js";
import { resolveMigrationSource } from "../../../../src/migrations/migration-source.js";
import { createToolProject, describeTable, readRows } from "../../../helpers/tool-project.js";
import { withConnection } from "../../dump-database.js";

/** A tool that npm does not carry: its ledger is compared with what the tool's source says. */
interface Facts {
  readonly files: Readonly<Record<string, string>>;
  readonly table: string;
  /** What the tool itself executes. */
  readonly ddl: string;
  /** The columns that are not volatile. */
  readonly select: string;
  readonly rows: readonly (readonly unknown[])[];
  readonly added: readonly [file: string, text: string];
  readonly applied: string;
  readonly edited: readonly [file: string, text: string];
  readonly renamed: readonly [from: string, to: string];
}

const UP = "CREATE TABLE users (id INTEGER PRIMARY KEY);\n";
const GOOSE = `-- +goose Up\n${UP}\n-- +goose StatementBegin\nCREATE TRIGGER t AFTER INSERT ON users BEGIN\n  SELECT 1;\nEND;\n-- +goose StatementEnd\n\n-- +goose Down\nDROP TABLE users;\n`;
const sha384 = (text: string): string => createHash("sha384").update(text).digest("hex").toUpperCase();

const TOOLS: readonly (readonly [format: string, facts: Facts])[] = [
  [
    "d1",
    {
      files: {
        "wrangler.jsonc": '{ "d1_databases": [ { "binding": "DB", /* where */ "migrations_dir": "./m", }, ], }',
        "m/0001_users.sql": UP,
        "m/0010_b.sql": "CREATE TABLE b (x);",
        "m/002_a.sql": "CREATE TABLE a (x);",
        "m/plain.sql": "SELECT 1;",
      },
      table: "d1_migrations",
      ddl: "CREATE TABLE IF NOT EXISTS d1_migrations(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)",
      select: "id, name",
      rows: [
        [1, "0001_users.sql"],
        [2, "002_a.sql"],
        [3, "0010_b.sql"],
        [4, "plain.sql"],
      ],
      added: ["m/0011_c.sql", "CREATE TABLE c (x);"],
      applied: "0011_c",
      edited: ["m/0010_b.sql", "CREATE TABLE b (x, y);"],
      renamed: ["m/0010_b.sql", "m/0010_bb.sql"],
    },
  ],
  [
    "goose",
    {
      files: {
        "m/2_b.sql": "-- +goose Up\nCREATE TABLE b (x);\n",
        "m/00001_users.sql": GOOSE,
        "m/10_c.sql": "-- +goose up\n-- +goose NO TRANSACTION\nVACUUM;\n",
      },
      table: "goose_db_version",
      ddl: "CREATE TABLE goose_db_version (id INTEGER PRIMARY KEY AUTOINCREMENT, version_id INTEGER NOT NULL, is_applied INTEGER NOT NULL, tstamp TIMESTAMP DEFAULT (datetime('now')))",
      select: "id, version_id, is_applied",
      rows: [
        [1, 0, 1],
        [2, 1, 1],
        [3, 2, 1],
        [4, 10, 1],
      ],
      added: ["m/11_d.sql", "-- +goose Up\nCREATE TABLE d (x);\n"],
      applied: "11_d",
      edited: ["m/2_b.sql", "-- +goose Up\nCREATE TABLE b (x, y);\n"],
      renamed: ["m/2_b.sql", "m/3_b.sql"],
    },
  ],
  [
    "golang-migrate",
    {
      files: {
        "go.mod": "module example.org/app\nrequire github.com/golang-migrate/migrate/v4 v4.18.1\n",
        "m/000001_users.up.sql": UP,
        "m/000001_users.down.sql": "DROP TABLE users;",
        "m/2_b.up..sql": "CREATE TABLE b (x);",
        "m/10_c.up.sql": "CREATE TABLE c (x);",
      },
      table: "schema_migrations",
      ddl: "CREATE TABLE IF NOT EXISTS schema_migrations (version uint64,dirty bool); CREATE UNIQUE INDEX IF NOT EXISTS version_unique ON schema_migrations (version);",
      select: "version, dirty",
      rows: [[10, 0]],
      added: ["m/11_d.up.sql", "CREATE TABLE d (x);"],
      applied: "11_d",
      edited: ["m/2_b.up..sql", "CREATE TABLE b (x, y);"],
      renamed: ["m/2_b.up..sql", "m/3_b.up..sql"],
    },
  ],
  [
    "sqlx",
    {
      files: {
        "Cargo.toml": '[dependencies]\nsqlx = { version = "0.8", features = ["sqlite"] }\n',
        "m/0001_create_users.sql": UP,
        "m/0002_b_c.up.sql": "-- no-transaction\r\nVACUUM;",
        "m/0002_b_c.down.sql": "SELECT 1;",
      },
      table: "_sqlx_migrations",
      ddl: "CREATE TABLE IF NOT EXISTS _sqlx_migrations (version BIGINT PRIMARY KEY, description TEXT NOT NULL, installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, success BOOLEAN NOT NULL, checksum BLOB NOT NULL, execution_time BIGINT NOT NULL)",
      select: "version, description, success, hex(checksum), typeof(execution_time)",
      rows: [
        [1, "create users", 1, sha384(UP), "integer"],
        [2, "b c", 1, sha384("-- no-transaction\r\nVACUUM;"), "integer"],
      ],
      added: ["m/0003_d.sql", "CREATE TABLE d (x);"],
      applied: "0003_d",
      edited: ["m/0002_b_c.up.sql", "-- no-transaction\nVACUUM;"],
      renamed: ["m/0001_create_users.sql", "m/0001_make_users.sql"],
    },
  ],
  [
    "diesel",
    {
      files: {
        "m/20231231120000_a/up.sql": "CREATE TABLE a (x);",
        "m/2024-01-01-120000_users/up.sql": UP,
        "m/2024-01-01-120000_users/down.sql": "DROP TABLE users;",
        "m/2024-01-02-120000-0001_b/up.sql": "VACUUM;",
        "m/2024-01-02-120000-0001_b/metadata.toml": "run_in_transaction = false\n",
      },
      table: "__diesel_schema_migrations",
      ddl: "CREATE TABLE IF NOT EXISTS __diesel_schema_migrations (version VARCHAR(50) PRIMARY KEY NOT NULL, run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP)",
      select: "version",
      rows: [["20231231120000"], ["20240101120000"], ["202401021200000001"]],
      added: ["m/2024-01-03-120000_d/up.sql", "CREATE TABLE d (x);"],
      applied: "2024-01-03-120000_d",
      edited: ["m/2024-01-02-120000-0001_b/metadata.toml", "run_in_transaction = false # why\n"],
      renamed: ["m/2024-01-01-120000_users/up.sql", "m/2024-01-01-120000_people/up.sql"],
    },
  ],
];

describe.each(TOOLS)("%s", (format, facts) => {
  test("gets its own ledger, and picklejar then runs just the migration that is added", async () => {
    const project = createToolProject("m", facts.files);
    const path = await project.createTestDatabase();
    const theirs = project.path("theirs.db");
    withConnection(theirs, (database) => database.exec(facts.ddl));
    expect(describeTable(path, facts.table)).toEqual(describeTable(theirs, facts.table));
    expect(readRows(path, `SELECT ${facts.select} FROM ${facts.table} ORDER BY 1`)).toEqual(facts.rows);
    expect(await project.upgrade(path)).toEqual({ applied: [] });
    project.write(...facts.added);
    expect((await project.upgrade(path)).applied).toEqual([facts.applied]);
    expect((await project.runner().verify(path)).pending).toEqual([]);
  });

  test("is recognised, for a reason", () => {
    const project = createToolProject("m", facts.files);
    const { recognition } = readMigrations(resolveMigrationSource({ migrations: project.migrations }, project.folder));
    expect(recognition?.reader.format).toBe(format);
    expect(recognition?.reason).toMatch(/\S/);
  });

  test("has a new template for each change", async () => {
    const project = createToolProject("m", facts.files);
    const seen = [await project.fingerprint()];
    project.write(...facts.edited);
    seen.push(await project.fingerprint());
    project.write(...facts.added);
    seen.push(await project.fingerprint());
    project.remove(facts.added[0].replace(/\/up\.sql$/, ""));
    project.write(facts.renamed[1], facts.files[facts.renamed[0]] ?? "");
    project.remove(facts.renamed[0].replace(/\/up\.sql$/, ""));
    seen.push(await project.fingerprint());
    project.remove(facts.renamed[1].replace(/\/up\.sql$/, ""));
    seen.push(await project.fingerprint());
    expect(new Set(seen).size).toBe(5);
  });
});
