import { readdirSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";

import type { Project } from "../helpers/create-project.js";
import { createJestProject, type JestRun, runJest } from "./jest-project.js";
import { leftovers, retained } from "./runner-traces.js";

/** Test files of one run, as starting Jest takes longer than all of them. */
const FILES = {
  "passing.test.js": `
    const Database = require("better-sqlite3");
    const { initTestDb } = require("@picklejar/core");
    const db = useTestDatabase({ environment: "SHOP_DATABASE" });
    beforeEach(() => { db().open().exec("INSERT INTO notes (body) VALUES ('hook')"); });
    test("writes", () => {
      expect(write(db())).toBe(2);
      expect(db().changes()).toEqual({ notes: { added: [{ id: 1, body: "hook" }, { id: 2, body: "mine" }] } });
    });
    test("writes too", () => {
      const connection = new Database(process.env.SHOP_DATABASE);
      connection.exec("INSERT INTO notes (body) VALUES ('other')");
      connection.close();
      expect([write(db()), db("default")]).toEqual([3, db()]);
    });
    test("gets another one by initTestDb", async () => {
      const database = await initTestDb();
      expect(database.open().prepare("SELECT count(*) FROM notes").pluck().get()).toBe(0);
      await database.dispose();
    });
    test.skip("is skipped", () => { write(db()); });
    test.todo("is to be written");`,
  "retaining.test.js": `
    const db = useTestDatabase();
    describe("notes", () => {
      test("are written", () => { write(db()); expect(1).toBe(2); });
      test("are deferred", () => { const connection = db().open(); db.defer(() => expect(connection.open).toBe(true)); });
      test("fail in what is deferred", () => { db.defer(() => { throw new Error("not done"); }); });
    });
    test.failing("shows a bug", () => { write(db()); expect(1).toBe(2); });
    test.failing("shows a bug no more", () => { write(db()); });
    test("never ends", () => { write(db()); return new Promise(() => {}); }, 50);`,
  "marks.test.js": `
    const db = useTestDatabase();
    test("is marked", () => {
      write(db());
      db().mark("after the first");
      write(db());
      expect(db().changes({ since: "after the first" })).toEqual({ notes: { added: [{ id: 2, body: "mine" }] } });
      expect(1).toBe(2);
    });`,
  "retries.test.js": `
    jest.retryTimes(1);
    const db = useTestDatabase();
    let attempts = 0;
    test("passes the second time", () => { expect(write(db())).toBe(1); attempts += 1; expect(attempts).toBe(2); });
    test("never passes", () => { expect(write(db())).toBe(1); expect(1).toBe(2); });`,
  "misuse.test.js": `
    describe("in an outer describe", () => {
      const db = useTestDatabase();
      let late;
      test("asks for one that it does not have", () => { late = () => db(); db("audit"); });
      test.concurrent("runs beside others", async () => { db(); });
      describe("in beforeAll", () => { beforeAll(() => { db(); }); test("asks", () => {}); });
      afterAll(() => { try { late(); } catch (error) { process.stderr.write("late: " + error.message + "\\n"); } });
      test("calls it in a test", () => { useTestDatabase(); });
    });
    const fail = (name, act) => { let thrown; try { act(); } catch (error) { thrown = error; } test(name, () => { throw thrown; }); };
    fail("calls it twice", () => { useTestDatabase(); });
    fail("misspells an option", () => { describe("empty", () => { try { useTestDatabase({ retian: "never" }); } catch (error) { globalThis.thrown = error; } }); throw globalThis.thrown; });
    describe("of a broken configuration", () => {
      const broken = useTestDatabase({ config: { migrations: "nowhere" } });
      test("has no migrations", () => { broken(); });
    });`,
};

describe("useTestDatabase of @picklejar/core/jest", () => {
  let project: Project;
  let run: JestRun;

  beforeAll(async () => {
    project = createJestProject(FILES);
    run = await runJest(project, ["--runInBand"]);
  });

  test("gives each test a database of its own, and its variables in Jest's copy of the environment", () => {
    expect(run.statuses).toMatchObject({
      writes: "passed",
      "writes too": "passed",
      "gets another one by initTestDb": "passed",
      "is skipped": "pending",
      "is to be written": "todo",
    });
  });

  test("retains the database of a test that fails, with the recorder's page, and says what it changed", () => {
    expect(run.statuses).toMatchObject({ "are written": "failed", "are deferred": "passed" });
    expect(run.output).toMatch(/The database of this test is retained:\n +sqlite3 '.+\/\d\d-notes-are-written\.db'/);
    expect(run.output).toContain("notes: 1 added\n  + id=1: body='mine'");
    expect(run.output).not.toContain("could not be written");
    const files = readdirSync(project.path(".picklejar/failed"), { recursive: true, encoding: "utf8" });
    expect(files.filter((name) => name.endsWith("notes-are-written.html"))).toHaveLength(1);
  });

  test("shows what a test that fails did up to its mark, and after it", () => {
    expect(run.output).toContain("after the first      notes +1\nthe end of the test  ✗  notes +1\n");
  });

  test("fails a test whose clean-up fails", () => {
    expect(run.messages["fail in what is deferred"]).toContain("not done");
  });

  test("takes a failing test that fails for one that ended as expected, and retains only the last attempt", () => {
    expect(run.statuses).toMatchObject({
      "shows a bug": "passed",
      "shows a bug no more": "failed",
      "never ends": "failed",
      "passes the second time": "passed",
      "never passes": "failed",
    });
    expect(retained(project)).toEqual({
      "are written": 1,
      "is marked": 1,
      "fail in what is deferred": 1,
      "shows a bug no more": 1,
      "never ends": 1,
      "never passes": 2,
      "asks for one that it does not have": 1,
      "calls it in a test": 1,
    });
  });

  test.each([
    ["asks for one that it does not have", 'expected a database of this test ("default"), got "audit"'],
    ["runs beside others", "expected tests that run one after the other, got test.concurrent"],
    ["asks", "there is none in beforeAll, afterAll and describe."],
    ["calls it in a test", "expected a call before the tests begin, at the top of the test file or in a describe"],
    ["calls it twice", 'got a second one; the first is in describe "in an outer describe"'],
    ["misspells an option", 'useTestDatabase: retian is not an option. Did you mean "retain"?'],
    ["has no migrations", "nowhere"],
  ])("says what is wrong in a test that %s", (name, message) => {
    expect(run.statuses[name]).toBe("failed");
    expect(run.messages[name]).toContain(message);
  });

  test("says which test has ended to one who asks too late", () => {
    expect(run.output).toMatch(/late: useTestDatabase: .+ misuse\.test\.js ".+" has ended: await in it what it begins\./);
  });

  test("counts the databases of all attempts in the summary, and leaves no other", () => {
    expect(run.code).toBe(1);
    expect(run.output).toMatch(/^picklejar: \d+ test databases \(\d+ from the template\), median .+$/m);
    expect(run.output).toContain("picklejar: 8 databases retained: `npx picklejar failed` shows what is in them");
    expect(leftovers(project)).toEqual([]);
  });
});
