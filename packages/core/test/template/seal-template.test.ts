import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";

import { MigrationRunner } from "../../src/migrations/migration-runner.js";
import { resolveConfig } from "../../src/config/resolve-config.js";
import { sealTemplate } from "../../src/template/seal-template.js";
import { initTestDb } from "../../src/databases/at-path/init-test-db.js";
import { createFolder } from "../helpers/create-folder.js";
import { setUnsafeMode } from "../helpers/unsafe-mode.js";
import { withConnection } from "../migrations/dump-database.js";

const NOTES = "CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT); INSERT INTO notes VALUES (1, 'one two');";
const rewrite = (sql: string, name: string): string =>
  `PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = '${sql}' WHERE name = '${name}'; PRAGMA writable_schema = RESET;`;

describe("a template", () => {
  test.each([
    [
      "a foreign key to columns that are not unique",
      "CREATE TABLE a (id INTEGER PRIMARY KEY, h TEXT); CREATE TABLE b (h TEXT REFERENCES a (h)); INSERT INTO b VALUES ('x');",
    ],
    [
      "a foreign key to a table that is missing",
      "CREATE TABLE b (a INTEGER REFERENCES nowhere (id)); INSERT INTO b VALUES (NULL);",
    ],
    [
      "a foreign key to a view",
      "CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE VIEW v AS SELECT id FROM a; CREATE TABLE b (a REFERENCES v (id)); INSERT INTO b VALUES (1);",
    ],
    [
      "a foreign key with another number of columns",
      "CREATE TABLE a (x, y, PRIMARY KEY (x, y)); CREATE TABLE b (x REFERENCES a); INSERT INTO b VALUES (1);",
    ],
    [
      "a foreign key from a generated column",
      "CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (x, y AS (x + 1) STORED REFERENCES a (id)); INSERT INTO a VALUES (2); INSERT INTO b VALUES (1);",
    ],
    [
      "a foreign key to a generated column that is not unique",
      "CREATE TABLE a (id INTEGER PRIMARY KEY, g AS (id + 1)); CREATE TABLE b (g REFERENCES a (g)); INSERT INTO b VALUES (7);",
    ],
    [
      "FTS4 with external content that is not indexed yet",
      `${NOTES} CREATE VIRTUAL TABLE w USING fts4 (content='notes', body);`,
    ],
    [
      "FTS4 without content",
      "CREATE VIRTUAL TABLE w USING fts4 (content='', body); INSERT INTO w (docid, body) VALUES (1, 'one');",
    ],
    ["FTS4 with content that is missing", "CREATE VIRTUAL TABLE w USING fts4 (content='nowhere', body);"],
    [
      "FTS5 with external content that is gone",
      `${NOTES} CREATE VIRTUAL TABLE w USING fts5 (body, content='notes', content_rowid='id'); INSERT INTO w (w) VALUES ('rebuild'); DELETE FROM notes;`,
    ],
    ["a journal that stays, as PERSIST leaves it", `PRAGMA journal_mode = PERSIST; ${NOTES}`],
    ["a journal that stays, as TRUNCATE leaves it", `PRAGMA journal_mode = TRUNCATE; ${NOTES}`],
    ["an R-Tree", "CREATE VIRTUAL TABLE r USING rtree (id, a, b); INSERT INTO r VALUES (1, 2, 3);"],
    [
      "rows that break a CHECK",
      "PRAGMA ignore_check_constraints = ON; CREATE TABLE t (a CHECK (a > 0)); INSERT INTO t VALUES (-1);",
    ],
    [
      "rows that break NOT NULL",
      `CREATE TABLE t (a); INSERT INTO t VALUES (NULL); ${rewrite("CREATE TABLE t (a NOT NULL)", "t")}`,
    ],
    [
      "rows that break STRICT",
      `CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('x'); ${rewrite("CREATE TABLE t (a INTEGER) STRICT", "t")}`,
    ],
    [
      "a virtual table whose module is not loaded",
      "PRAGMA writable_schema = ON; INSERT INTO sqlite_schema VALUES ('table', 'v', 'v', 0, 'CREATE VIRTUAL TABLE v USING absent (x)'); PRAGMA writable_schema = RESET;",
    ],
    [
      "an index that needs a function and a collation",
      "CREATE TABLE t (a TEXT); CREATE INDEX i ON t (twice(a)); INSERT INTO t VALUES ('x');",
    ],
  ])("is built of what the runner accepts: %s", async (_claim, sql) => {
    const folder = createFolder({ "db/001_a.sql": sql });
    const options = { migrations: join(folder, "db"), connection: setUnsafeMode };
    await new MigrationRunner(options).initOrUpgrade(join(folder, "app.db"));
    await using database = await initTestDb({ ...options, version: "1" });
    expect(schemaOf(database.path)).toEqual(schemaOf(join(folder, "app.db")));
  });

  test("is built of what a migrator makes, though an index needs a function that only the migrator registers", async () => {
    const migrate = ({ path }: { readonly path: string }): void => {
      const database = new Database(path);
      database.function("twice", { deterministic: true }, (value) => `${String(value)}${String(value)}`);
      database.exec("CREATE TABLE t (a); INSERT INTO t VALUES (1); CREATE INDEX i ON t (twice(a))");
      database.close();
    };
    await using database = await initTestDb({ migrate, version: "twice" });
    expect(existsSync(database.path)).toBe(true);
  });

  test("names the migration whose unique index shows rows that point nowhere, as the runner does", async () => {
    const folder = createFolder({
      "db/001_a.sql": "CREATE TABLE a (h TEXT); CREATE TABLE b (h TEXT REFERENCES a (h)); INSERT INTO b VALUES ('x');",
      "db/002_b.sql": "CREATE UNIQUE INDEX i ON a (h);",
      "db/003_c.sql": "INSERT INTO a VALUES ('y');",
    });
    const options = { migrations: join(folder, "db") };
    const violation = { code: "FOREIGN_KEY_VIOLATION", migration: "002_b" };
    await expect(new MigrationRunner(options).initOrUpgrade(join(folder, "app.db"))).rejects.toMatchObject(violation);
    await expect(initTestDb(options)).rejects.toMatchObject(violation);
  });
});

