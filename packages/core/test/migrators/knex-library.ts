import type { ExampleLibrary } from "./example-project.js";

/** A project with Knex. */
export const knexLibrary: ExampleLibrary = {
  page: "knex",
  packages: ["knex"],
  app: `
    import { makeKnex as make } from "./src/make-knex.js";
    export { make };
    const use = async (path, run) => { const knex = make(path); try { return await run(knex.migrate); } finally { await knex.destroy(); } };
    export const migrate = (path) => use(path, async (it) => (await it.latest())[1]);
    export const pending = (path) => use(path, async (it) => (await it.list())[1].map(({ file }) => file));`,
  nameOf: (number) => `2026010100000${number}_${number === 1 ? "notes" : "table"}.js`,
  fileOf: (number) => `2026010100000${number}_${number === 1 ? "notes" : "table"}.js`,
  migration: (_number, table) =>
    `export const up = (knex) => knex.schema.createTable("${table}", (it) => it.increments("id")); export const down = (knex) => knex.schema.dropTable("${table}");`,
  volatile: { knex_migrations: ["migration_time"] },
};
