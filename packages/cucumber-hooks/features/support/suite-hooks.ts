import { rmSync } from "node:fs";
import { After, setDefaultTimeout, Status } from "@cucumber/cucumber";

import type { AcceptanceWorld } from "./acceptance-world.js";

// Each starts Cucumber, some several times, beside other tests.
setDefaultTimeout(60_000);

After(function (this: AcceptanceWorld, { result }) {
  if (result?.status === Status.PASSED) rmSync(this.suite.directory, { recursive: true, force: true, maxRetries: 5 });
});
