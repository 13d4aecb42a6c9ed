import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";

import { mikroOrm, type MikroOrmInstance } from "../../src/migrators/index.js";
import type { MigratorSource } from "../../src/options/migrator-source.js";
import { createFolder } from "../helpers/create-folder.js";
import { describeLibrary } from "./describe-library.js";
import { createEmptyFolder, failureOf, migratorError, tablesAfter } from "./migrate-once.js";

const require = createRequire(import.meta.url);
// Its own declarations do not hold with this workspace's options of the compiler.
const { MikroORM } = require("@mikro-orm/better-sqlite") as {
  readonly MikroORM: { init(options: object): Promise<MikroOrmInstance> };
};
const { Migrator } = require("@mikro-orm/migrations") as { readonly Migrator: unknown };

describeLibrary("MikroORM", {
  page: "mikro-orm",
  packages: ["@mikro-orm/better-sqlite", "@mikro-orm/core", "@mikro-orm/migrations"],
  app: `
    import { makeOrm as make } from "./src/make-orm.js";
    const use = async (file, run) => { const it = await make(file); it.config.set("migrations", { ...it.config.get("migrations"), snapshot: false }); try { return await run(it.migrator); } finally { await it.close(); } };
    export const migrate = (file) => use(file, async (it) => (await it.up()).map(({ name }) => name));
    export const pending = (file) => use(file, async (it) => (await it.getPendingMigrations()).map(({ name }) => name));`,
  nameOf: (number) => `Migration2026010100000${number}`,
  fileOf: (number) => `Migration2026010100000${number}.js`,
  migration: (number, table) => `
    import { Migration } from "@mikro-orm/migrations";
    export class Migration2026010100000${number} extends Migration { up() { this.addSql("create table ${table} (id integer primary key, name text)"); } }`,
  volatile: { mikro_orm_migrations: ["executed_at"] },
});

describe("mikroOrm", () => {
  const make = async (dbName: string, migrations: string, extensions = [Migrator]): Promise<MikroOrmInstance> =>
    MikroORM.init({
      dbName,
      entities: [],
      discovery: { warnWhenNoEntities: false },
      extensions,
      migrations: { path: migrations, glob: "*.cjs", silent: true },
    });
  const migration = (number: number): string =>
    `const { Migration } = require(${JSON.stringify(require.resolve("@mikro-orm/migrations"))});
     exports.Migration${number} = class Migration${number} extends Migration { up() { this.addSql("create table a (x text)"); } };`;

  test("finds the migrator by itself, and leaves no snapshot in the folder", async () => {
    const folder = createFolder({ "Migration1.cjs": migration(1) });
    const tables = await tablesAfter(mikroOrm(async ({ path: file }) => make(file, folder, [])));
    expect(tables).toEqual(["a", "mikro_orm_migrations", "sqlite_sequence"]);
    expect(readdirSync(folder)).toEqual(["Migration1.cjs"]);
  });

  test("names the migration that failed", async () => {
    const folder = createFolder({ "Migration1.cjs": migration(1), "Migration2.cjs": migration(2) });
    const error = await failureOf(mikroOrm(async ({ path: file }) => make(file, folder)));
    expect(error).toMatchObject({
      migration: expect.stringContaining("Migration2") as unknown,
      message: expect.stringContaining("already exists") as unknown,
    });
  });

  test.each<[claim: string, source: () => MigratorSource, message: RegExp]>([
    [
      "options",
      () => mikroOrm(({ path: dbName }) => ({ dbName, entities: [] }) as never),
      /These are MikroORM's options: return MikroORM\.init\(options\)/,
    ],
    [
      "a database in memory",
      () => mikroOrm(async () => make(":memory:", createEmptyFolder())),
      /is connected to a database in memory/,
    ],
    [
      "no migrations",
      () => mikroOrm(async ({ path: file }) => make(file, createEmptyFolder())),
      /it found no migrations in ".+"/,
    ],
    [
      "no migrator, as version 6 says it",
      () => mikroOrm(async ({ path: file }) => Object.assign(await make(file, createEmptyFolder()), { getMigrator })),
      /Install @mikro-orm\/migrations, and give its Migrator to MikroORM\.init: extensions: \[Migrator\]/,
    ],
  ])("says what to do about %s", async (_claim, source, message) => {
    expect(await failureOf(source())).toMatchObject(migratorError(message));
  });
});

/** MikroORM finds the package in this workspace, wherever it is asked from. */
function getMigrator(): never {
  throw new Error("Migrator extension not registered.");
}
