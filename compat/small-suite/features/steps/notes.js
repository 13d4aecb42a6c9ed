import assert from "node:assert/strict";
import { When } from "@cucumber/cucumber";
import Database from "better-sqlite3";

When("I write a note and am alone with it", function () {
  const database = new Database(this.db.path);
  database.exec("INSERT INTO notes (body) VALUES ('mine')");
  assert.equal(database.prepare("SELECT count(*) FROM notes").pluck().get(), 1);
  database.close();
});
