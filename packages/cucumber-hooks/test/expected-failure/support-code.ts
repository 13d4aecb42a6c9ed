/** Hooks of the user that are defined before ours, as Cucumber allows for steps. */
export const EARLY_HOOKS = `
import { AfterStep, BeforeStep } from "@cucumber/cucumber";

BeforeStep({ tags: "@early_before_step_throws" }, () => { throw new Error("thrown by an early BeforeStep hook"); });
AfterStep({ tags: "@early_after_step_throws" }, () => { throw new Error("thrown by an early AfterStep hook"); });
AfterStep({ tags: "@reads_result" }, function ({ result }) { this.log("the early AfterStep hook reads " + result.status); });
`;

/** Steps for all situations, and hooks of the user that are defined after ours. */
export const STEPS = `
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { After, AfterStep, Before, BeforeStep, defineParameterType, Given, Then, When } from "@cucumber/cucumber";
import { initTestDb } from "@picklejar/core";
import { precondition } from "@picklejar/cucumber-hooks";
import Database from "better-sqlite3";

Before({ tags: "@before_throws" }, () => { throw new Error("thrown by a Before hook"); });
Before({ tags: "@before_skips" }, () => "skipped");
After({ tags: "@after_throws" }, () => { throw new Error("thrown by an After hook"); });
BeforeStep({ tags: "@before_step_throws" }, () => { throw new Error("thrown by a BeforeStep hook"); });
AfterStep({ tags: "@after_step_throws" }, () => { throw new Error("thrown by an AfterStep hook"); });
AfterStep({ tags: "@reads_result" }, function ({ result }) { this.log("the AfterStep hook reads " + result.status); });
After({ tags: "@reads_result" }, function ({ result }) { this.log("the After hook reads " + result.status); });

Given("a set-up", () => {});
Given("a set-up that throws", () => { throw new Error("no set-up"); });
When("it runs", () => {});
Then("it holds", () => {});

When("an assertion fails", () => { assert.equal(3, 1, "three, not one"); });
When("an error is thrown", () => { throw new Error("thrown by a step"); });
When("a string is thrown", () => { throw "only a string"; });
When("null is thrown", () => { throw null; });
When("a promise is rejected", async () => { throw new Error("rejected by a step"); });
When("a promise is rejected with null", () => Promise.reject(null));
When("a callback gets an error", (callback) => { callback(new Error("given to a callback")); });
When("an error is thrown whose cause is itself", () => {
  const error = new Error("round and round");
  const other = new Error("other", { cause: error });
  throw Object.assign(error, { cause: other });
});

function softly(members) {
  return Object.assign(new Error(members.length + " soft assertion" + (members.length === 1 ? "" : "s")), { errors: members });
}
function assertion(message) {
  return new assert.AssertionError({ message });
}
Then("soft assertions fail, nested", () => { throw softly([assertion("one"), new AggregateError([softly([assertion("two")])], "more")]); });
Then("a soft assertion is a ReferenceError", () => { throw softly([new AggregateError([assertion("one"), new ReferenceError("what")], "more")]); });
Then("a soft assertion is a precondition", () => {
  try { precondition(false, "nothing"); } catch (error) { throw softly([error]); }
});
When("a precondition does not hold", () => { precondition(undefined, "nothing to look at"); });
When("a precondition holds", () => { precondition(1); });

When("the driver reports SQLITE_{word}", (code) => { throw Object.assign(new Error("the driver says " + code), { code: "SQLITE_" + code }); });
When("two connections begin to write", function () {
  const first = this.db.open();
  const second = new Database(this.db.path, { timeout: 0 });
  this.defer(() => second.close());
  first.exec("BEGIN IMMEDIATE");
  second.exec("BEGIN IMMEDIATE");
});
When("a text file is opened", function () {
  writeFileSync(this.db.path + ".txt", "not a database, but a text ".repeat(100));
  const database = new Database(this.db.path + ".txt");
  this.defer(() => database.close());
  database.prepare("SELECT * FROM sqlite_schema").all();
});
When("a read-only connection writes", function () {
  const database = new Database(this.db.path, { readonly: true });
  this.defer(() => database.close());
  database.exec("CREATE TABLE more (id)");
});
When("picklejar itself fails", async () => { await initTestDb({ migrations: "nowhere" }); });
When("picklejar fails deep inside", async () => {
  try { await initTestDb({ migrations: "nowhere" }); } catch (cause) {
    throw new Error("wrapped twice", { cause: new Error("wrapped", { cause }) });
  }
});
When("a module is missing", async () => { await import("./nowhere.js"); });
When("a name is not defined", () => { notDefined(); });
When("code cannot be parsed", () => { JSON.parse("{"); });

When("a step with two definitions", () => {});
When(/^a step with two (.*)$/, () => {});
When("a pending step", () => "pending");
When("a step is skipped", () => "skipped");
When("a step hangs", { timeout: 50 }, () => new Promise(() => {}));
When("a callback is never called", { timeout: 50 }, (callback) => {});
When("a definition has too many arguments", (one, two, three) => {});
When("a definition has two ways to end", async (callback) => {});
defineParameterType({ name: "grumpy", regexp: /grumpy/, transformer: () => { throw new Error("grumpy today"); } });
When("a {grumpy} parameter is met", () => {});
When("something throws in the background", () => new Promise(() => { setTimeout(() => { throw new Error("nobody waited"); }, 1); }));
When("an object is thrown in the background", () => new Promise(() => { setTimeout(() => { throw { message: "nobody waited" }; }, 1); }));
When("something is rejected in the background", () => new Promise(() => { Promise.reject(new Error("nobody waited")); }));
When("deferred work will fail", function () { this.defer(() => { throw new Error("deferred and failed"); }); });

const attempts = new Map();
function attempt(world, pickle) {}
Before(function ({ pickle }) {
  const count = (attempts.get(pickle.id) ?? 0) + 1;
  attempts.set(pickle.id, count);
  this.attempt = count;
});
When("it fails in attempt(s) {word}", function (list) {
  if (list.split(",").includes(String(this.attempt))) throw new Error("thrown in attempt " + this.attempt);
});
Given("a set-up that fails in attempt(s) {word}", function (list) {
  if (list.split(",").includes(String(this.attempt))) throw new Error("no set-up in attempt " + this.attempt);
});
`;

/** Options that the situations speak of. */
export const SUPPORT = `
import { installHooks } from "@picklejar/cucumber-hooks";

installHooks({
  expectedFailures: {
    tags: { expectedFail: ["@tdd_expected_fail", "@known_bug"], issue: ["@tdd_issue", "@tdd_bug"] },
    issueUrl: "https://tracker.example/{issue}",
    issues: { 7: { error: /thrown by .+ step/ } },
  },
});
`;

/** Runs each of the feature files by itself, and prints by file whether it succeeded: what Cucumber's exit code is made from. */
export const RUN_EACH = `
import { loadConfiguration, runCucumber } from "@cucumber/cucumber/api";

const results = {};
let support;
for (const path of process.argv.slice(2)) {
  const { runConfiguration } = await loadConfiguration({ provided: { paths: [path], format: ["message:/dev/null"] } });
  const { success, support: loaded } = await runCucumber({ ...runConfiguration, support: support ?? runConfiguration.support });
  support = loaded;
  results[path] = success;
}
console.log(JSON.stringify(results));
`;
