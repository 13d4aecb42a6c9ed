import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { MigrationRunner } from "../../../src/migrations/migration-runner.js";
import { createFolder } from "../../helpers/create-folder.js";

/** The helper for each migrator that has one, and the page that shows it. */
const HELPERS: Readonly<Record<string, readonly [helper: string, page: string]>> = {
  Knex: ["knex", "knex"],
  Kysely: ["kysely", "kysely"],
  Sequelize: ["umzug", "umzug"],
  TypeORM: ["typeorm", "typeorm"],
  MikroORM: ["mikroOrm", "mikro-orm"],
};

const OWN_MIGRATOR = /Set migrate to your migrator, in place of migrations.*skipWhenInitialized.*docs\/recipes\.md/;
const CURE = /picklejar calls up with one object/;

/** As their documentation writes migrations. */
const MODULES: readonly (readonly [migrator: string, name: string, text: string])[] = [
  [
    "Knex",
    "001_a.cjs",
    "exports.up = function (knex) { return knex.schema.createTable('a', (table) => table.increments()); };",
  ],
  ["Knex", "001_a.mjs", "export const up = async (knex) => { await knex('users').insert({ id: 1 }); };"],
  ["Knex", "001_a.cjs", "exports.up = (knex, Promise) => Promise.all([knex.schema.createTable('a')]);"],
  ["Knex", "001_a.ts", "export async function up(knex: any): Promise<void> { await knex.raw('CREATE TABLE a (x)'); }"],
  ["Kysely", "001_a.mjs", "// for Kysely\nexport async function up(db) { await db.schema.createTable('a').execute(); }"],
  [
    "Kysely",
    "001_a.ts",
    "type Kysely = any;\nexport const up = async (db: Kysely) => { await db.insertInto('a').execute(); };",
  ],
  [
    "Sequelize",
    "001_a.cjs",
    "module.exports = { async up(queryInterface, Sequelize) { await queryInterface.createTable('a', { id: Sequelize.INTEGER }); } };",
  ],
  ["Sequelize", "001_a.cjs", "module.exports = { up: async (queryInterface) => queryInterface.createTable('a', {}) };"],
  ["Sequelize", "001_a.mjs", "export const up = async ({ context: queryInterface }) => queryInterface.createTable('a', {});"],
  [
    "TypeORM",
    "1700000000000-Users.ts",
    "interface MigrationInterface { up(queryRunner: any): Promise<void> }\n" +
      "export class Users1700000000000 implements MigrationInterface { async up(queryRunner: any) { await queryRunner.query('CREATE TABLE a (x)'); } }",
  ],
  [
    "MikroORM",
    "Migration20240101000000.mjs",
    "class Migration { addSql() {} }\nexport class Migration20240101000000 extends Migration { async up() { this.addSql('CREATE TABLE a (x)'); } }",
  ],
  ["another migrator", "001_a.cjs", "exports.up = (pgm) => { pgm.createTable('a', { id: 'id' }); };"],
  ["another migrator", "001_a.cjs", "exports.up = function (db, callback) { db.createTable('a', { id: 'int' }, callback); };"],
  ["another migrator", "001_a.cjs", "exports.up = function (next) { next(); };"],
];

describe("a module written for another migrator", () => {
  test.each(MODULES)(
    "is told as one for %s, with the way to run it, and makes nothing: %s %s",
    async (migrator, name, text) => {
      const folder = createFolder({ [`m/${name}`]: text });
      const path = join(folder, "app.db");
      const runner = new MigrationRunner({ migrations: join(folder, "m") });
      const error: unknown = await runner.initOrUpgrade(path).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: "MIGRATION_FAILED", rolledBack: true });
      expect(error).toHaveProperty("message", expect.stringContaining(`for ${migrator}`));
      expect(error).toHaveProperty("message", expect.stringMatching(cureFor(migrator)));
      expect(await runner.executed(path)).toEqual([]);
    },
  );

  test("is told when its functions are given in code", async () => {
    const migrations = [{ name: "001_a", up: (knex: unknown) => Object(knex).schema.createTable("a") as unknown }];
    await expect(new MigrationRunner({ migrations }).initOrUpgrade(join(createFolder(), "app.db"))).rejects.toThrow(
      /reading 'createTable'.*"001_a" seems written for Knex/,
    );
  });
});

describe("a module written for picklejar", () => {
  test.each([
    ["an error of its own", "export const up = () => { throw new RangeError('too far'); };", "too far"],
    ["a slip of its own", "export const up = ({ context }) => { const row = undefined; return row.id; };", "reading 'id'"],
  ])("fails with %s, as it was thrown", async (_claim, text, message) => {
    const folder = createFolder({ "m/001_a.mjs": text });
    const error: unknown = await new MigrationRunner({ migrations: join(folder, "m") })
      .initOrUpgrade(join(folder, "app.db"))
      .catch((reason: unknown) => reason);
    expect(error).toHaveProperty("cause.message", expect.stringContaining(message));
    expect(error).toHaveProperty("message", expect.not.stringMatching(CURE));
  });

  test("may look at what it is called with, and call its methods by this", async () => {
    const folder = createFolder({
      "m/001_a.mjs":
        "export default { table: 'a', up(parameters) { const { context, nothing = 1, ...rest } = parameters; " +
        "context.exec(`CREATE TABLE ${this.table} AS SELECT '${Object.keys(rest)}' AS k, ${nothing} AS n`); } };",
    });
    const { applied } = await new MigrationRunner({ migrations: join(folder, "m") }).initOrUpgrade(join(folder, "app.db"));
    expect(applied).toEqual(["001_a"]);
  });

  test("is refused when it is not UTF-8, since its letters would be lost", async () => {
    const folder = createFolder({ "m/000_z.sql": "" });
    writeFileSync(join(folder, "m/001_a.mjs"), Buffer.from("export const up = () => '\u00E9';", "latin1"));
    await expect(
      new MigrationRunner({ migrations: join(folder, "m") }).initOrUpgrade(join(folder, "app.db")),
    ).rejects.toMatchObject({ code: "MIGRATION_FAILED", message: expect.stringContaining("is not UTF-8") as unknown });
  });
});

function cureFor(migrator: string): RegExp {
  const [helper, page] = HELPERS[migrator] ?? [];
  if (helper === undefined) return OWN_MIGRATOR;
  return new RegExp(
    `import \\{ ${helper} \\} from "@picklejar/core/migrators" and give migrations: ${helper}\\(.*docs/migrations/${page}\\.md`,
  );
}
