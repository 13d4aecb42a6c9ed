import { existsSync } from "node:fs";
import { join } from "node:path";
import { DataSource, EntitySchema } from "typeorm";
import { describe, expect, test } from "vitest";

import { typeorm } from "../../src/migrators/index.js";
import type { MigratorSource } from "../../src/options/migrator-source.js";
import { createFolder } from "../helpers/create-folder.js";
import { describeLibrary } from "./describe-library.js";
import { failureOf, migratorError, tablesAfter } from "./migrate-once.js";

describeLibrary("TypeORM", {
  page: "typeorm",
  packages: ["typeorm"],
  app: `
    import { makeDataSource as make } from "./src/make-data-source.js";
    const use = async (file, run) => { const it = await make(file).initialize(); try { return await run(it); } finally { await it.destroy(); } };
    export const migrate = (file) => use(file, async (it) => (await it.runMigrations()).map(({ name }) => name));
    export const pending = (file) => use(file, async (it) => {
      if (!(await it.showMigrations())) return [];
      const done = (await it.query("SELECT name FROM migrations")).map(({ name }) => name);
      return it.migrations.map(({ name, constructor }) => name ?? constructor.name).filter((name) => !done.includes(name));
    });`,
  nameOf: (number) => `${number === 1 ? "Notes" : "Table"}160000000000${number}`,
  fileOf: (number) => `160000000000${number}-${number === 1 ? "Notes" : "Table"}.js`,
  migration: (number, table) =>
    `export class Table160000000000${number} { up(runner) { return runner.query("CREATE TABLE ${table} (id INTEGER PRIMARY KEY)"); } down() {} }`,
  volatile: {},
});

describe("typeorm", () => {
  class A1600000000001 {
    async up(runner: { query(sql: string): Promise<unknown> }): Promise<void> {
      await runner.query("CREATE TABLE a (x)");
    }
    async down(): Promise<void> {
      // Nothing goes back here.
    }
  }
  class Again1600000000002 extends A1600000000001 {}
  const Note = new EntitySchema({ name: "note", columns: { id: { type: Number, primary: true } } });
  const make = (database: string, migrations: (new () => A1600000000001)[], synchronize = false): DataSource =>
    new DataSource({ type: "better-sqlite3", database, entities: [Note], migrations, synchronize });

  test("names the migration that failed, and destroys the data source", async () => {
    let source: DataSource | undefined;
    const error = await failureOf(typeorm(({ path: file }) => (source = make(file, [A1600000000001, Again1600000000002]))));
    expect(error).toMatchObject({ migrator: "TypeORM", migration: "Again1600000000002", cause: { name: "QueryFailedError" } });
    expect(source?.isInitialized).toBe(false);
  });

  test("takes a schema that is synchronized from entities, which keeps no ledger", async () => {
    expect(await tablesAfter(typeorm(({ path: file }) => make(file, [], true)))).toEqual(["note"]);
  });

  test("takes a data source that is initialized, and destroys it", async () => {
    let source: DataSource | undefined;
    const tables = await tablesAfter(
      typeorm(async ({ path: file }) => (source = await make(file, [A1600000000001]).initialize())),
    );
    expect(tables).toEqual(["a", "migrations", "sqlite_sequence"]);
    expect(source?.isInitialized).toBe(false);
  });

  test("synchronizes no other file than the one that is made", async () => {
    const other = join(createFolder(), "dev.sqlite");
    const error = await failureOf(typeorm(() => make(other, [], true)));
    expect(error).toHaveProperty("message", expect.stringContaining(`is connected to "${other}"`));
    expect(existsSync(other)).toBe(false);
  });

  test.each<[claim: string, source: () => MigratorSource, message: RegExp]>([
    [
      "options",
      () => typeorm(({ path: database }) => ({ type: "better-sqlite3", database }) as never),
      /These are TypeORM's options: return new DataSource\(options\)/,
    ],
    ["no migrations", () => typeorm(({ path: file }) => make(file, [])), /it found no migrations\./],
  ])("says what to do about %s", async (_claim, source, message) => {
    expect(await failureOf(source())).toMatchObject(migratorError(message));
  });
});
