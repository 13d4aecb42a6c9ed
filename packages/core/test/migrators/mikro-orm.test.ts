import { describeLibrary } from "./describe-library.js";

describeLibrary("MikroORM", {
  packages: ["@mikro-orm/better-sqlite", "@mikro-orm/core", "@mikro-orm/migrations"],
  app: `
    import { EntitySchema, MikroORM } from "@mikro-orm/better-sqlite";
    import { Migrator } from "@mikro-orm/migrations";
    const Note = new EntitySchema({ name: "Note", tableName: "notes", properties: { id: { type: "number", primary: true } } });
    export const make = (dbName) => MikroORM.init({ dbName, entities: [Note], extensions: [Migrator], migrations: { path: "./migrations", glob: "*.js" } });
    const use = async (file, run) => { const it = await make(file); it.config.set("migrations", { ...it.config.get("migrations"), snapshot: false }); try { return await run(it.migrator); } finally { await it.close(); } };
    export const migrate = (file) => use(file, async (it) => (await it.up()).map(({ name }) => name));
    export const pending = (file) => use(file, async (it) => (await it.getPendingMigrations()).map(({ name }) => name));`,
  config: "{ migrations: helpers.mikroOrm(({ path }) => make(path)) }",
  nameOf: (number) => `Migration2026010100000${number}`,
  fileOf: (number) => `Migration2026010100000${number}.js`,
  migration: (number, table) => `
    import { Migration } from "@mikro-orm/migrations";
    export class Migration2026010100000${number} extends Migration { up() { this.addSql("create table ${table} (id integer primary key, name text)"); } }`,
  volatile: { mikro_orm_migrations: ["executed_at"] },
});
