import { copyFileSync } from "node:fs";
import { After, Before } from "@cucumber/cucumber";
import { MigrationRunner } from "@picklejar/core";

import { nextDatabasePath, removeDatabase } from "./database-by-hand.js";
import { supportVariable } from "./support-environment.js";

const template = supportVariable("BENCH_TEMPLATE");
/** No run, hence no record of what is migrated: as in production, each call looks at the ledger. */
const runner = new MigrationRunner({ migrations: supportVariable("BENCH_MIGRATIONS") });
let path = "";

Before({ timeout: -1 }, async () => {
  path = nextDatabasePath();
  copyFileSync(template, path);
  for (let call = 0; call < 7; call++) await runner.initOrUpgrade(path);
});

After(() => {
  removeDatabase(path);
});
