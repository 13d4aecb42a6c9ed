import { readFileSync } from "node:fs";

import { describeLibrary } from "./describe-library.js";

describeLibrary("umzug", {
  packages: ["sequelize", "umzug"],
  files: { "driver.mjs": readFileSync(new URL("sequelize-driver.mjs", import.meta.url), "utf8") },
  app: `
    import { Sequelize } from "sequelize";
    import { SequelizeStorage, Umzug } from "umzug";
    import * as dialectModule from "./driver.mjs";
    export const make = (storage) => {
      const sequelize = new Sequelize({ dialect: "sqlite", dialectModule, storage, logging: false });
      return new Umzug({ migrations: { glob: "migrations/*.cjs" }, context: sequelize.getQueryInterface(), storage: new SequelizeStorage({ sequelize }), logger: undefined });
    };
    const use = async (file, run) => { const it = make(file); try { return await run(it); } finally { await it.options.context.sequelize.close(); } };
    export const migrate = (file) => use(file, async (it) => (await it.up()).map(({ name }) => name));
    export const pending = (file) => use(file, async (it) => (await it.pending()).map(({ name }) => name));`,
  config: "{ migrations: helpers.umzug(({ path }) => make(path)) }",
  nameOf: (number) => `00${number}_table.cjs`,
  fileOf: (number) => `00${number}_table.cjs`,
  migration: (_number, table) =>
    `exports.up = ({ context }) => context.createTable("${table}", { id: { type: "INTEGER", primaryKey: true, autoIncrement: true }, name: "TEXT" });`,
  volatile: {},
});
