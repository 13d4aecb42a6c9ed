import { describe, expect, test } from "vitest";

import { EVEN_DAYS, ODD_DAYS } from "../../../test/helpers/of-today.js";
import { createSuite } from "./helpers/create-suite.js";
import { MODES } from "./helpers/modes.js";
import { linkTool } from "./helpers/target.js";

const REMARK =
  /libsql is loaded here: its close\(\) keeps the file's descriptor, so that these may be connections that were closed/g;

describe("a connection that libsql closed", () => {
  for (const { where, parallel } of MODES)
    test(`is named with a remark that it may be closed, ${where}`, parallel.length === 0 ? EVEN_DAYS : ODD_DAYS, async () => {
      const result = await createNotesSuite("libsql", "{}").start(parallel).end;
      expect(result).toHaveEnded({ code: 0, stderr: REMARK });
      expect(result.stderr.match(REMARK)).toHaveLength(1);
    });

  test("fails its scenario with that remark, where it does", async () => {
    const result = await createNotesSuite("libsql", '{ openConnections: "fail" }').start([]).end;
    expect(result).toHaveEnded({ code: 1, stdout: REMARK });
    expect(result.stdout.match(REMARK)).toHaveLength(2);
  });

  test("is of no interest with openConnections: ignore", EVEN_DAYS, async () => {
    const result = await createNotesSuite("libsql", '{ openConnections: "ignore" }').start([]).end;
    expect(result).toHaveEnded({ code: 0 });
    expect(result.stderr).not.toContain("libsql");
  });
});

test("nothing is said of libsql where it is not loaded", async () => {
  const result = await createNotesSuite("better-sqlite3", "{}").start([]).end;
  expect(result).toHaveEnded({ stderr: ["2 scenarios left connections to databases open"] });
  expect(result.stderr).not.toContain("libsql");
});

/** Each scenario closes its connection with libsql, and leaves it open with another driver. */
function createNotesSuite(driver: string, options: string): ReturnType<typeof createSuite> {
  const suite = createSuite({
    "db/001_notes.sql": "CREATE TABLE notes (id INTEGER PRIMARY KEY);",
    "features/support/picklejar.js": `import { installHooks } from "@picklejar/cucumber-hooks";\ninstallHooks(${options});\n`,
    "features/notes.feature":
      "Feature: notes\n  Scenario: one\n    When a note is written\n  Scenario: two\n    When a note is written\n",
    "features/steps/notes.js": `
      import { When } from "@cucumber/cucumber";
      import Database from "${driver}";
      const open = [];
      When("a note is written", function () {
        const database = new Database(this.db.path);
        database.prepare("INSERT INTO notes DEFAULT VALUES").run();
        if (${driver === "libsql"}) database.close();
        else open.push(database);
      });`,
  });
  linkTool(suite.directory, "libsql");
  return suite;
}
