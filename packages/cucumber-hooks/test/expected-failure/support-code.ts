/** Hooks of the user that are defined before ours, as Cucumber allows for steps. */
export const EARLY_HOOKS = `
import { AfterStep, BeforeStep } from "@cucumber/cucumber";

BeforeStep({ tags: "@early_before_step_skips" }, () => "skipped");
AfterStep({ tags: "@early_after_step_skips" }, () => "skipped");
BeforeStep({ tags: "@early_before_step_throws" }, () => { throw new Error("thrown by an early BeforeStep hook"); });
AfterStep({ tags: "@early_after_step_throws" }, () => { throw new Error("thrown by an early AfterStep hook"); });
AfterStep({ tags: "@reads_result" }, function ({ result }) { this.log("the early AfterStep hook reads " + result.status); });
`;

/** Steps for all situations, and hooks of the user that are defined after ours. */
export const STEPS = `
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runInNewContext } from "node:vm";
import { Worker } from "node:worker_threads";
import { After, AfterStep, Before, BeforeStep, defineParameterType, Given, Then, When } from "@cucumber/cucumber";
import { initTestDb } from "@picklejar/core";
import { precondition } from "@picklejar/cucumber-hooks";
import Database from "better-sqlite3";

Before({ tags: "@before_throws" }, () => { throw new Error("thrown by a Before hook"); });
Before({ tags: "@before_skips" }, () => "skipped");
After({ tags: "@after_skips" }, () => "skipped");
After({ tags: "@after_is_pending" }, () => "pending");
BeforeStep({ tags: "@before_step_skips" }, () => "skipped");
AfterStep({ tags: "@after_step_skips" }, () => "skipped");
AfterStep({ tags: "@after_step_is_pending" }, () => "pending");
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
const busy = () => Object.assign(new Error("database is locked"), { code: "SQLITE_BUSY" });
class Failure { get code() { return "SQLITE_BUSY"; } }
function nest(error, times) {
  for (let index = 0; index < times; index++) error = new Error("around", { cause: error });
  return error;
}
// Not as a cause: Cucumber 13 looks at causes itself, and ends there. The table of the verdict has it.
const touchy = new Proxy({}, Object.fromEntries(Object.getOwnPropertyNames(Reflect).map((name) => [name, () => { throw new Error("do not touch"); }])));
const THROWN = {
  "a lock of Sequelize's": () => Object.assign(new Error("could not save"), { parent: busy(), original: busy() }),
  "a lock behind cause()": () => Object.assign(new Error("could not save"), { cause: () => busy() }),
  "a lock of Objection's": () => Object.assign(new Error("could not save"), { nativeError: busy() }),
  "a lock of TypeORM's": () => Object.assign(new Error("could not save"), { driverError: busy() }),
  "a lock of MikroORM's": () => Object.assign(new Error("could not save"), { previous: busy() }),
  "a lock of Prisma's": () => Object.assign(new Error("Operation has timed out"), { meta: { driverAdapterError: Object.assign(new Error("SocketTimeout"), { cause: { kind: "SocketTimeout", originalCode: "SQLITE_BUSY" } }) } }),
  "a lock among others": () => new AggregateError([new Error("other"), new AggregateError([busy()])]),
  "a lock in a field of a name of its own": () => Object.assign(new Error("could not save"), { whatSqliteSaid: [busy()] }),
  "a lock as words": () => new Error("could not save: database is locked"),
  "a lock as a code in words": () => new Error("insert into notes - SQLITE_BUSY_SNAPSHOT: database is locked"),
  "a lock below thousands of causes": () => nest(busy(), 5000),
  "an error that is frozen, and has a lock": () => Object.freeze(Object.assign(new Error("could not save"), { parent: busy() })),
  "an error of another realm, with a lock": () => runInNewContext("Object.assign(new Error('could not save'), { parent })", { parent: busy() }),
  "a plain object with a lock": () => ({ code: "SQLITE_BUSY", message: "database is locked" }),
  "a plain object with a lock deep inside": () => ({ error: { cause: { error: { cause: busy() } } } }),
  "an object whose getter tells of a lock": () => new Failure(),
  "a text with a lock": () => "SQLITE_BUSY: database is locked",
  "a plain object": () => ({ status: 500 }),
  "an object without a prototype": () => Object.assign(Object.create(null), { status: 500 }),
  "a symbol": () => Symbol("what"),
  "an error with a field that may not be touched": () => Object.assign(new Error("could not save"), { parent: touchy, details: touchy }),
  "an assertion about a text": () => new assert.AssertionError({ actual: "database is locked", expected: "saved", operator: "strictEqual" }),
  "no room": () => Object.assign(new Error("no room"), { code: "ENOSPC" }),
  "no server": () => Object.assign(new TypeError("fetch failed"), { cause: Object.assign(new Error("connect"), { code: "ECONNREFUSED" }) }),
  "no time": () => new DOMException("too late", "TimeoutError"),
  "no file": () => Object.assign(new Error("no export"), { code: "ENOENT", syscall: "open" }),
};
When("the step throws {string}", (what) => { throw THROWN[what](); });
When("the step rejects with {string}", (what) => Promise.reject(THROWN[what]()));
When("the step's callback gets {string}", (what, callback) => { callback(THROWN[what]()); });
When("{string} is thrown in the background", (what) => new Promise(() => { setTimeout(() => { throw THROWN[what](); }, 1); }));
When("a thread meets a lock", () => new Promise((resolve, reject) => {
  new Worker("throw Object.assign(new Error('could not save'), { parent: Object.assign(new Error('database is locked'), { code: 'SQLITE_BUSY' }) })", { eval: true }).on("error", reject);
}));
When("a thread misuses picklejar", () => new Promise((resolve, reject) => {
  new Worker(\`import(\${JSON.stringify(import.meta.resolve("@picklejar/core"))}).then((core) => core.initTestDb({ migratons: "db" }))\`, { eval: true }).on("error", reject);
}));
When("a thread tells its parent of a lock", () => new Promise((resolve, reject) => {
  new Worker("require('node:worker_threads').parentPort.postMessage(Object.assign(new Error('database is locked'), { code: 'SQLITE_BUSY' }))", { eval: true }).on("message", reject);
}));
When("the step defers a number", function () { this.defer(42); });
When("the step misspells an option", () => initTestDb({ migratons: "db" }));
When("the connection of a database that is disposed is used", async () => {
  const database = await initTestDb({ migrations: "db" });
  const connection = database.open();
  await database.dispose();
  connection.prepare("SELECT 1");
});
When("a data table of three columns is read as two", (table) => { table.rowsHash(); });
When("a file of an unknown kind is imported", async () => { await import(await save("lazy.abc", "export {}")); });
When("JSON is imported without an attribute", async () => { await import(await save("lazy.json", "{}")); });
When("a folder is imported", async () => { await import(new URL(".", import.meta.url).href); });
When("an addon is broken", async () => { process.dlopen({ exports: {} }, fileURLToPath(await save("lazy.node", "not an addon"))); });
When("a name is imported that is not exported", async () => { await import(await save("lazy.mjs", "import { nothing } from 'node:fs';")); });
async function save(name, text) {
  const url = new URL(name, import.meta.url);
  writeFileSync(url, text);
  return url.href;
}

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
defineParameterType({ name: "wordy", regexp: /wordy/, transformer: () => { throw "only a text"; } });
When("a {wordy} parameter is met", () => {});
defineParameterType({ name: "late", regexp: /late/, transformer: () => new Promise((resolve, reject) => { setTimeout(() => reject(new Error("late today")), 1); }) });
When("a {late} parameter is met", () => {});
defineParameterType({ name: "slow", regexp: /slow/, transformer: async () => Promise.reject("a slow text") });
When("a {slow} parameter is met", () => {});
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
