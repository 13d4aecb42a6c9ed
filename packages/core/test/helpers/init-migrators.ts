import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { coreDirectory } from "./create-project.js";
import { MODULE, NODE_TEST, TABLE, TSCONFIG, type Kind } from "./init-kinds.js";
import type { ProjectFiles } from "./init-project.js";

/** Migrators in code, for node:test. */
const MIGRATORS: Readonly<Record<string, Kind>> = {
  "Knex, TypeScript": migrator(["knex"], {
    "package.json": { ...MODULE, ...NODE_TEST, dependencies: { knex: "^3.3.0" } },
    "tsconfig.json": TSCONFIG,
    "knexfile.ts": `
      import type { Knex } from "knex";
      const config: Record<string, Knex.Config> = {
        development: { client: "better-sqlite3", useNullAsDefault: true, connection: { filename: "./dev.db" } },
        production: { client: "pg" },
      };
      export default config;`,
    "migrations/20260101000000_users.js": `
      export const up = (knex) => knex.schema.createTable("users", (table) => table.increments());
      export const down = (knex) => knex.schema.dropTable("users");`,
  }),
  "Kysely, CommonJS": migrator(["kysely"], {
    "package.json": { ...NODE_TEST, dependencies: { kysely: "^0.28.0" } },
    "src/db/migrations/001_users.mjs":
      'export const up = (db) => db.schema.createTable("users").addColumn("id", "integer").execute();',
  }),
  TypeORM: migrator(["typeorm"], {
    "package.json": { ...MODULE, ...NODE_TEST, dependencies: { typeorm: "^1.1.1" } },
    "src/data-source.js": `
      import { DataSource } from "typeorm";
      export const AppDataSource = new DataSource({ type: "better-sqlite3", database: "dev.db", migrations: ["migrations/*.js"] });`,
    "migrations/1700000000000-users.js": `
      export class Users1700000000000 {
        async up(queryRunner) { await queryRunner.query("${TABLE}"); }
        async down(queryRunner) { await queryRunner.query("DROP TABLE users"); }
      }`,
  }),
  MikroORM: migrator(["@mikro-orm/better-sqlite", "@mikro-orm/migrations"], {
    "package.json": { ...MODULE, ...NODE_TEST, dependencies: { "@mikro-orm/better-sqlite": "^6.0.0" } },
    "mikro-orm.config.js": `
      import { Migrator } from "@mikro-orm/migrations";
      export default {
        dbName: "dev.db", entities: [], discovery: { warnWhenNoEntities: false }, extensions: [Migrator], migrations: { path: "migrations" },
      };`,
    "migrations/Migration20260101000000.js": `
      import { Migration } from "@mikro-orm/migrations";
      export class Migration20260101000000 extends Migration { up() { this.addSql("${TABLE}"); } }`,
  }),
};

/** A project whose migrator's library is linked. */
function migrator(packages: readonly string[], files: ProjectFiles): Kind {
  const extension = "tsconfig.json" in files ? "ts" : "mjs";
  return {
    files,
    options: { packages },
    said: "# pass 3",
    written: [`picklejar.config.${extension}`, "test/picklejar.test.mjs"],
  };
}

/** Those that can run here: with the helpers of `@picklejar/core/migrators`, and with a library among the packages of core. */
export function availableMigrators(): Readonly<Record<string, Kind>> {
  const { exports }: { exports: object } = JSON.parse(readFileSync(join(coreDirectory, "package.json"), "utf8"));
  const available = Object.entries(MIGRATORS).filter(([name, { options }]) => {
    const missing = options?.packages?.find((it) => !existsSync(join(coreDirectory, "node_modules", it)));
    const reason = "./migrators" in exports ? missing : "@picklejar/core/migrators";
    if (reason !== undefined) console.info(`Skipped: a suite for ${name} that runs, as there is no ${reason}.`);
    return reason === undefined;
  });
  return Object.fromEntries(available);
}
