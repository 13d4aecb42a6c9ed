import { describeLibrary } from "./describe-library.js";

describeLibrary("TypeORM", {
  packages: ["typeorm"],
  app: `
    import { DataSource } from "typeorm";
    export const make = (database) => new DataSource({ type: "better-sqlite3", database, migrations: ["migrations/*.cjs"] });
    const use = async (file, run) => { const it = await make(file).initialize(); try { return await run(it); } finally { await it.destroy(); } };
    export const migrate = (file) => use(file, async (it) => (await it.runMigrations()).map(({ name }) => name));
    export const pending = (file) => use(file, async (it) => {
      if (!(await it.showMigrations())) return [];
      const done = (await it.query("SELECT name FROM migrations")).map(({ name }) => name);
      return it.migrations.map(({ name, constructor }) => name ?? constructor.name).filter((name) => !done.includes(name));
    });`,
  config: "{ migrations: helpers.typeorm(({ path }) => make(path)) }",
  nameOf: (number) => `Table160000000000${number}`,
  fileOf: (number) => `160000000000${number}-Table.cjs`,
  migration: (number, table) =>
    `exports.it = class Table160000000000${number} { up(runner) { return runner.query("CREATE TABLE ${table} (id INTEGER PRIMARY KEY, name TEXT)"); } down() {} };`,
  volatile: {},
});
