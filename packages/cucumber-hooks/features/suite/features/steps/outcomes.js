import assert from "node:assert/strict";
import { Before, Given, When } from "@cucumber/cucumber";

import { note } from "../../events.js";

/** Attempts by scenario: all of them are in one worker. */
const attempts = new Map();

Before({ name: "count attempts" }, function ({ pickle }) {
  this.attempt = (attempts.get(pickle.id) ?? 0) + 1;
  attempts.set(pickle.id, this.attempt);
});

When("I fail", () => {
  throw new Error("failed on purpose");
});

When("I fail in attempt {int}", function (attempt) {
  assert.notEqual(this.attempt, attempt, "failed on purpose");
});

When("I note {string}", function (event) {
  note(event);
});

When("I wait", { timeout: 60_000 }, async () => {
  console.log("waiting");
  await new Promise((resolve) => setTimeout(resolve, 5000));
});

Given("a step that is pending", () => "pending");

Given("a step that skips the rest", () => "skipped");
