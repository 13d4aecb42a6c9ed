import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";

import type { MigrationError } from "../../../src/errors/classes/migration-errors.js";
import { readLedger } from "../../../src/migrations/ledger.js";
import { migrateDatabase } from "../../../src/migrations/migrate-database.js";
import { MigrationRunner } from "../../../src/migrations/migration-runner.js";
import { resolveMigrationSource, type MigrationSource } from "../../../src/migrations/migration-source.js";
import type { Migration } from "../../../src/migrations/migration.js";
import { initTestDb } from "../../../src/databases/at-path/init-test-db.js";
import { createFolder } from "../../helpers/create-folder.js";

const FAMILY =
  "CREATE TABLE p (id INTEGER PRIMARY KEY, m, n); CREATE TABLE c (id INTEGER PRIMARY KEY, p REFERENCES p (id) ON DELETE CASCADE); " +
  "INSERT INTO p VALUES (1, 'a', 'x'), (2, 'b', 'x'); INSERT INTO c VALUES (1, 1), (2, 2);";
const REBUILD =
  "CREATE TABLE q (id INTEGER PRIMARY KEY, n); INSERT INTO q (id, n) SELECT id, n FROM p; DROP TABLE p; ALTER TABLE q RENAME TO p;";

describe("applyMigration", () => {
  test.each([
    [
      "steps out of its migrator's transaction and back",
      `COMMIT; PRAGMA foreign_keys=OFF; BEGIN; ${REBUILD} COMMIT; PRAGMA foreign_keys=ON; BEGIN;`,
    ],
    ["steps out, and not back", `COMMIT; PRAGMA foreign_keys=OFF; BEGIN; ${REBUILD} COMMIT; PRAGMA foreign_keys=ON;`],
    ["steps out and back without a transaction in between", `PRAGMA foreign_keys=OFF; COMMIT; ${REBUILD} BEGIN;`],
    ["steps out with END, and back with savepoints", `END; BEGIN IMMEDIATE; SAVEPOINT s; ${REBUILD} RELEASE s; END; BEGIN;`],
    ["works before it steps out, and after it is back", "DELETE FROM c; COMMIT; VACUUM; BEGIN; UPDATE p SET n = 'y';"],
    ["works in a savepoint", `SAVEPOINT s; DELETE FROM p; ROLLBACK TO s; ${REBUILD} RELEASE s;`],
    [
      "makes a trigger with BEGIN and END in it",
      "CREATE TRIGGER t AFTER DELETE ON c BEGIN SELECT 'COMMIT;'; DELETE FROM c; END;",
    ],
    ["rolls back what it began", "BEGIN; DELETE FROM c; ROLLBACK;"],
  ])("runs a migration that %s, with its row in the ledger", async (_claim, sql) => {
    const database = open();
    expect(await migrateDatabase(database, given({ a: FAMILY, b: sql }))).toEqual(["a", "b"]);
    expect(ledgerOf(database)).toEqual(["a", "b"]);
    expect(database.prepare("SELECT count(*) FROM p").pluck().get()).toBe(2);
    expect(database.inTransaction).toBe(false);
  });

  test.each([
    ["what drizzle-kit writes", `PRAGMA foreign_keys=OFF; ${REBUILD} PRAGMA foreign_keys=ON; CREATE UNIQUE INDEX i ON p (n);`],
    [
      "a step out of its migrator's transaction",
      `COMMIT; PRAGMA foreign_keys=OFF; BEGIN; ${REBUILD} CREATE UNIQUE INDEX i ON p (n); COMMIT; BEGIN;`,
    ],
    ["a journal mode in between", `${REBUILD} PRAGMA journal_mode=MEMORY; CREATE UNIQUE INDEX i ON p (n);`],
    ["a version after its own transaction", `BEGIN; ${REBUILD} CREATE UNIQUE INDEX i ON p (n); COMMIT; PRAGMA user_version=2;`],
    [
      "a version before its own transaction",
      `PRAGMA user_version=2; BEGIN; ${REBUILD} CREATE UNIQUE INDEX i ON p (n); COMMIT;`,
    ],
    [
      "an attached database that it detaches in between",
      `ATTACH ':memory:' AS s; CREATE TABLE s.t (a); ${REBUILD} DETACH s; CREATE UNIQUE INDEX i ON p (n);`,
    ],
    ["a conflict that rolls back", `${REBUILD} INSERT OR ROLLBACK INTO p VALUES (1, 'z');`],
    ["what it did before it stepped out", `COMMIT; BEGIN; ${REBUILD} SELECT * FROM nowhere; COMMIT; VACUUM; BEGIN;`],
  ])("rolls back all of %s", async (_claim, sql) => {
    const database = open();
    await expect(migrateDatabase(database, given({ a: FAMILY, b: sql }))).rejects.toMatchObject({
      migration: "b",
      rolledBack: true,
    });
    expect(database.prepare("SELECT m FROM p").pluck().all()).toEqual(["a", "b"]);
    expect(database.pragma("user_version", { simple: true })).toBe(0);
    expect(ledgerOf(database)).toEqual(["a"]);
  });

  test.each<[claim: string, up: Migration["up"]]>([
    ["a first statement before VACUUM", "CREATE TABLE left_over (x); INSERT INTO nope VALUES (1); VACUUM;"],
    [
      "what follows a database that it attaches again",
      "ATTACH ':memory:' AS s; DETACH s; ATTACH ':memory:' AS s; CREATE TABLE left_over (x); PRAGMA user_version = 3; INSERT INTO nope VALUES (1);",
    ],
    [
      "a rebuild between foreign keys that are switched",
      "PRAGMA foreign_keys=OFF; CREATE TABLE left_over (x); INSERT INTO p SELECT nope FROM p; PRAGMA foreign_keys=ON; DELETE FROM p;",
    ],
    [
      "a part with a conflict that rolls back",
      "CREATE TABLE left_over (x); INSERT OR ROLLBACK INTO p VALUES (1, 'z', 'z'); VACUUM;",
    ],
    [
      "a module with a conflict that rolls back",
      ({ context }) => context.exec("CREATE TABLE left_over (x); INSERT OR ROLLBACK INTO p (id) VALUES (1)"),
    ],
    ["a module that rolls back", ({ context }) => context.exec("CREATE TABLE left_over (x); ROLLBACK")],
    [
      "a module that rolls back, begins again and throws",
      ({ context }) => context.exec("ROLLBACK; BEGIN; CREATE TABLE left_over (x); SELECT * FROM nope"),
    ],
    [
      "a module with a trigger that rolls back",
      ({ context }) =>
        context.exec(
          "CREATE TABLE left_over (x); CREATE TEMP TRIGGER t BEFORE INSERT ON left_over BEGIN SELECT RAISE(ROLLBACK, 'no'); END; INSERT INTO left_over VALUES (1)",
        ),
    ],
    ["a module that closes the connection", ({ context }) => void context.exec("CREATE TABLE left_over (x)").close()],
  ])("says that it rolled back, and did, for %s", async (_claim, up) => {
    const path = join(createFolder(), "app.db");
    const database = new Database(path);
    await expect(migrateDatabase(database, given({ a: FAMILY, b: up }))).rejects.toMatchObject({
      migration: "b",
      rolledBack: true,
    });
    database.close();
    expect(new Database(path).prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'left_over'").pluck().get()).toBe(0);
  });

  test.each<[claim: string, up: Migration["up"]]>([
    [
      "commits, begins again and throws",
      ({ context }) => context.exec("CREATE TABLE left_over (x); COMMIT; BEGIN; SELECT * FROM nope"),
    ],
    ["commits, and begins again", ({ context }) => context.exec("CREATE TABLE left_over (x); COMMIT; BEGIN")],
    ["commits", ({ context }) => context.exec("CREATE TABLE left_over (x); COMMIT")],
    [
      "rolls back, writes and throws",
      ({ context }) => context.exec("ROLLBACK; CREATE TABLE left_over (x); SELECT * FROM nope"),
    ],
    ["rolls back, writes, and begins again", ({ context }) => context.exec("ROLLBACK; CREATE TABLE left_over (x); BEGIN")],
    ["commits, and closes the connection", ({ context }) => void context.exec("CREATE TABLE left_over (x); COMMIT").close()],
  ])("says that something is committed of a module that %s", async (_claim, up) => {
    const path = join(createFolder(), "app.db");
    const failed = migrateDatabase(new Database(path), given({ a: FAMILY, b: up }));
    await expect(failed).rejects.toMatchObject({ code: "MIGRATION_FAILED", migration: "b", rolledBack: false });
    expect(new Database(path).prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'left_over'").pluck().get()).toBe(1);
  });

  test.each<[claim: string, up: Migration["up"], rolledBack: boolean]>([
    ["in its transaction", ({ context }) => void context.prepare("SELECT 1 UNION SELECT 2").iterate().next(), true],
    [
      "after a COMMIT of its own",
      ({ context }) => void context.exec("CREATE TABLE x (y); COMMIT").prepare("SELECT 1 UNION SELECT 2").iterate().next(),
      false,
    ],
  ])("says so when a module leaves a query running %s", async (_claim, up, rolledBack) => {
    const database = new Database(join(createFolder(), "app.db"));
    const failed = migrateDatabase(database, given({ a: FAMILY, b: up }));
    await expect(failed).rejects.toMatchObject({ code: "MIGRATION_FAILED", migration: "b", rolledBack });
    await expect(failed).rejects.toThrow("it left a query running");
  });

  test("says that it ran where what follows its commit fails", async () => {
    const database = open();
    const failed = migrateDatabase(database, given({ a: `${FAMILY} DETACH nope;` }));
    await expect(failed).rejects.toThrow("the ledger has it: it does not run again");
    await expect(failed).rejects.toMatchObject({ code: "MIGRATION_FAILED", rolledBack: false });
    expect(ledgerOf(database)).toEqual(["a"]);
  });

  test.each([
    ["a part of its transactions is committed", `BEGIN; ${REBUILD} COMMIT; BEGIN; SELECT * FROM nowhere; COMMIT;`],
    ["it worked before it stepped out", "DELETE FROM c; COMMIT; VACUUM; SELECT * FROM nowhere; BEGIN;"],
    ["a version is stored", "PRAGMA user_version=2; VACUUM; SELECT * FROM nowhere;"],
  ])("says so when %s", async (_claim, sql) => {
    await expect(migrateDatabase(open(), given({ a: FAMILY, b: sql }))).rejects.toMatchObject({
      migration: "b",
      rolledBack: false,
    });
  });

  test.each([
    ["COMMIT twice", "BEGIN; COMMIT; COMMIT;", "Its BEGIN, COMMIT and ROLLBACK do not match."],
    ["BEGIN twice", "BEGIN; BEGIN;", "Its BEGIN, COMMIT and ROLLBACK do not match."],
    ["ROLLBACK of what it did not begin", "DELETE FROM c; ROLLBACK;", "Its BEGIN, COMMIT and ROLLBACK do not match."],
    ["BEGIN without COMMIT", "BEGIN; DELETE FROM c;", "it left a transaction open"],
    ["VACUUM in its transaction", "BEGIN; VACUUM; COMMIT;", "move it before the BEGIN, or after the COMMIT"],
  ])("says what to do about %s", async (_claim, sql, advice) => {
    await expect(migrateDatabase(open(), given({ a: FAMILY, b: sql }))).rejects.toThrow(advice);
  });

  test("keeps foreign keys on for a file that switches them on before what heeds them, and for no other", async () => {
    const database = open();
    const source = given({
      a: FAMILY,
      b: "CREATE TABLE x (a); PRAGMA foreign_keys = ON; DELETE FROM p WHERE id = 1;",
      c: "PRAGMA foreign_keys = 'off'; DELETE FROM c; DELETE FROM p;",
    });
    await migrateDatabase(database, source);
    await expect(
      migrateDatabase(open(), given({ a: FAMILY, b: "PRAGMA foreign_keys = ON; CREATE TABLE x (a);", c: "DELETE FROM p;" })),
    ).rejects.toMatchObject({ code: "FOREIGN_KEY_VIOLATION", migration: "c" });
  });

  test("honours foreign keys that a file switches between statements that heed them", async () => {
    const database = open();
    const sql =
      "PRAGMA foreign_keys=OFF; DELETE FROM p WHERE id = 1; DELETE FROM c WHERE p = 1; PRAGMA foreign_keys=ON; DELETE FROM p;";
    await migrateDatabase(database, given({ a: FAMILY, b: sql }));
    expect(database.prepare("SELECT count(*) FROM c").pluck().get()).toBe(0);
  });

  const leaks: readonly [claim: string, first: Migration["up"], second: string, expected: unknown][] = [
    ["recursive_triggers", "PRAGMA recursive_triggers = ON;", "PRAGMA recursive_triggers", 0],
    ["legacy_alter_table", "PRAGMA legacy_alter_table = ON;", "PRAGMA legacy_alter_table", 0],
    ["ignore_check_constraints", "PRAGMA ignore_check_constraints = ON;", "PRAGMA ignore_check_constraints", 0],
    ["defer_foreign_keys", "PRAGMA defer_foreign_keys = ON;", "PRAGMA defer_foreign_keys", 0],
    ["case_sensitive_like", "PRAGMA case_sensitive_like = ON;", "SELECT 'a' LIKE 'A'", 1],
    ["reverse_unordered_selects", "PRAGMA reverse_unordered_selects = ON;", "PRAGMA reverse_unordered_selects", 0],
    ["query_only", "CREATE TABLE t (a); PRAGMA query_only = ON;", "PRAGMA query_only", 0],
    ["busy_timeout", "PRAGMA synchronous = OFF; PRAGMA busy_timeout = 9000;", "PRAGMA busy_timeout", 5000],
    ["a pragma that a module sets", ({ context }) => context.pragma("recursive_triggers = ON"), "PRAGMA recursive_triggers", 0],
    [
      "an attached database",
      "CREATE TABLE t (a); ATTACH ':memory:' AS s; CREATE TABLE s.t (a);",
      "SELECT count(*) FROM pragma_database_list WHERE name = 's'",
      0,
    ],
    [
      "a temporary table",
      "CREATE TEMP TABLE s (a); CREATE TEMP VIEW v AS SELECT 1;",
      "SELECT count(*) FROM temp.sqlite_schema",
      0,
    ],
  ];
  test.each(leaks)(
    "begins each migration from the same state: %s does not reach the next",
    async (_claim, first, second, expected) => {
      const seen: unknown[] = [];
      const look: Migration["up"] = ({ context }) => seen.push(context.prepare(second).pluck().get());
      await migrateDatabase(open(), given({ a: first, b: look }));
      expect(seen).toEqual([expected]);
    },
  );

  test("leaves what connection set up as it is", async () => {
    const database = open();
    database.exec(
      "CREATE TEMP TABLE mine (a); ATTACH ':memory:' AS side; PRAGMA recursive_triggers = ON; PRAGMA case_sensitive_like = ON;",
    );
    await migrateDatabase(
      database,
      given({ a: "PRAGMA recursive_triggers = OFF; CREATE TABLE t (a);", b: "INSERT INTO mine VALUES (1);" }),
    );
    expect(database.pragma("recursive_triggers", { simple: true })).toBe(1);
    expect(database.prepare("SELECT count(*) FROM mine, pragma_database_list WHERE name = 'side'").pluck().get()).toBe(1);
    expect(database.prepare("SELECT 'a' LIKE 'A'").pluck().get()).toBe(0);
  });

  const failures: readonly [claim: string, sql: string, line: number, statement: string | RegExp][] = [
    ["on one line", "SELECT 1; INSERT INTO nowhere VALUES (1); SELECT 2;", 1, "INSERT INTO nowhere VALUES (1)"],
    [
      "in the middle",
      "SELECT 1;\n\n-- here\nINSERT INTO nowhere\n  VALUES (1);\nSELECT 2;",
      4,
      "INSERT INTO nowhere VALUES (1)",
    ],
    [
      "after line endings of Windows",
      "SELECT 1;\r\nSELECT 2;\r\nINSERT INTO nowhere VALUES (1);\r\n",
      3,
      "INSERT INTO nowhere VALUES (1)",
    ],
    [
      "after characters of several bytes",
      "-- Ä €\n/* 🥒\n🥒 */ SELECT 'ö\n🥒'; INSERT INTO nowhere VALUES ('ß');",
      4,
      "INSERT INTO nowhere VALUES ('ß')",
    ],
    ["after a byte order mark", "\uFEFFSELECT 1;\nINSERT INTO nowhere VALUES (1);", 2, "INSERT INTO nowhere VALUES (1)"],
    [
      "while a trigger is made",
      "CREATE TABLE t (a);\nCREATE TRIGGER r AFTER INSERT ON t BEGIN\n  SELECT 1;\n  SELEC 2;\nEND;\n",
      4,
      /^CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 1; SELEC 2; END$/,
    ],
    [
      "while a trigger runs",
      "CREATE TABLE t (a);\nCREATE TRIGGER r AFTER INSERT ON t BEGIN\n  SELECT RAISE(ABORT, 'no');\nEND;\nINSERT INTO t\nVALUES (1);",
      5,
      "INSERT INTO t VALUES (1)",
    ],
    [
      "by its syntax, further down",
      "CREATE TABLE t (\n  a TEXT,\n  b TEXT,\n  c TEXT,,\n  d TEXT\n);",
      4,
      "CREATE TABLE t ( a TEXT, b TEXT, c TEXT,, d TEXT )",
    ],
    [
      "by a quote that is open",
      "SELECT 1;\nINSERT INTO t\n  VALUES ('open);\nSELECT 2;",
      3,
      /^INSERT INTO t VALUES \('open\); SELECT 2$/,
    ],
    ["at the end", "SELECT 1;\nCREATE TABLE t (a", 2, "CREATE TABLE t (a"],
    [
      "before its own transaction",
      "PRAGMA foreign_keys=OFF;\nBEGIN;\nINSERT INTO nowhere VALUES (1);\nCOMMIT;",
      3,
      "INSERT INTO nowhere VALUES (1)",
    ],
    ["on its own", "BEGIN;\nINSERT INTO nowhere VALUES (1);\nROLLBACK;", 2, "INSERT INTO nowhere VALUES (1)"],
    [
      "in a long statement",
      `SELECT 1;\nINSERT INTO nowhere VALUES ${"('some text'), ".repeat(1000)}('');`,
      2,
      /^INSERT INTO nowhere VALUES \('some text'\), .{150,}…$/,
    ],
    [
      "in a large file",
      `CREATE TABLE t (a);\n${"INSERT INTO t VALUES (1);\n".repeat(9000)}INSERT INTO t VALUES (1, 2);\n${"INSERT INTO t VALUES (1);\n".repeat(9000)}`,
      9002,
      "INSERT INTO t VALUES (1, 2)",
    ],
    [
      "in a large file, by a conflict that rolls back",
      `CREATE TABLE t (a PRIMARY KEY ON CONFLICT ROLLBACK);\n${"INSERT INTO t VALUES (random());\n".repeat(9000)}INSERT INTO t SELECT 1 UNION ALL SELECT 1;\n`,
      9002,
      "INSERT INTO t SELECT 1 UNION ALL SELECT 1",
    ],
  ];
  test.each(failures)("names the line and the statement that failed %s", async (_claim, sql, line, statement) => {
    const folder = createFolder();
    const file = join(folder, "001_a.sql");
    writeFileSync(file, sql);
    const database = open();
    const error = await failureOf(migrateDatabase(database, resolveMigrationSource({ migrations: folder }, "/")));
    expect(error).toMatchObject({
      line,
      rolledBack: true,
    });
    expect(error.statement).toMatch(statement);
    expect(error.message).toContain(`("${file}", line ${line})`);
    expect(error.message).toContain(`in: ${error.statement}`);
    expect(error.statement?.length).toBeLessThanOrEqual(200);
    expect(database.prepare("SELECT count(*) FROM sqlite_schema").pluck().get()).toBe(0);
  });

  test("names no line where no statement failed", async () => {
    const source = given({ a: ({ context }) => context.exec("INSERT INTO nowhere VALUES (1)") });
    const error = await failureOf(migrateDatabase(open(), source));
    expect([error.line, error.statement]).toEqual([undefined, undefined]);
  });

  const cures: readonly [what: string, sql: string, cure: string][] = [
    [
      "writable_schema in defensive mode",
      "CREATE TABLE t (a); PRAGMA writable_schema=ON; UPDATE sqlite_master SET sql = '' WHERE name = 't';",
      "connection: (database) => { database.unsafeMode(); }",
    ],
    [
      "a dump's table of a virtual table",
      "CREATE VIRTUAL TABLE w USING fts5 (a); DROP TABLE w_data;",
      "connection: (database) => { database.unsafeMode(); }",
    ],
    [
      "a dump's rows of a shadow table",
      "CREATE VIRTUAL TABLE w USING fts5 (a); INSERT INTO w_config VALUES ('x', 1);",
      "connection: (database) => { database.unsafeMode(); }",
    ],
    [
      "a string in double quotes",
      'CREATE TABLE t (a); INSERT INTO t VALUES ("text");',
      "compiled without SQLite's old leniency (SQLITE_DQS=0)",
    ],
    [
      "a default in double quotes",
      'CREATE TABLE t (a); CREATE INDEX i ON t (a) WHERE a = "text";',
      "write the string in single quotes",
    ],
    ["a function that is not registered", "SELECT shout('a');", "database.function(name, implementation)"],
    ["a module that is not loaded", "CREATE VIRTUAL TABLE w USING absent (a);", "database.loadExtension(path)"],
    ["a command of the shell", ".mode csv\nSELECT 1;", "commands of the sqlite3 shell"],
    ["a placeholder of Go", "CREATE TABLE {{.prefix}}a (x);", "A program fills in its placeholders"],
    [
      "a placeholder of Flyway",
      "CREATE TABLE a (x); ALTER TABLE a ADD COLUMN b DEFAULT ${value};",
      "set migrate in place of migrations",
    ],
    [
      "libSQL's ALTER COLUMN",
      "CREATE TABLE a (x); ALTER TABLE a ALTER COLUMN x TO x text NOT NULL;",
      "which only libSQL (Turso) has",
    ],
    [
      "another program's ledger",
      "INSERT INTO migrations SELECT version FROM _sqlx_migrations;",
      "set migrate in place of migrations",
    ],
    ["another database's SQL", "SET FOREIGN_KEY_CHECKS = 0;", "for another database, not for SQLite"],
  ];
  test.each(cures)("ends its message about %s with the cure", async (_what, sql, cure) => {
    const error = await failureOf(migrateDatabase(open(), given({ a: sql })));
    expect(error.message).toContain(cure);
    expect(error.message).toMatch(/correct it and run again\.$/);
  });

  test("says how to cascade where rows point nowhere", async () => {
    await expect(migrateDatabase(open(), given({ a: FAMILY, b: "DELETE FROM p;" }))).rejects.toThrow(
      "begin an SQL file with PRAGMA foreign_keys = ON",
    );
  });

  test("does not advise to switch foreign keys on where the migration does", async () => {
    const b = "PRAGMA foreign_keys = OFF; DELETE FROM p; PRAGMA foreign_keys = ON;";
    const failed = migrateDatabase(open(), given({ a: FAMILY, b }));
    await expect(failed).rejects.toThrow("It switches foreign keys on after the statement that made those rows");
    await expect(failed).rejects.not.toThrow("begin an SQL file");
  });

  test("runs a dump with full-text tables where connection allows it, and what follows finds them", async () => {
    const dump =
      "PRAGMA foreign_keys=OFF; BEGIN TRANSACTION; PRAGMA writable_schema=ON; " +
      "INSERT INTO sqlite_schema VALUES ('table', 'w', 'w', 0, 'CREATE VIRTUAL TABLE w USING fts4 (a)'); " +
      "CREATE TABLE IF NOT EXISTS 'w_content' (docid INTEGER PRIMARY KEY, 'c0a'); INSERT INTO w_content VALUES (1, 'text'); " +
      "CREATE TABLE IF NOT EXISTS 'w_segments' (blockid INTEGER PRIMARY KEY, block BLOB); " +
      "CREATE TABLE IF NOT EXISTS 'w_segdir' (level, idx, start_block, leaves_end_block, end_block, root, PRIMARY KEY (level, idx)); " +
      "CREATE TABLE IF NOT EXISTS 'w_docsize' (docid INTEGER PRIMARY KEY, size BLOB); CREATE TABLE IF NOT EXISTS 'w_stat' (id INTEGER PRIMARY KEY, value BLOB); " +
      "PRAGMA writable_schema=OFF; COMMIT;";
    const migrations = createFolder({ "001_a.sql": dump, "002_b.sql": "CREATE TABLE t AS SELECT a FROM w;" });
    await using database = await initTestDb({
      migrations,
      connection: (connection) => void connection.unsafeMode(),
      version: "1",
    });
    expect(database.open().prepare("SELECT a FROM t").pluck().get()).toBe("text");
  });

  test("runs writable_schema where connection allows it, as its message says", async () => {
    const database = open().unsafeMode();
    const sql =
      "CREATE TABLE t (a); PRAGMA writable_schema=ON; UPDATE sqlite_master SET sql = 'CREATE TABLE t (b)' WHERE name = 't'; PRAGMA writable_schema=RESET;";
    await migrateDatabase(database, given({ a: sql, b: "INSERT INTO t (b) VALUES (1);" }));
    expect(database.prepare("SELECT b FROM t").pluck().get()).toBe(1);
  });
});

describe("ATTACH in a migration", () => {
  test.each<[claim: string, files: Readonly<Record<string, string>>]>([
    ["a file", { "001_a.sql": "CREATE TABLE t (a);\nATTACH DATABASE 'side.db' AS side; CREATE TABLE side.log (a);" }],
    ["what an expression gives", { "001_a.sql": "ATTACH ':memory:' || '' AS side;" }],
    ["a file that VACUUM INTO writes", { "001_a.sql": "CREATE TABLE t (a); VACUUM INTO 'side.db';" }],
    ["a file on its own", { "001_a.sql": "VACUUM; ATTACH 'side.db' AS side;" }],
  ])("is refused for a template, before anything runs: %s", async (_claim, files) => {
    const folder = createFolder(files);
    const error = await failureOf(initTestDb({ migrations: folder }));
    expect(error).toMatchObject({ code: "MIGRATION_FAILED", statement: expect.stringMatching(/^(?:ATTACH|VACUUM INTO)/) });
    expect(error.message).toContain(
      "A build does not remove what it wrote outside its database. Give that database its own entry",
    );
    expect(readdirSync(folder)).toEqual(["001_a.sql"]);
  });

  test("is refused for a template when a module leaves it attached", async () => {
    const folder = createFolder({ "db/package.json": '{"type":"module"}' });
    const attach = `export const up = ({ context }) => context.exec("ATTACH '${join(folder, "side.db")}' AS side; CREATE TABLE side.log (a);");`;
    writeFileSync(join(folder, "db/001_a.js"), attach);
    await expect(initTestDb({ migrations: join(folder, "db") })).rejects.toThrow("it attaches a database file");
  });

  test.each(["':memory:'", '":memory:"', "[:memory:]", "''", '""'])(
    "is fine without a file, for a template too: %s",
    async (name) => {
      const sql = `ATTACH ${name} AS s; CREATE TABLE s.t (a); INSERT INTO s.t VALUES (7); CREATE TABLE t AS SELECT a FROM s.t; DETACH s;`;
      await using database = await initTestDb({ migrations: createFolder({ "001_a.sql": sql }) });
      expect(database.open().prepare("SELECT a FROM t").pluck().get()).toBe(7);
    },
  );

  test("reads another file where the runner runs it, in one transaction with the ledger", async () => {
    const folder = createFolder({
      "db/001_a.sql": "ATTACH 'old.db' AS old; CREATE TABLE t AS SELECT a FROM old.t; DETACH old; CREATE INDEX i ON t (a);",
    });
    new Database(join(folder, "old.db")).exec("CREATE TABLE t (a); INSERT INTO t VALUES (7)").close();
    writeFileSync(
      join(folder, "db/001_a.sql"),
      `ATTACH '${join(folder, "old.db")}' AS old; CREATE TABLE t AS SELECT a FROM old.t; DETACH old; CREATE INDEX i ON t (a);`,
    );
    const path = join(folder, "app.db");
    expect((await new MigrationRunner({ migrations: join(folder, "db") }).initOrUpgrade(path)).applied).toEqual(["001_a"]);
    expect(new Database(path).prepare("SELECT a FROM t").pluck().get()).toBe(7);
  });
});

function open(): Database.Database {
  return new Database(":memory:");
}

function given(steps: Readonly<Record<string, Migration["up"]>>): MigrationSource {
  return resolveMigrationSource({ migrations: Object.entries(steps).map(([name, up]) => ({ name, up })) }, "/");
}

function ledgerOf(database: Database.Database): readonly string[] {
  return readLedger(database, "picklejar_migrations").map(({ name }) => name);
}

async function failureOf(run: Promise<unknown>): Promise<MigrationError> {
  const error: unknown = await run.catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: "MIGRATION_FAILED" });
  return error as MigrationError;
}
