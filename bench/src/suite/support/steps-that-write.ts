import { Given, Then, When } from "@cucumber/cucumber";
import type { PicklejarWorld } from "@picklejar/cucumber-hooks";
import Database from "better-sqlite3";

import { databaseByHand } from "./database-by-hand.js";
import { noteLastStep } from "./first-scenario.js";

let connection: Database.Database;

/** As an application does it: its own connection, a commit, a look, closed again. */
Given("there is nothing", function (this: Partial<PicklejarWorld>) {
  const { path, shared } = databaseByHand();
  connection = shared ?? new Database(this.db?.path ?? path);
});

When("nothing happens", () => {
  connection
    .prepare("INSERT INTO audit_log (source, row_id, action, at) VALUES (?, ?, ?, ?)")
    .run("bench", 1, "used", "2026-01-01T00:00:00Z");
});

Then("there is still nothing", () => {
  const count = connection.prepare("SELECT count(*) FROM audit_log WHERE source = 'bench'").pluck().get();
  if (count !== 1) throw new Error(`a scenario must see its own row only; it sees ${String(count)}`);
  if (connection !== databaseByHand().shared) connection.close();
  noteLastStep();
});
