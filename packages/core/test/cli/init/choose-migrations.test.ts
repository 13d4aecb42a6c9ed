import { describe, expect, test } from "vitest";

import type { FindProjectOptions } from "../../../src/cli/init/find-project/find-project.js";
import { findProjectOf } from "../../helpers/find-project-of.js";
import type { ProjectFiles } from "../../helpers/init-project.js";

describe("chooseMigrations", () => {
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
      "a Prisma of another database, whose paths are computed",
      {
        "prisma.config.ts": "export default defineConfig({ schema, migrations: { path: folder } })",
        "prisma/schema.prisma": 'datasource db {\n provider = "postgresql"\n}',
        "prisma/migrations/1_a/migration.sql": "",
      },
      /that can be used:\n {2}prisma\/schema\.prisma is for postgresql, and picklejar is for SQLite$/,
    ],
    [
      "a folder whose lock file is of another database",
      { "db/migrations/migration_lock.toml": 'provider = "mysql"', "db/migrations/1_a/migration.sql": "" },
      '"db/migrations" is for mysql',
    ],
    [
      "a folder whose journal is of another database",
      {
        "drizzle.config.ts": "export default config;",
        "drizzle/meta/_journal.json": { dialect: "postgresql" },
        "drizzle/0.sql": "",
      },
      '"drizzle" is for postgresql',
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
    ["nothing, with what to do if there is none yet", {}, /write the first migration, for example migrations\/001_init\.sql$/],
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
      "a folder without anything to run",
      { "sql/readme.txt": "" },
      /^--migrations: expected a folder with SQL files or modules in it, got "sql" \("\/.+\/sql"\)\. Name another folder, or write/,
      { migrations: "sql" },
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
});
