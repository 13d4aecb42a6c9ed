import { promises as fs } from "node:fs";
import path from "node:path";
import Database from "better-sqlite3";
import { FileMigrationProvider, Kysely, Migrator, SqliteDialect, type Migration } from "kysely";
import { describe, expect, test } from "vitest";

import { kysely } from "../../src/migrators/index.js";
import type { DatabaseLocation, MigratorSource } from "../../src/options/migrator-source.js";
import { describeLibrary } from "./describe-library.js";
import { failureOf, migratorError } from "./migrate-once.js";

describeLibrary("Kysely", {
  page: "kysely",
  packages: ["kysely"],
  app: `
    import { makeMigrator as make } from "./src/make-migrator.js";
    const use = async (file, run) => { const { db, migrator } = make(file); try { return await run(migrator); } finally { await db.destroy(); } };
    export const migrate = (file) => use(file, async (it) => {
      const { error, results } = await it.migrateToLatest();
      if (error) throw error;
      return results.map(({ migrationName }) => migrationName);
    });
    export const pending = (file) => use(file, async (it) => (await it.getMigrations()).filter((each) => !each.executedAt).map(({ name }) => name));`,
  nameOf: (number) => `00${number}_${number === 1 ? "notes" : "table"}`,
  fileOf: (number) => `00${number}_${number === 1 ? "notes" : "table"}.js`,
  migration: (_number, table) =>
    `export const up = (db) => db.schema.createTable("${table}").addColumn("id", "integer").execute();`,
  volatile: { kysely_migration: ["timestamp"] },
});

describe("kysely", () => {
  const open = (file: string): Kysely<unknown> => new Kysely({ dialect: new SqliteDialect({ database: new Database(file) }) });
  const make = (file: string, migrations: Record<string, Migration>) => {
    const db = open(file);
    return { db, migrator: new Migrator({ db, provider: { getMigrations: async () => Promise.resolve(migrations) } }) };
  };
  const up: Migration["up"] = async (db) => db.schema.createTable("a").addColumn("x", "text").execute();

  test("names the migration that failed", async () => {
    const error = await failureOf(kysely(({ path: file }) => make(file, { "1_a": { up }, "2_again": { up } })));
    expect(error).toMatchObject({
      migration: "2_again",
      message: expect.stringContaining(
        'migration "2_again" failed: table "a" already exists. Correct it, and run again.',
      ) as unknown,
    });
  });

  test.each<[claim: string, source: () => MigratorSource, message: RegExp]>([
    [
      "a Kysely instance alone",
      () => kysely((({ path: file }: DatabaseLocation) => open(file)) as never),
      /Return its Migrator as well: \{ db, migrator: new Migrator\(\{ db, provider \}\) \}\.$/,
    ],
    [
      "a Migrator alone",
      () => kysely((({ path: file }: DatabaseLocation) => make(file, {}).migrator) as never),
      /its database, which has to be closed: return \{ db, migrator \}\.$/,
    ],
    ["a database in memory", () => kysely(() => make(":memory:", { "1_a": { up } })), /is connected to a database in memory/],
    ["no migrations", () => kysely(({ path: file }) => make(file, {})), /it found no migrations\./],
    [
      "no folder",
      () =>
        kysely(({ path: file }) => {
          const db = open(file);
          return {
            db,
            migrator: new Migrator({ db, provider: new FileMigrationProvider({ fs, path, migrationFolder: "/nowhere" }) }),
          };
        }),
      /ENOENT.*\/nowhere/,
    ],
  ])("says what to do about %s", async (_claim, source, message) => {
    expect(await failureOf(source())).toMatchObject(migratorError(message));
  });
});
