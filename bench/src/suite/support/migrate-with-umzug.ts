import { After, Before } from "@cucumber/cucumber";
import Database from "better-sqlite3";

import { createPlainUmzug } from "../../plain-umzug.js";
import { nextDatabasePath, removeDatabase } from "./database-by-hand.js";
import { supportVariable } from "./support-environment.js";

const migrations = supportVariable("BENCH_MIGRATIONS");
let path = "";

Before({ timeout: -1 }, async () => {
  path = nextDatabasePath();
  const database = new Database(path);
  try {
    database.pragma("journal_mode = WAL");
    await createPlainUmzug(database, migrations).up();
  } finally {
    database.close();
  }
});

After(() => {
  removeDatabase(path);
});
