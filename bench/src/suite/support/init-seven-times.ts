import { Before } from "@cucumber/cucumber";
import { MigrationRunner } from "@picklejar/core";
import { installHooks, type PicklejarWorld } from "@picklejar/cucumber-hooks";

import { supportVariable } from "./support-environment.js";

installHooks();

const runner = new MigrationRunner({ migrations: supportVariable("BENCH_MIGRATIONS") });

/** What seven commands of an application do, each of which makes sure of its database. */
Before(async function (this: PicklejarWorld) {
  for (let call = 0; call < 7; call++) await runner.initOrUpgrade(this.db.path);
});
