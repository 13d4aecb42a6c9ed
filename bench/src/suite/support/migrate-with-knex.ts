import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { After, Before } from "@cucumber/cucumber";
import type Database from "better-sqlite3";
import createKnex, { type Knex } from "knex";

import { nextDatabasePath, removeDatabase } from "./database-by-hand.js";
import { supportVariable } from "./support-environment.js";

const migrations = supportVariable("BENCH_MIGRATIONS");
let path = "";

Before({ timeout: -1 }, async () => {
  path = nextDatabasePath();
  const knex = createKnex({ client: "better-sqlite3", connection: { filename: path }, useNullAsDefault: true });
  try {
    await knex.raw("PRAGMA journal_mode = WAL");
    await knex.migrate.latest({ migrationSource });
  } finally {
    await knex.destroy();
  }
});

After(() => {
  removeDatabase(path);
});

/** Files that hold several statements each, as Knex's documentation does it for SQL: through the driver's own connection. */
const migrationSource: Knex.MigrationSource<string> = {
  getMigrations: async () => readdirSync(migrations).toSorted(),
  getMigrationName: (name) => name,
  getMigration: async (name) => ({
    up: async (knex: Knex) => {
      const sql = readFileSync(join(migrations, name), "utf8");
      const connection = await connectionOf(knex);
      connection.exec(sql);
    },
    down: async () => {},
  }),
};

async function connectionOf(knex: Knex): Promise<Database.Database> {
  const client: { acquireConnection(): Promise<Database.Database> } = knex.client;
  return client.acquireConnection();
}
