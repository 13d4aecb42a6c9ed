import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { MigrationRunner } from "../../../src/migrations/migration-runner.js";
import { initTestDb } from "../../../src/databases/at-path/init-test-db.js";
import { createFolder } from "../../helpers/create-folder.js";

const BOTH = "CREATE TABLE a (x);\n-- and now for something completely different\nDROP TABLE a;";

describe("migrations that leave no table", () => {
  test.each([
    ["one file that makes it and drops it", { "m/001_a.sql": BOTH }],
    ["a file that drops what another one made", { "m/001_a.sql": "CREATE TABLE a (x);", "m/002_b.sql": "DROP TABLE a;" }],
    ["a virtual table", { "m/001_a.sql": "CREATE VIRTUAL TABLE a USING fts5(x); DROP TABLE a;" }],
    ["a module", { "m/001_a.mjs": "export const up = ({ context }) => context.exec('CREATE TABLE a (x); DROP TABLE a');" }],
  ])("are refused at each call: %s", async (_claim, files) => {
    const folder = createFolder(files);
    const path = join(folder, "app.db");
    const runner = new MigrationRunner({ migrations: join(folder, "m") });
    const expected = { code: "MIGRATIONS_LEFT_NO_TABLE", databasePath: path };
    await expect(runner.initOrUpgrade(path)).rejects.toMatchObject(expected);
    await expect(runner.initOrUpgrade(path)).rejects.toMatchObject(expected);
    expect(await runner.executed(path)).toEqual([]);
  });

  test("are refused in a template, which is not kept", async () => {
    const folder = createFolder({ "m/001_a.sql": BOTH });
    const options = { migrations: join(folder, "m") };
    await expect(initTestDb(options)).rejects.toMatchObject({ code: "MIGRATIONS_LEFT_NO_TABLE", applied: ["001_a"] });
    await expect(initTestDb(options)).rejects.toMatchObject({ code: "MIGRATIONS_LEFT_NO_TABLE" });
    await expect(initTestDb(options)).rejects.toThrow("All migrations ran in the template of database");
  });

  test("are refused in a database that had tables, whose ledger tells what ran", async () => {
    const folder = createFolder({ "m/001_a.sql": "CREATE TABLE a (x);" });
    const path = join(folder, "app.db");
    const runner = new MigrationRunner({ migrations: join(folder, "m") });
    await runner.initOrUpgrade(path);
    writeFileSync(join(folder, "m/002_b.sql"), "DROP TABLE a;");
    await expect(runner.initOrUpgrade(path)).rejects.toMatchObject({ code: "MIGRATIONS_LEFT_NO_TABLE", applied: ["002_b"] });
    expect((await runner.executed(path)).map(({ name }) => name)).toEqual(["001_a", "002_b"]);
  });
});

describe("migrations that make no table yet", () => {
  test.each([
    ["pragmas", "PRAGMA journal_mode = WAL; PRAGMA auto_vacuum = 1; VACUUM;"],
    ["comments", "-- CREATE TABLE comes later\n/* CREATE TABLE a (x); */"],
    ["nothing", ""],
    ["a temporary table", "CREATE TEMP TABLE a (x); DROP TABLE a;"],
  ])("pass: %s", async (_claim, text) => {
    const folder = createFolder({ "m/001_a.sql": text });
    const { applied } = await new MigrationRunner({ migrations: join(folder, "m") }).initOrUpgrade(join(folder, "app.db"));
    expect(applied).toEqual(["001_a"]);
  });

  test("pass when a limit ends the run between two designs, and when the last one made its tables", async () => {
    const folder = createFolder({
      "m/001_a.sql": "CREATE TABLE a (x);",
      "m/002_away.sql": "DROP TABLE a;",
      "m/003_b.sql": "CREATE TABLE b (x);",
    });
    const path = join(folder, "app.db");
    const runner = new MigrationRunner({ migrations: join(folder, "m") });
    expect((await runner.up(path, { to: "002_away" })).applied).toEqual(["001_a", "002_away"]);
    expect((await runner.initOrUpgrade(path)).applied).toEqual(["003_b"]);
  });

  test("pass with a view and no table, and with all reverted", async () => {
    const folder = createFolder({ "m/1_a.up.sql": "CREATE VIEW a AS SELECT 1 AS x;", "m/1_a.down.sql": "DROP VIEW a;" });
    const path = join(folder, "app.db");
    const runner = new MigrationRunner({ migrations: join(folder, "m") });
    await runner.initOrUpgrade(path);
    expect((await runner.down(path)).reverted).toEqual(["1_a"]);
  });
});
