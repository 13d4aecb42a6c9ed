import { After, Before } from "@cucumber/cucumber";
import Database from "better-sqlite3";

import { createPlainUmzug } from "../../plain-umzug.js";
import { supportVariable } from "./support-environment.js";

const migrations = supportVariable("BENCH_MIGRATIONS");
let database: Database.Database;

Before(async () => {
  database = new Database(":memory:");
  await createPlainUmzug(database, migrations).up();
});

After(() => {
  database.close();
});
