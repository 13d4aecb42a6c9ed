import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { Then } from "@cucumber/cucumber";

import type { AcceptanceWorld } from "../support/acceptance-world.js";
import { describeRun } from "../support/outcomes.js";

Then("nothing is left", function (this: AcceptanceWorld) {
  assert.deepEqual(this.suite.leftovers(), [], describeRun(this.result));
});

Then("{int} database(s) is/are retained", function (this: AcceptanceWorld, count: number) {
  assert.equal(listKept(this).length, count, describeRun(this.result));
});

Then("no database is retained", function (this: AcceptanceWorld) {
  assert.deepEqual(listKept(this), [], describeRun(this.result));
});

Then("after the run {word} was {string}", function (this: AcceptanceWorld, variable: string, value: string) {
  assert.equal(readVariables(this)[variable], value, describeRun(this.result));
});

Then("after the run {word} was not set", function (this: AcceptanceWorld, variable: string) {
  assert.equal(readVariables(this)[variable], undefined, describeRun(this.result));
});

function listKept({ suite }: AcceptanceWorld): readonly string[] {
  const directory = suite.path(".picklejar/failed");
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".db"));
}

/** As the suite's last hook saw them. */
function readVariables({ suite }: AcceptanceWorld): Readonly<Record<string, string>> {
  const variables: Record<string, string> = JSON.parse(readFileSync(suite.path("variables.json"), "utf8"));
  return variables;
}
