import { describe, expect, test } from "vitest";

import { findProjectOf, NODE_TEST } from "../../helpers/find-project-of.js";
import type { ProjectFiles } from "../../helpers/init-project.js";

const TYPEORM_MODULE = 'export class A1 { async up(queryRunner) { await queryRunner.query(""); } }';

describe("findProject › migrations", () => {
  for (const [what, files, tool, location] of [
    [
      "drizzle.config.ts, by out",
      { "drizzle.config.ts": 'export default { dialect: "sqlite", out: "./db/drizzle" }', "db/drizzle/0000_a.sql": "" },
      "Drizzle",
      "db/drizzle",
    ],
    [
      "drizzle.config.json without out",
      { "drizzle.config.json": '{ "dialect": "turso" }', "drizzle/0000_a.sql": "" },
      "Drizzle",
      "drizzle",
    ],
    ["a journal of Drizzle without a configuration", { "drizzle/meta/_journal.json": "{}" }, "Drizzle", "drizzle"],
    [
      "a comment in drizzle.config.ts",
      { "drizzle.config.ts": 'export default { /* out: "old", */ // out: "older",\n out: "new" }', "new/1.sql": "" },
      "Drizzle",
      "new",
    ],
    [
      "prisma/schema.prisma",
      { "prisma/schema.prisma": 'datasource db { provider = "sqlite" }', "prisma/migrations/1_a/migration.sql": "" },
      "Prisma",
      "prisma/migrations",
    ],
    [
      "prisma.config.ts, by migrations.path",
      {
        "prisma.config.ts": 'export default defineConfig({ schema: "db/schema.prisma", migrations: { path: "db/steps" } })',
        "db/steps/1_a/migration.sql": "",
      },
      "Prisma",
      "db/steps",
    ],
    [
      "wrangler.toml",
      {
        "wrangler.toml": '[[d1_databases]]\r\nbinding = "DB"\r\n# migrations_dir = "old"\r\nmigrations_dir = "sql"\r\n',
        "sql/1.sql": "",
      },
      "wrangler (D1)",
      "sql",
    ],
    [
      "wrangler.json without migrations_dir",
      { "wrangler.json": { d1_databases: [{}] }, "migrations/1.sql": "" },
      "wrangler (D1)",
      "migrations",
    ],
    [
      "Drizzle and wrangler with one folder",
      {
        "drizzle.config.js": 'module.exports = { out: "migrations" }',
        "wrangler.json": { d1_databases: [{}] },
        "migrations/1.sql": "",
      },
      "Drizzle",
      "migrations",
    ],
    [
      "knexfile.js",
      { "knexfile.js": 'module.exports = { client: "sqlite3" }', "migrations/1.js": "exports.up = (knex) => knex.schema" },
      "Knex",
      "knexfile.js",
    ],
    [
      "a folder of TypeORM's beside its DataSource",
      {
        "package.json": { dependencies: { typeorm: "1" }, ...NODE_TEST },
        "src/db/data-source.ts": 'export const db = new DataSource({ type: "sqlite" })',
        "src/db/migrations/1-a.ts": TYPEORM_MODULE,
      },
      "TypeORM",
      "src/db/data-source.ts",
    ],
    [
      "mikro-orm.config.ts in src",
      {
        "package.json": { dependencies: { "@mikro-orm/sqlite": "6" }, ...NODE_TEST },
        "src/mikro-orm.config.ts": "",
        "migrations/Migration1.ts": "this.addSql(up)",
      },
      "MikroORM",
      "src/mikro-orm.config.ts",
    ],
    [
      "modules of Sequelize",
      {
        "package.json": { dependencies: { sequelize: "6" }, ...NODE_TEST },
        "migrations/1.js": "module.exports = { up: (queryInterface) => 1 }",
      },
      "Sequelize",
      "migrations",
    ],
    [
      "modules of Kysely, told by a comment",
      {
        "package.json": { dependencies: { kysely: "0.28" }, ...NODE_TEST },
        "migrations/1.mjs": '/** @param {import("kysely").Kysely<any>} db */ export const up = (db) => 1',
      },
      "Kysely",
      "migrations",
    ],
    ["a folder of SQL", { "server/db/migrations/1.sql": "" }, "SQL files", "server/db/migrations"],
    ["folders with up.sql", { "migrations/1_a/up.sql": "" }, "SQL files", "migrations"],
    [
      "a folder for each database",
      { "migrations/sqlite/1.sql": "", "migrations/postgres/1.sql": "" },
      "SQL files",
      "migrations/sqlite",
    ],
    ["modules", { "db/migrate/1.ts": "export function up() {}", "db/migrate/index.ts": "" }, "modules", "db/migrate"],
    [
      "none of what is built, hidden or another package's",
      {
        "dist/migrations/1.sql": "",
        ".old/migrations/1.sql": "",
        "web/package.json": {},
        "web/migrations/1.sql": "",
        "sql/migrations/1.sql": "",
      },
      "SQL files",
      "sql/migrations",
    ],
  ] as const satisfies readonly (readonly [string, ProjectFiles, string, string])[])
    test(`finds ${what}`, () => {
      expect(findProjectOf(files).migrations).toMatchObject({ tool, location });
    });

  test("finds Prisma's folders where they are joined to the folder of the configuration", () => {
    const files = {
      "prisma.config.ts": `
        export default defineConfig({
          schema: path.join(__dirname, "database", "schema"),
          migrations: { path: path.join(import.meta.dirname, "database/steps") },
        });`,
      "database/schema/base.prisma": 'datasource db { provider = "sqlite" }',
      "database/steps/1_a/migration.sql": "",
    };
    expect(findProjectOf(files).migrations).toMatchObject({ tool: "Prisma", location: "database/steps" });
  });

  test("finds folders whose name begins with a tool, but not old ones", () => {
    const files = { "db/sqlite_migrations/1.sql": "", "db/old_migrations/1.sql": "" };
    expect(findProjectOf(files).migrations.location).toBe("db/sqlite_migrations");
  });

  test("takes the options of a knexfile for tests, then those for development, then all", () => {
    const optionsOf = (text: string): string | undefined => {
      const { source } = findProjectOf({ "knexfile.js": text, "migrations/1.js": "exports.up = (knex) => 1" }).migrations;
      return source.kind === "code" ? /\.\.\.([\w.]+)/.exec(source.factory)?.[1] : undefined;
    };
    expect(optionsOf("module.exports = { development: {}, test: {} };")).toBe("knexfile.test");
    expect(optionsOf("const development = {}; export default { development, production };")).toBe("knexfile.development");
    expect(optionsOf('module.exports = { client: "better-sqlite3" };')).toBe("knexfile");
  });

  test("takes the candidate or the folder that --migrations names", () => {
    const files = { "a/migrations/1.sql": "", "knexfile.js": "module.exports = {}", "sql/1.sql": "" };
    expect(findProjectOf(files, { migrations: "knexfile.js" }).migrations.tool).toBe("Knex");
    expect(findProjectOf(files, { migrations: "a/migrations/" }).migrations.tool).toBe("SQL files");
    const perFolder = { "steps/a/migration.sql": "" };
    expect(findProjectOf(perFolder, { migrations: "steps" }).migrations.location).toBe("steps");
    expect(findProjectOf(files, { migrations: "sql" }).migrations).toMatchObject({ source: { kind: "folder", folder: "sql" } });
  });

  test("names what it does not use beside what it uses", () => {
    const files = { "drizzle.config.ts": 'export default { dialect: "mysql" }', "migrations/1.sql": "" };
    expect(findProjectOf(files)).toMatchObject({
      migrations: { location: "migrations" },
      problems: [expect.stringContaining("is for mysql")],
    });
  });
});
