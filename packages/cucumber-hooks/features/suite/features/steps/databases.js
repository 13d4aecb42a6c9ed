import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { AfterAll, Then, When } from "@cucumber/cucumber";

const TABLES =
  "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\' AND name NOT LIKE 'picklejar%'";

function listTables(database) {
  return database.open().prepare(TABLES).pluck().all();
}

Then("my databases are {string}", function (wanted) {
  const databases = Object.entries(this.databases).map(([name, database]) => `${name}: ${listTables(database).join(", ")}`);
  assert.equal(databases.join("; "), wanted);
});

Then("this.db is the database {string}", function (name) {
  assert.equal(this.db.path, this.databases[name].path);
});

Then("I have no database", function () {
  assert.equal(this.db, undefined);
  assert.deepEqual(Object.keys(this.databases), []);
});

Then(/^(\w+) is the (path|URL) of "(.*)"$/, function (variable, property, name) {
  assert.equal(process.env[variable], this.databases[name][property.toLowerCase()]);
});

Then(/^(\w+) is "(.*)"$/, (variable, value) => {
  assert.equal(process.env[variable], value);
});

Then(/^(\w+) is not set$/, (variable) => {
  assert.equal(process.env[variable], undefined);
});

Then(/^a child process sees the same (\w+)$/, (variable) => {
  const seen = execFileSync(process.execPath, ["-p", `process.env[${JSON.stringify(variable)}]`], { encoding: "utf8" });
  assert.equal(seen.trimEnd(), process.env[variable]);
});

When("the application writes a note", function () {
  this.application.connection.exec("INSERT INTO notes (body) VALUES ('by the application')");
});

AfterAll({ name: "note variables" }, () => {
  writeFileSync("variables.json", JSON.stringify(process.env));
});
