import assert from "node:assert/strict";
import { Given, Then, When } from "@cucumber/cucumber";

import type { AuditLogWorld } from "../support/audit-log-world.js";

Given("somebody with the database in hand runs:", function (this: AuditLogWorld, sql: string) {
  this.db.open().exec(sql);
});

When("somebody with the database in hand tries:", function (this: AuditLogWorld, sql: string) {
  this.lastError = undefined;
  try {
    this.db.open().exec(sql);
  } catch (error) {
    this.lastError = error;
  }
});

When("somebody takes the triggers off and runs:", function (this: AuditLogWorld, sql: string) {
  const database = this.db.open();
  const triggers = database.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all();
  for (const trigger of triggers) database.exec(`DROP TRIGGER ${trigger}`);
  database.pragma("foreign_keys = OFF");
  database.exec(sql);
});

Then(/^the database refuses: `(.*)`$/, function (this: AuditLogWorld, message: string) {
  assert.ok(this.lastError instanceof Error, "the database took it");
  assert.equal(this.lastError.message, message);
});

Then("the database counts {int} row(s) in {word}", function (this: AuditLogWorld, count: number, table: string) {
  assert.equal(this.db.open().prepare(`SELECT count(*) FROM ${table}`).pluck().get(), count);
});
