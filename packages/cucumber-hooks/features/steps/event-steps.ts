import assert from "node:assert/strict";
import { Then, type DataTable } from "@cucumber/cucumber";

import type { AcceptanceWorld } from "../support/acceptance-world.js";
import { describeRun } from "../support/outcomes.js";

Then("this happened, in this order", function (this: AcceptanceWorld, table: DataTable) {
  const wanted = table.raw().map(([event]) => event);
  assert.deepEqual(this.events, wanted, describeRun(this.result));
});

Then("nothing was noted", function (this: AcceptanceWorld) {
  assert.deepEqual(this.events, [], describeRun(this.result));
});

Then("{int} different paths were noted", function (this: AcceptanceWorld, count: number) {
  assert.deepEqual([this.events.length, new Set(this.events).size], [count, count], describeRun(this.result));
});
