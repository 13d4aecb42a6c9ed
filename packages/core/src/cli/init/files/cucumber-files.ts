import { posix } from "node:path";

import type { Language } from "../find-project/language.js";
import type { ProposedFile } from "./proposed-file.js";

/** Makes a feature whose scenarios hold for every schema. */
export function createFeature(folder: string): ProposedFile {
  const content = `@picklejar
Feature: A database for every scenario

  Scenario: It is migrated
    Then the scenario has a migrated database

  Scenario: What a scenario writes is its own
    When the scenario creates the table "picklejar_example"

  Scenario: The next one sees nothing of it
    When the scenario creates the table "picklejar_example"
`;
  return { path: posix.join(folder, "picklejar.feature"), content };
}

/** Makes the steps of that feature. `property` is the name of the database in the World. */
export function createSteps(
  path: string,
  { language, property }: { readonly language: Language; readonly property: string },
): ProposedFile {
  const isTypeScript = language.newFiles === "TypeScript";
  const imports =
    isTypeScript || language.modules === "ES modules"
      ? 'import { equal, notEqual } from "node:assert/strict";\nimport { Then, When } from "@cucumber/cucumber";'
      : 'const { equal, notEqual } = require("node:assert/strict");\nconst { Then, When } = require("@cucumber/cucumber");';
  const name = isTypeScript ? "name: string" : "name";
  const content = `${imports}

When("the scenario creates the table {string}", function (${name}) {
  // Closed for you when the scenario ends. Other drivers take this.${property}.path or this.${property}.url.
  this.${property}.open().exec(\`CREATE TABLE \${name} (id INTEGER PRIMARY KEY)\`);
});

Then("the scenario has a migrated database", function () {
  const database = this.${property}.open();
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
  notEqual(tables.length, 0);
  equal(database.pragma("integrity_check", { simple: true }), "ok");
});
`;
  return { path, content };
}

/** Makes a configuration of Cucumber that loads picklejar's hooks first. Without `register`, a path, it has them resolved. */
export function createCucumberConfig(features: string, register: string | undefined, extension: "js" | "ts"): ProposedFile {
  const pattern = `${features}/**/*.{${extension === "ts" ? "ts,mts,cts," : ""}js,cjs,mjs}`;
  const entry =
    register === undefined
      ? 'fileURLToPath(import.meta.resolve("@picklejar/cucumber-hooks/register.js"))'
      : JSON.stringify(register);
  const paths = features === "features" ? [] : [`  paths: [${JSON.stringify(`${features}/**/*.feature`)}],`];
  const lines = [
    ...(register === undefined ? ['import { fileURLToPath } from "node:url";', ""] : []),
    "// First in the list is first in and last out: the database is there before your own hooks, and goes after them.",
    "export default {",
    `  import: [${entry}, ${JSON.stringify(pattern)}],`,
    ...paths,
    "};",
    "",
  ];
  return { path: "cucumber.mjs", content: lines.join("\n") };
}
