import { appendFileSync, rmSync } from "node:fs";
import { Given } from "@cucumber/cucumber";

import { copyPackage, linkTool, targetNodeMajor } from "../../test/helpers/target.js";
import type { AcceptanceWorld } from "../support/acceptance-world.js";

Given("the feature", function (this: AcceptanceWorld, content: string) {
  this.suite.write("features/suite.feature", content);
});

Given("the file {string}", function (this: AcceptanceWorld, name: string, content: string) {
  this.suite.write(name, content);
});

Given("the file {string} is removed", function (this: AcceptanceWorld, name: string) {
  rmSync(this.suite.path(name));
});

Given("a scenario whose name has 500 characters", function (this: AcceptanceWorld) {
  const name = "0123456789".repeat(50);
  const scenario = `\n\n  Scenario: ${name}\n    When I write a note and am alone with it\n    And I fail\n`;
  appendFileSync(this.suite.path("features/suite.feature"), scenario);
});

Given("a copy of {string} in {string}", function (this: AcceptanceWorld, name: string, directory: string) {
  copyPackage(name, this.suite.path(directory));
});

Given("TypeScript that Node can load", function (this: AcceptanceWorld) {
  // Later ones strip types by themselves.
  if (targetNodeMajor() > 20) return;
  linkTool(this.suite.directory, "tsx");
  this.environment["NODE_OPTIONS"] = "--import tsx";
});

Given("the environment variable {word} is {string}", function (this: AcceptanceWorld, name: string, value: string) {
  this.environment[name] = value;
});

Given("hooks with the options", function (this: AcceptanceWorld, options: string) {
  this.suite.write(
    "features/support/picklejar.js",
    `import { installHooks } from "@picklejar/cucumber-hooks";
import { note } from "../../events.js";
installHooks(${options});
`,
  );
});
