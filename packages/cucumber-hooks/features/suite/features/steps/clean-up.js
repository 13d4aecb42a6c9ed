import { existsSync, mkdirSync, renameSync } from "node:fs";
import { After, When } from "@cucumber/cucumber";
import Database from "better-sqlite3";

import { note } from "../../events.js";

/** What a scenario opened and where, for the scenarios after it. */
const earlier = [];

When("I defer noting {string}", function (event) {
  this.defer(() => note(event));
});

When("I defer a look at the database", function () {
  const handedOut = this.db.open();
  earlier.push({ path: this.db.path, handedOut });
  this.defer(async () => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    note(
      `deferred work finds the file ${existsSync(this.db.path) ? "there" : "gone"}, its connection ${handedOut.open ? "open" : "closed"}`,
    );
  });
});

When("I defer work that fails", function () {
  this.defer(() => Promise.reject(new Error("deferred work failed")));
});

When("I defer work that never ends", function () {
  this.defer(() => new Promise(() => {}));
});

When("I defer work that defers noting {string}", function (event) {
  this.defer(() => this.defer(() => note(event)));
});

When("I look at what the scenarios before me left", () => {
  for (const { path, handedOut } of earlier)
    note(`${existsSync(path) ? "file there" : "file gone"}, connection ${handedOut.open ? "open" : "closed"}`);
});

When("I leave a connection of my own open", function () {
  const database = new Database(this.db.path);
  database.prepare("SELECT count(*) FROM notes").get();
  earlier.push({ path: this.db.path, handedOut: database });
});

When("a folder takes the database's place", function () {
  renameSync(this.db.path, `${this.db.path}-away`);
  mkdirSync(this.db.path);
});

After({ name: "the suite's own After", tags: "@after" }, function () {
  note(`the suite's own After finds ${this.db.open().prepare("SELECT count(*) FROM notes").pluck().get()} notes`);
});

After({ name: "the suite's own After that fails", tags: "@after_fails" }, () => {
  throw new Error("the suite's own After failed");
});
