import type { ExampleLibrary } from "./example-project.js";

/** A project with Knex. */
export const knexLibrary: ExampleLibrary = {
  packages: ["knex"],
  app: `
    import Knex from "knex";
    export const make = (filename) => Knex({ client: "better-sqlite3", connection: { filename }, useNullAsDefault: true, migrations: { directory: "./migrations", loadExtensions: [".cjs"] } });
    const use = async (path, run) => { const knex = make(path); try { return await run(knex.migrate); } finally { await knex.destroy(); } };
    export const migrate = (path) => use(path, async (it) => (await it.latest())[1]);
    export const pending = (path) => use(path, async (it) => (await it.list())[1].map(({ file }) => file));`,
  config: "{ migrations: helpers.knex(({ path }) => make(path)) }",
  nameOf: (number) => `2026010100000${number}_table.cjs`,
  fileOf: (number) => `2026010100000${number}_table.cjs`,
  migration: (_number, table) =>
    `exports.up = (knex) => knex.schema.createTable("${table}", (it) => { it.increments("id"); it.string("name"); }); exports.down = (knex) => knex.schema.dropTable("${table}");`,
  volatile: { knex_migrations: ["migration_time"] },
};
