import { describe, expect, test } from "vitest";

import type { FindProjectOptions } from "../../../src/cli/init/find-project/find-project.js";
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

  for (const [what, files, said, options = {}] of [
    [
      "a Drizzle of another database",
      { "drizzle.config.ts": 'export default { dialect: "postgresql" }' },
      "drizzle.config.ts is for postgresql",
    ],
    [
      "a folder that is computed",
      { "drizzle.config.ts": "export default { out: folder }" },
      "computes its folder (out), and init does not run it: name the folder with --migrations FOLDER",
    ],
    [
      "a folder of Drizzle that is not there yet",
      { "drizzle.config.ts": 'export default { out: "./x" }' },
      '"x", which is not a folder: run npx drizzle-kit generate',
    ],
    [
      "a Prisma of another database",
      { "prisma/schema.prisma": 'datasource db {\n provider = "mysql"\n}' },
      "prisma/schema.prisma is for mysql",
    ],
    [
      "a Prisma without migrations",
      { "prisma/schema.prisma": 'datasource db { provider = "sqlite" }' },
      "run npx prisma migrate dev once",
    ],
    [
      "a knexfile of another database",
      { "knexfile.js": 'module.exports = { development: { client: "pg" } }' },
      "knexfile.js is for pg",
    ],
    ["a knexfile that is a function", { "knexfile.js": "module.exports = async () => ({})" }, "knexfile.js exports a function"],
    [
      "a knexfile without a default export",
      { "knexfile.js": "export const development = {};" },
      "knexfile.js has no default export",
    ],
    [
      "classes of another migrator",
      { "database/migrations/1.ts": "export default class extends BaseSchema { async up() {} }" },
      "holds migrations for another migrator",
    ],
    [
      "modules of a migrator without its configuration",
      { "migrations/1.js": "exports.up = (knex) => knex.schema" },
      '"migrations" holds migrations for Knex',
    ],
    [
      "a DataSource of another database",
      {
        "package.json": { dependencies: { typeorm: "1" } },
        "data-source.ts": 'export const db = new DataSource({ type: "postgres" })',
      },
      "data-source.ts is for postgres",
    ],
    [
      "an Umzug in code",
      { "package.json": { dependencies: { umzug: "3" } }, "src/migrate.js": "const umzug = new Umzug({})" },
      "src/migrate.js makes an Umzug",
    ],
    ["nothing", { "src/main.js": "" }, "Found no migrations in"],
    [
      "two folders",
      { "a/migrations/1.sql": "", "b/migrations/1.sql": "" },
      "--migrations a/migrations  (SQL files)\n  --migrations b/migrations  (SQL files)",
    ],
    [
      "a folder whose name a shell would split",
      { "a b/migrations/1.sql": "", "migrations/1.sql": "" },
      "--migrations 'a b/migrations'",
    ],
    [
      "an empty name",
      { "migrations/1.sql": "" },
      '--migrations: expected a folder of migrations that exists, got ""',
      { migrations: "" },
    ],
    [
      "the root of a workspace",
      {
        "package.json": { workspaces: ["packages/*"] },
        "packages/a/package.json": {},
        "packages/b/package.json": {},
        "packages/b/migrations/1.sql": "",
      },
      /is the root of a workspace[^]+packages\/b && npx picklejar init$/,
    ],
    [
      "the root of a workspace of pnpm",
      {
        "pnpm-lock.yaml": "",
        "pnpm-workspace.yaml": "packages:\n  - 'apps/*' # all\n  - !none\n",
        "apps/a/package.json": {},
        "apps/a/migrations/1.sql": "",
      },
      /apps\/a && pnpm exec picklejar init$/,
    ],
  ] as const satisfies readonly (readonly [string, ProjectFiles, string | RegExp, FindProjectOptions?])[])
    test(`says what it found and what to do: ${what}`, () => {
      expect(() => findProjectOf(files, options)).toThrow(said);
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
