import assert from "node:assert/strict";
import { Then, When } from "@cucumber/cucumber";

import type { AcceptanceWorld } from "../support/acceptance-world.js";
import { countOutcomes, describeRun } from "../support/outcomes.js";

When("Cucumber runs", async function (this: AcceptanceWorld) {
  await this.runCucumber([]);
});

When("Cucumber runs with {string}", async function (this: AcceptanceWorld, arguments_: string) {
  await this.runCucumber(arguments_.split(" ").filter((argument) => argument !== ""));
});

When("Cucumber runs with world parameters", async function (this: AcceptanceWorld, json: string) {
  await this.runCucumber(["--world-parameters", json]);
});

When("Cucumber runs from {string}", async function (this: AcceptanceWorld, directory: string) {
  await this.runNode([`${directory}/node_modules/@cucumber/cucumber/bin/cucumber.js`]);
});

When("Node runs {string}", async function (this: AcceptanceWorld, file: string) {
  await this.runNode([file]);
});

Then("{int} scenario(s) pass(es)", function (this: AcceptanceWorld, count: number) {
  const outcomes = countOutcomes(this.result.stdout);
  assert.deepEqual([this.result.code, outcomes], [0, { passed: count }], describeRun(this.result));
});

Then("it ends with exit code {int}: {string}", function (this: AcceptanceWorld, code: number, wanted: string) {
  const outcomes = countOutcomes(this.result.stdout);
  const wantedOutcomes = countOutcomes(`0 scenarios (${wanted})`);
  assert.deepEqual([this.result.code, outcomes], [code, wantedOutcomes], describeRun(this.result));
});

Then("it ends with exit code {int}", function (this: AcceptanceWorld, code: number) {
  assert.equal(this.result.code, code, describeRun(this.result));
});

Then("it ends with an error", function (this: AcceptanceWorld) {
  assert.notEqual(this.result.code, 0, describeRun(this.result));
});
