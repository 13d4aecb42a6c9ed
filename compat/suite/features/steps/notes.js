import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { Given, Then, When } from "@cucumber/cucumber";

const application = new URL("../../application.js", import.meta.url).pathname;
const countNotes = (world) => world.db.open().prepare("SELECT count(*) FROM notes").pluck().get();
const runApplication = (path) => JSON.parse(execFileSync(process.execPath, [application, path], { encoding: "utf8" }));

Then("there is/are {int} note(s)", function (count) {
  assert.equal(countNotes(this), count);
});

When("I write {int} note(s)", function (count) {
  const insert = this.db.open().prepare("INSERT INTO notes (body) VALUES ('mine')");
  for (let note = 0; note < count; note++) insert.run();
});

Given("a transaction that nobody ends", function () {
  this.db.open().exec("BEGIN; INSERT INTO notes (body) VALUES ('never committed')");
});

Then("the command line finds {int} note(s), and takes the fast path", function (notes) {
  assert.deepEqual(runApplication(this.db.path), { origin: "cached", applied: [], notes });
});

Then("a database that the command line creates has no test data", function () {
  assert.deepEqual(runApplication(`${this.db.path}-own.db`), { origin: "created", applied: [], notes: 0 });
});
