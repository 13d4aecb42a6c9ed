import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { createSuite } from "./helpers/create-suite.js";

describe("a scenario that fails in the middle of a transaction", () => {
  test.each([
    ["of a connection that is closed for it", "this.db.open().exec(WRITE)"],
    ["of the application, which is told to close", "application = new Database(this.db.path); application.exec(WRITE)"],
  ])("has a report that says so: %s", async (_whose, step) => {
    const suite = createSuite({
      "db/001_notes.sql": "CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT);",
      "features/notes.feature": "Feature: notes\n  Scenario: one\n    When it writes and fails\n",
      "features/support/picklejar.js": `
        import { installHooks } from "@picklejar/cucumber-hooks";
        installHooks({ onRelease: () => globalThis.closeApplication?.() });
      `,
      "features/steps/notes.js": `
        import Database from "better-sqlite3";
        import { When } from "@cucumber/cucumber";
        const WRITE = "BEGIN; INSERT INTO notes (body) VALUES ('never committed')";
        let application;
        globalThis.closeApplication = () => application?.close();
        When("it writes and fails", function () { ${step}; throw new Error("it fails"); });
      `,
    });
    const { stdout } = await suite.start(["--format", "message"]).end;
    const report = stdout.split("\n").find((line) => line.includes('"attachment"') && line.includes("was open")) ?? "";
    expect(report).toContain("A transaction was open. What it wrote was never committed, and cannot be seen here.");
    expect(report).toContain("No step changed a row of the database.");
    const [run = ""] = readdirSync(suite.path(".picklejar/failed"));
    const record = readdirSync(suite.path(`.picklejar/failed/${run}`)).find((name) => /^01.*json$/.test(name)) ?? "";
    expect(JSON.parse(readFileSync(suite.path(`.picklejar/failed/${run}/${record}`), "utf8"))).toMatchObject({
      openTransaction: "open",
    });
  });
});
