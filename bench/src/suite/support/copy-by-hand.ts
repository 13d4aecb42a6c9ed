import { copyFileSync, unlinkSync } from "node:fs";
import { After, Before } from "@cucumber/cucumber";

import { nextDatabasePath } from "./database-by-hand.js";
import { supportVariable } from "./support-environment.js";

const template = supportVariable("BENCH_TEMPLATE");
let path = "";

Before(() => {
  path = nextDatabasePath();
  copyFileSync(template, path);
});

After(() => {
  unlinkSync(path);
});
