import { createRequire } from "node:module";
import { After, Before } from "@cucumber/cucumber";
import Database from "better-sqlite3";

import { nextDatabasePath, removeDatabase } from "./database-by-hand.js";
import { supportVariable } from "./support-environment.js";

// Its types do not pass without `skipLibCheck`.
const require = createRequire(import.meta.url);
const { drizzle }: { drizzle: (database: Database.Database) => object } = require("drizzle-orm/better-sqlite3");
const {
  migrate,
}: {
  migrate: (database: object, options: { migrationsFolder: string }) => void;
} = require("drizzle-orm/better-sqlite3/migrator");

const migrationsFolder = supportVariable("BENCH_DRIZZLE");
let path = "";

Before({ timeout: -1 }, () => {
  path = nextDatabasePath();
  const database = new Database(path);
  try {
    database.pragma("journal_mode = WAL");
    migrate(drizzle(database), { migrationsFolder });
  } finally {
    database.close();
  }
});

After(() => {
  removeDatabase(path);
});
