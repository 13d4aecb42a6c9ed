import { describeLibrary } from "./describe-library.js";

describeLibrary("Kysely", {
  packages: ["kysely"],
  app: `
    import { promises as fs } from "node:fs";
    import path from "node:path";
    import Database from "better-sqlite3";
    import { FileMigrationProvider, Kysely, Migrator, SqliteDialect } from "kysely";
    export const make = (file) => {
      const db = new Kysely({ dialect: new SqliteDialect({ database: new Database(file) }) });
      const provider = new FileMigrationProvider({ fs, path, migrationFolder: path.resolve("migrations") });
      return { db, migrator: new Migrator({ db, provider }) };
    };
    const use = async (file, run) => { const { db, migrator } = make(file); try { return await run(migrator); } finally { await db.destroy(); } };
    export const migrate = (file) => use(file, async (it) => {
      const { error, results } = await it.migrateToLatest();
      if (error) throw error;
      return results.map(({ migrationName }) => migrationName);
    });
    export const pending = (file) => use(file, async (it) => (await it.getMigrations()).filter((each) => !each.executedAt).map(({ name }) => name));`,
  config: "{ migrations: helpers.kysely(({ path }) => make(path)) }",
  nameOf: (number) => `00${number}_table`,
  fileOf: (number) => `00${number}_table.js`,
  migration: (_number, table) =>
    `export const up = (db) => db.schema.createTable("${table}").addColumn("id", "integer").addColumn("name", "text").execute();`,
  volatile: { kysely_migration: ["timestamp"] },
});
