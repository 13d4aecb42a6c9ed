import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { Then, When } from "@cucumber/cucumber";
import Database from "better-sqlite3";

import { note } from "../../events.js";

/** Connections that nobody closes, kept from the garbage collector. */
const open = [];
const insert = "INSERT INTO notes (body) VALUES (?)";
const countNotes = (database) => database.prepare("SELECT count(*) FROM notes").pluck().get();

When("I write {int} note(s)", function (count) {
  const statement = this.db.open().prepare(insert);
  for (let each = 0; each < count; each++) statement.run(randomUUID());
});

Then("there is/are {int} note(s)", function (count) {
  assert.equal(countNotes(this.db.open()), count);
});

When("I write a note and am alone with it", function () {
  const database = this.db.open();
  const body = randomUUID();
  database.prepare(insert).run(body);
  assert.deepEqual(database.prepare("SELECT body FROM notes").pluck().all(), [body]);
});

When("I fail in the middle of a transaction", function () {
  const database = this.db.open();
  database.exec("BEGIN IMMEDIATE");
  database.prepare(insert).run("half-way");
  throw new Error("half-way");
});

When("I leave a connection of my own open, in the middle of a transaction", function () {
  const database = new Database(this.db.path);
  open.push(database);
  database.exec("BEGIN IMMEDIATE");
  database.prepare(insert).run("left open");
});

When("I leave a connection of my own open, with its log", function () {
  const database = new Database(this.db.path);
  open.push(database);
  database.pragma("journal_mode = WAL");
  database.prepare(insert).run("left open");
});

When("I empty the table and drop it", function () {
  this.db.open().exec("DELETE FROM notes; DROP TABLE notes");
});

When("I note the path", function () {
  note(this.db.path);
});
