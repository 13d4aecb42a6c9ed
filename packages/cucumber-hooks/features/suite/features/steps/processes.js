import { spawnSync } from "node:child_process";
import { When } from "@cucumber/cucumber";

import { note } from "../../events.js";

const CLI = "node_modules/@cucumber/cucumber/bin/cucumber.js";

When("I start another Cucumber with {string}", { timeout: 60_000 }, (path) => {
  const { stdout, stderr } = spawnSync(process.execPath, [CLI, path], { encoding: "utf8" });
  note(/^\d+ scenarios? .*$/m.exec(stdout)?.[0] ?? `no summary: ${stdout}${stderr}`);
});

When("the process ends with code {int}", (code) => {
  process.exit(code);
});
