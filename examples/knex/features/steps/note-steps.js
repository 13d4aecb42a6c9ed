import assert from "node:assert/strict";
import { Given, Then, When } from "@cucumber/cucumber";

import { openNotes } from "../../src/notes.js";

Given("the application runs", async function () {
  this.notes = await openNotes(this.db.path);
  this.defer(() => this.notes.close());
});

When("somebody notes {string}", async function (text) {
  await this.notes.add(text);
});

When("somebody pins {string}", async function (text) {
  await this.notes.pin(text);
});

Then("it had nothing to migrate", function () {
  assert.deepEqual(this.notes.migrated, []);
});

Then("the notes are {string}", async function (texts) {
  assert.equal((await this.notes.list()).join(", "), texts);
});
