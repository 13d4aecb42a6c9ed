import { constants, copyFileSync, unlinkSync } from "node:fs";
import { After, Before } from "@cucumber/cucumber";

import { nextDatabasePath } from "./database-by-hand.js";
import { supportVariable } from "./support-environment.js";

const template = supportVariable("BENCH_TEMPLATE");
let path = "";

Before(() => {
  path = nextDatabasePath();
  // Without the flag Node truncates the new file, and what was truncated ext4 writes to the disk as soon as it is closed.
  copyFileSync(template, path, constants.COPYFILE_EXCL);
});

After(() => {
  unlinkSync(path);
});
