import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";

import { MigrationRunner } from "../../src/migrations/migration-runner.js";
import type { MigrationRunnerOptions } from "../../src/migrations/runner-options.js";
import { initTestDb } from "../../src/databases/at-path/init-test-db.js";
import { coreDirectory } from "../helpers/create-project.js";
import { createFolder } from "../helpers/create-folder.js";
import { endOf, startScript } from "../helpers/run-script.js";
import { withConnection } from "./dump-database.js";

const hasCommand = spawnSync("sqlite3", ["--version"]).status === 0;
if (!hasCommand) console.log("The sqlite3 command is not installed: compared with better-sqlite3's exec instead");

describe("the first migration", () => {
  test.each([
    ["page_size", "PRAGMA page_size = 8192; CREATE TABLE t (a);"],
    ["auto_vacuum", "PRAGMA auto_vacuum = INCREMENTAL; CREATE TABLE t (a);"],
    ["encoding", "PRAGMA encoding = 'UTF-16le'; CREATE TABLE t (a); INSERT INTO t VALUES ('ö');"],
    ["user_version and application_id", "PRAGMA user_version = 7; PRAGMA application_id = 8; CREATE TABLE t (a);"],
    ["a journal mode", "PRAGMA page_size = 1024; PRAGMA journal_mode = WAL; CREATE TABLE t (a);"],
    [
      "a journal mode first, which fixes the page size",
      "PRAGMA journal_mode = WAL; PRAGMA page_size = 1024; CREATE TABLE t (a);",
    ],
    ["a version first, which fixes the page size", "PRAGMA user_version = 1; PRAGMA page_size = 1024; CREATE TABLE t (a);"],
    [
      "them in a later statement",
      "SELECT 1; PRAGMA auto_vacuum = FULL; PRAGMA recursive_triggers = ON; PRAGMA page_size = 512; CREATE TABLE t (a);",
    ],
    ["them too late", "CREATE TABLE t (a); PRAGMA page_size = 512; PRAGMA encoding = 'UTF-16be'; PRAGMA auto_vacuum = FULL;"],
    [
      "them in its own transaction",
      "BEGIN; PRAGMA page_size = 8192; PRAGMA encoding = 'UTF-16be'; CREATE TABLE t (a); COMMIT;",
    ],
    [
      "them before its own transaction",
      "PRAGMA foreign_keys = OFF; PRAGMA page_size = 8192; BEGIN; CREATE TABLE t (a); COMMIT;",
    ],
    ["them before VACUUM", "CREATE TABLE t (a); PRAGMA page_size = 8192; PRAGMA auto_vacuum = FULL; VACUUM;"],
    ["a value that SQLite passes over", "PRAGMA page_size = 1000; PRAGMA encoding = 'UTF-8'; CREATE TABLE t (a);"],
    ["nothing else", "PRAGMA page_size = 8192;"],
  ])("gives a new database what the sqlite3 command gives it by %s, and its template too", async (_claim, sql) => {
    const folder = createFolder({
      "db/001_a.sql": sql,
      "db/002_b.sql": "CREATE TABLE u (a);",
      "all.sql": `${sql}\nCREATE TABLE u (a);`,
    });
    const reference = join(folder, "reference.db");
    if (hasCommand) execFileSync("sqlite3", [reference], { input: readFileSync(join(folder, "all.sql")) });
    else new Database(reference).exec(readFileSync(join(folder, "all.sql"), "utf8")).close();
    expect(await madeBy({ migrations: join(folder, "db") })).toEqual([formatOf(reference), formatOf(reference)]);
  });

  test("leaves a new database what connection makes it", async () => {
    const folder = createFolder({ "db/001_a.sql": "CREATE TABLE t (a);" });
    const connection = (database: Database.Database): void => {
      database.pragma("page_size = 2048");
      database.pragma("encoding = 'UTF-16le'");
      database.pragma("auto_vacuum = FULL");
      database.pragma("journal_mode = WAL");
    };
    const format = expect.objectContaining({ page_size: 2048, encoding: "UTF-16le", auto_vacuum: 1, journal_mode: "wal" });
    expect(await madeBy({ migrations: join(folder, "db"), connection })).toEqual([format, format]);
  });

  test("may choose the format of a new database as a module, too", async () => {
    const folder = createFolder({
      "db/package.json": '{"type":"module"}',
      "db/001_a.js":
        "export function up({ context }) { context.pragma('page_size = 8192'); context.exec('CREATE TABLE t (a)'); }",
    });
    const format = expect.objectContaining({ page_size: 8192 });
    expect(await madeBy({ migrations: join(folder, "db") })).toEqual([format, format]);
  });

  test("says so when the format that it chooses cannot be had any more", async () => {
    const folder = createFolder({
      "db/001_a.sql": "PRAGMA page_size = 8192;\nPRAGMA encoding = 'UTF-16le';\nCREATE TABLE t (a);",
    });
    const migrations = join(folder, "db");
    const path = join(folder, "app.db");
    // All that an earlier version left when its first migration failed.
    withConnection(path, (database) =>
      database.exec(
        "CREATE TABLE picklejar_migrations (name TEXT PRIMARY KEY, checksum TEXT, executed_at TEXT, duration_ms REAL)",
      ),
    );
    await expect(new MigrationRunner({ migrations }).initOrUpgrade(path)).rejects.toMatchObject({
      code: "MIGRATION_FAILED",
      rolledBack: true,
      cause: {
        message: expect.stringContaining(
          "PRAGMA page_size had no effect, because the file already had a page: it is 4096, not 8192.",
        ),
      },
    });
    const connection = (database: Database.Database): unknown => database.pragma("journal_mode = WAL");
    await expect(new MigrationRunner({ migrations, connection }).initOrUpgrade(join(folder, "wal.db"))).rejects.toMatchObject({
      cause: { message: expect.stringContaining("If connection sets a journal mode, also set this there, before it") },
    });
  });

  test("never loses the format without a word where a query stands before it", async () => {
    const sql = "SELECT count(*) FROM sqlite_schema; PRAGMA page_size = 2048; CREATE TABLE t (a);";
    const folder = createFolder({ "db/001_a.sql": sql });
    const run = new MigrationRunner({ migrations: join(folder, "db") }).initOrUpgrade(join(folder, "app.db"));
    await expect(run).rejects.toThrow("PRAGMA page_size had no effect");
    await expect(run).rejects.toThrow("Move it above every other statement");
  });

  test("runs again after all were reverted, in the format that the database has", async () => {
    const folder = createFolder({
      "db/001_a.up.sql": "PRAGMA page_size = 8192; CREATE TABLE t (a);",
      "db/001_a.down.sql": "DROP TABLE t;",
    });
    const runner = new MigrationRunner({ migrations: join(folder, "db") });
    const path = join(folder, "app.db");
    for (let round = 0; round < 2; round += 1) {
      expect((await runner.initOrUpgrade(path)).applied).toEqual(["001_a"]);
      await runner.down(path, { to: 0 });
    }
    expect(formatOf(path)).toMatchObject({ page_size: 8192 });
  });

  test("leaves no ledger, and so an empty file, when it fails", async () => {
    const folder = createFolder({ "db/001_a.sql": "CREATE TABLE t (a); INSERT INTO nowhere VALUES (1);" });
    const path = join(folder, "app.db");
    await expect(new MigrationRunner({ migrations: join(folder, "db") }).initOrUpgrade(path)).rejects.toThrow("nowhere");
    expect(statSync(path).size).toBe(0);
  });

  test("chooses the format once for five processes at once", async () => {
    const folder = createFolder({ "db/001_a.sql": "PRAGMA page_size = 8192; PRAGMA auto_vacuum = FULL; CREATE TABLE t (a);" });
    const path = join(folder, "app.db");
    const script = `import { MigrationRunner } from ${JSON.stringify(join(coreDirectory, "dist/migrations/migration-runner.js"))};
      console.log(JSON.stringify((await new MigrationRunner({ migrations: ${JSON.stringify(join(folder, "db"))} }).initOrUpgrade(${JSON.stringify(path)})).applied));`;
    const ends = await Promise.all(Array.from({ length: 5 }, () => endOf(startScript(script))));
    expect(ends.map(({ stdout }) => stdout.trim()).toSorted()).toEqual(['["001_a"]', "[]", "[]", "[]", "[]"]);
    expect(formatOf(path)).toMatchObject({ page_size: 8192, auto_vacuum: 1 });
  });

  test("is not judged by its format in a database that a baseline covers", async () => {
    const folder = createFolder({
      "db/001_a.sql": "PRAGMA page_size = 8192; CREATE TABLE t (a);",
      "db/002_b.sql": "PRAGMA page_size = 512; CREATE TABLE u (a);",
    });
    const path = join(folder, "app.db");
    withConnection(path, (database) => database.exec("CREATE TABLE t (a)"));
    const runner = new MigrationRunner({ migrations: join(folder, "db") });
    await runner.baseline(path, "001_a");
    expect((await runner.initOrUpgrade(path)).applied).toEqual(["002_b"]);
    expect(formatOf(path)).toMatchObject({ page_size: 4096 });
  });
});

/** What the runner makes, and what a template is. */
async function madeBy(options: MigrationRunnerOptions): Promise<readonly [runner: unknown, template: unknown]> {
  const path = join(createFolder(), "app.db");
  await new MigrationRunner(options).initOrUpgrade(path);
  await using database = await initTestDb({ ...options, version: "1" });
  return [formatOf(path), formatOf(database.path)];
}

function formatOf(path: string): Readonly<Record<string, unknown>> {
  return withConnection(path, (database) =>
    Object.fromEntries(
      ["page_size", "auto_vacuum", "encoding", "user_version", "application_id", "journal_mode"].map((name) => [
        name,
        database.pragma(name, { simple: true }),
      ]),
    ),
  );
}
