import { copyFileSync } from "node:fs";
import { After, AfterAll, Before, BeforeAll } from "@cucumber/cucumber";
import Database from "better-sqlite3";

import { nextDatabasePath, removeDatabase, shareConnection } from "./database-by-hand.js";
import { supportVariable } from "./support-environment.js";

const path = nextDatabasePath();
let database: Database.Database;

BeforeAll(() => {
  copyFileSync(supportVariable("BENCH_TEMPLATE"), path);
  database = new Database(path);
  shareConnection(database);
});

Before(() => {
  database.exec("BEGIN IMMEDIATE");
});

After(() => {
  database.exec("ROLLBACK");
});

AfterAll(() => {
  database.close();
  removeDatabase(path);
});
