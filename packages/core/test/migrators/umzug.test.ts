import { readFileSync } from "node:fs";
import Database from "better-sqlite3";
import { JSONStorage, memoryStorage, Umzug } from "umzug";
import { describe, expect, test } from "vitest";

import { umzug } from "../../src/migrators/index.js";
import type { MigratorSource } from "../../src/options/migrator-source.js";
import { describeLibrary } from "./describe-library.js";
import { failureOf, migratorError } from "./migrate-once.js";

describeLibrary("umzug", {
  page: "umzug",
  packages: ["sequelize", "umzug"],
  files: {
    "node_modules/sqlite3/package.json": JSON.stringify({ name: "sqlite3", version: "5.0.0", main: "index.cjs" }),
    "node_modules/sqlite3/index.cjs": readFileSync(new URL("sequelize-driver.cjs", import.meta.url), "utf8"),
  },
  app: `
    import { makeUmzug as make } from "./src/make-umzug.js";
    const use = async (file, run) => { const it = make(file); try { return await run(it); } finally { await it.options.context.sequelize.close(); } };
    export const migrate = (file) => use(file, async (it) => (await it.up()).map(({ name }) => name));
    export const pending = (file) => use(file, async (it) => (await it.pending()).map(({ name }) => name));`,
  nameOf: (number) => `00${number}_${number === 1 ? "notes" : "table"}.cjs`,
  fileOf: (number) => `00${number}_${number === 1 ? "notes" : "table"}.cjs`,
  migration: (_number, table) =>
    `exports.up = ({ context }) => context.createTable("${table}", { id: { type: "INTEGER", primaryKey: true, autoIncrement: true } });`,
  volatile: {},
});

describe("umzug", () => {
  const table = (name: string) => ({
    name,
    up: async ({ context }: { context: Database.Database }) => Promise.resolve(void context.exec("CREATE TABLE a (x)")),
  });
  const make = (context: Database.Database, names: readonly string[], storage = memoryStorage()): Umzug<Database.Database> =>
    new Umzug({ migrations: names.map(table), context, storage, logger: undefined });

  test("names the migration that failed, and closes the database of its context", async () => {
    let database: Database.Database | undefined;
    const error = await failureOf(umzug(({ path: file }) => make((database = new Database(file)), ["1_a", "2_again"])));
    expect(error).toMatchObject({
      migration: "2_again",
      message: expect.stringContaining('"2_again" failed: table a already exists') as unknown,
    });
    expect(database?.open).toBe(false);
  });

  test.each<[claim: string, source: () => MigratorSource, message: RegExp]>([
    [
      "nothing",
      () => umzug(() => undefined as never),
      /expected an Umzug, or \{ umzug, close \}, from the function in umzug\(…\), got undefined/,
    ],
    [
      "a ledger in a file",
      () => umzug(({ path: file }) => make(new Database(file), ["1_a"], new JSONStorage())),
      /a JSON file.*give it a storage, for example new SequelizeStorage\(\{ sequelize \}\)/,
    ],
    [
      "what nobody can close",
      () => umzug(() => new Umzug({ migrations: [], storage: memoryStorage(), logger: undefined })),
      /It does not say how its database is closed: return \{ umzug, close \}/,
    ],
    [
      "a database in memory",
      () => umzug(() => make(new Database(":memory:"), ["1_a"])),
      /is connected to a database in memory/,
    ],
    [
      "what is nowhere",
      () =>
        umzug(() => ({
          umzug: new Umzug({
            migrations: [{ name: "1", up: async () => Promise.resolve() }],
            storage: memoryStorage(),
            logger: undefined,
          }),
          close: () => undefined,
        })),
      /nothing is in the file that it was given\. Use the path/,
    ],
  ])("says what to do about %s", async (_claim, source, message) => {
    expect(await failureOf(source())).toMatchObject(migratorError(message));
  });
});