describe("sealTemplate", () => {
  test.each([
    ["a page that is overwritten", 2, undefined],
    [
      "a page that is overwritten, beside FTS4 that cannot be judged",
      2,
      "CREATE VIRTUAL TABLE w USING fts4 (content='', body);",
    ],
    ["an index that lacks a row", undefined, ""],
    [
      "an index that lacks a row, beside one that needs a function that is not there",
      undefined,
      "CREATE TABLE n (a); CREATE INDEX j ON n (absent(a));",
    ],
    [
      "an index that lacks a row, beside rows that break a constraint",
      undefined,
      "CREATE TABLE n (a); INSERT INTO n VALUES (NULL); PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'CREATE TABLE n (a NOT NULL)' WHERE name = 'n'; PRAGMA writable_schema = RESET;",
    ],
  ])("refuses %s", (_claim, page, more = "") => {
    const path = join(createFolder(), "template.db");
    const database = new Database(path).unsafeMode();
    database.function("absent", { deterministic: true }, (value) => value);
    database.exec("CREATE TABLE t (a); CREATE INDEX i ON t (a);");
    const insert = database.prepare("INSERT INTO t VALUES (?)");
    database.transaction(() => {
      for (let row = 0; row < 500; row += 1) insert.run(`row ${row}`.padEnd(50));
    })();
    database.exec(more);
    if (page === undefined) {
      database.exec(
        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'CREATE INDEX i ON t (a) WHERE a < 0' WHERE name = 'i'; " +
          "PRAGMA writable_schema = RESET; INSERT INTO t VALUES ('lost'); " +
          "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'CREATE INDEX i ON t (a)' WHERE name = 'i'; PRAGMA writable_schema = RESET",
      );
    }
    database.close();
    if (page !== undefined) {
      const content = readFileSync(path);
      content.fill(0xff, (page - 1) * 4096, page * 4096);
      writeFileSync(path, content);
    }
    const resolved = resolveConfig({ migrate: () => undefined, version: "1" }, { directory: "/", file: undefined }).get(
      "default",
    );
    if (resolved === undefined) throw new Error("the configuration has no database");
    expect(() => sealTemplate(path, resolved)).toThrow(
      expect.objectContaining({
        code: "TEMPLATE_BUILD_FAILED",
        step: "seal",
        message: expect.stringMatching(/integrity_check says|malformed/),
      }),
    );
  });
});

/** Not the rows: some of these tables cannot be read. */
function schemaOf(path: string): unknown {
  return withConnection(path, (database) => database.prepare("SELECT type, name, sql FROM sqlite_schema ORDER BY name").all());
}
