import assert from "node:assert/strict";
import { Then } from "@cucumber/cucumber";

import type { AcceptanceWorld } from "../support/acceptance-world.js";
import { describeRun } from "../support/outcomes.js";

Then("the output says {string}", function (this: AcceptanceWorld, text: string) {
  assert.ok(outputOf(this).includes(text), `"${text}" is missing. ${describeRun(this.result)}`);
});

Then("the output says", function (this: AcceptanceWorld, text: string) {
  assert.ok(outputOf(this).includes(text), `"${text}" is missing. ${describeRun(this.result)}`);
});

Then("the output says {string} {int} times", function (this: AcceptanceWorld, text: string, count: number) {
  assert.equal(outputOf(this).split(text).length - 1, count, describeRun(this.result));
});

Then("the output does not say {string}", function (this: AcceptanceWorld, text: string) {
  assert.ok(!outputOf(this).includes(text), `"${text}" is there. ${describeRun(this.result)}`);
});

function outputOf({ result }: AcceptanceWorld): string {
  return `${result.stdout}${result.stderr}`;
}
