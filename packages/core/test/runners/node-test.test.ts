import { readdirSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";

import type { Project } from "../helpers/create-project.js";
import { createNodeTestProject, type NodeTestRun, runNodeTest } from "./node-test-project.js";
import { leftovers, retained } from "./runner-traces.js";

/** In the order in which they run, one process after the other. */
const FILES = {
  "1-passing.test.js": `
    test("writes", async (t) => {
      const db = await testDatabase(t);
      assert.equal(write(db), 1);
      assert.deepEqual(db.changes(), { notes: { added: [{ id: 1, body: "mine" }] } });
      assert.equal(db.databases.default, db);
    });
    test("gets the same one each time", async (t) => {
      const options = { retain: "never" };
      const [one, other] = await Promise.all([testDatabase(t, options), testDatabase(t, { retain: "never" })]);
      assert.equal(one, other);
      assert.equal(await testDatabase(t), one);
    });
    describe("with hooks", () => {
      let db;
      beforeEach(async (t) => { db = await testDatabase(t, { environment: "SHOP_DATABASE" }); write(db); });
      afterEach(() => { assert.equal(write(db), 3); });
      test("shares it with them", async (t) => { assert.equal(await testDatabase(t), db); assert.equal(write(db), 2); });
      test("has variables", async (t) => {
        const connection = new Database(process.env.SHOP_DATABASE);
        t.after(() => connection.close());
        connection.exec("INSERT INTO notes (body) VALUES ('other')");
      });
    });
    test("has them no more", () => { assert.equal(process.env.SHOP_DATABASE, undefined); });
    test("closes its application in an after hook of its own", async (t) => {
      const db = await testDatabase(t, { openConnections: "fail" });
      const connection = new Database(db.path);
      t.after(() => { connection.prepare("SELECT * FROM notes").all(); connection.close(); });
      db.defer(() => assert(connection.open === false));
    });
    test("does deferred work", async (t) => { const db = await testDatabase(t); const open = db.open(); db.defer(() => assert(open.open)); });
    test("is skipped", { skip: true }, async (t) => { await testDatabase(t); });
    test("skips itself", async (t) => { write(await testDatabase(t)); t.skip("not now"); });
    test("has subtests", async (t) => {
      const outer = await testDatabase(t);
      await t.test("with their own", async (s) => { assert.equal(write(await testDatabase(s)), 1); });
      assert.equal(write(outer), 1);
    });`,
  "2-failing.test.js": `
    describe("notes", () => {
      test("are written", async (t) => { write(await testDatabase(t)); assert.equal(1, 2); });
      test("pass", async (t) => { write(await testDatabase(t)); });
      test("fail in a hook", async (t) => { write(await testDatabase(t)); t.after(() => { throw new Error("in after"); }); });
    });
    test("fails in what is deferred", async (t) => { (await testDatabase(t)).defer(() => { throw new Error("not done"); }); });
    test("fails twice", async (t) => { (await testDatabase(t)).defer(() => { throw new Error("not done either"); }); throw new Error("its own"); });
    test("has a subtest that fails", async (t) => { write(await testDatabase(t)); await t.test("inner", () => { throw new Error("inner"); }); });
    test("shows a bug", { todo: true }, async (t) => { write(await testDatabase(t)); assert.equal(1, 2); });
    test("shows another bug", { todo: true }, async (t) => { write(await testDatabase(t, { retain: "never" })); assert.equal(1, 2); });
    test("takes too long", { timeout: 50 }, async (t) => { write(await testDatabase(t)); await new Promise((resolve) => setTimeout(resolve, 300)); });
    test("leaves a connection", async (t) => { globalThis.left = new Database((await testDatabase(t, { openConnections: "fail" })).path); });
    test("never ends", async (t) => { write(await testDatabase(t)); await new Promise(() => {}); });`,
  "3-misuse.test.js": `
    const rejects = (act, message) => assert.rejects(act, (error) => { assert(error.message.includes(message), error.message); return error instanceof TypeError || error instanceof RangeError; });
    let ended, suite, root;
    before((t) => { root = t; });
    describe("in a suite", () => { before((t) => { suite = t; }); test("is nothing", () => {}); });
    test("in before", async () => {
      await rejects(() => testDatabase(root), "got that of a before hook at the top of the file. A database for several tests is made with initTestDb()");
      await rejects(() => testDatabase(suite), 'got that of the suite "in a suite"');
      await rejects(() => testDatabase(), "got undefined");
    });
    test("ends", async (t) => { ended = t; await testDatabase(t); });
    let never;
    test("ends without", async (t) => { never = t; });
    test("after it has ended", async () => {
      await rejects(() => testDatabase(ended), 'expected a test that runs, but "ends" has ended: await in it what it begins.');
      await rejects(() => testDatabase(never), '"ends without" has ended');
    });
    test("with other options", async (t) => {
      await testDatabase(t);
      await rejects(() => testDatabase(t, { retain: "never" }), '"with other options" has a database already, with other options.');
    });
    test("with options that are none", async (t) => {
      await rejects(() => testDatabase(t, { retian: "never" }), 'testDatabase: retian is not an option. Did you mean "retain"?');
      await rejects(() => testDatabase(t, { databases: ["audit"] }), 'expected one of "default", got');
    });
    test("of a broken configuration", async (t) => { await assert.rejects(() => testDatabase(t, { config: { migrations: "nowhere" } }), /nowhere/); });
    describe("with variables, at the same time", { concurrency: true }, () => {
      const wait = async (t) => { await testDatabase(t, { environment: "SHOP_DATABASE" }); await new Promise((resolve) => setTimeout(resolve, 200)); };
      test("the first", wait);
      test("the second", async (t) => { await rejects(() => wait(t), 'environment: expected tests that run one after the other, since they share the variables of their process; 3-misuse.test.js "the first" still runs.'); });
    });`,
};

describe("testDatabase of @picklejar/core/node-test", () => {
  let project: Project;
  let run: NodeTestRun;

  beforeAll(async () => {
    project = createNodeTestProject(FILES);
    run = await runNodeTest(project, ["--test", "--test-concurrency=1"]);
  });

  test("gives each test a database of its own, the same to its hooks", () => {
    expect(run.statuses).toMatchObject({
      writes: "ok",
      "gets the same one each time": "ok",
      "shares it with them": "ok",
      "has variables": "ok",
      "has them no more": "ok",
      "does deferred work": "ok",
      "skips itself": "ok # SKIP not now",
      "has subtests": "ok",
    });
  });

  test("removes it after the test's own after hooks", () => {
    expect(run.statuses["closes its application in an after hook of its own"]).toBe("ok");
  });

  test("fails a test whose clean-up fails, and says what else failed in one that had failed", () => {
    expect(run.statuses["fails in what is deferred"]).toBe("not ok");
    expect(run.statuses["leaves a connection"]).toBe("not ok");
    expect(run.output).toContain('2-failing.test.js "leaves a connection" left a connection open to "');
    expect(run.output).toContain("# picklejar: after the test: not done either");
  });

  test("retains the database of each test that failed, of all files of the run, with the recorder's page", () => {
    expect(retained(project)).toEqual({
      "are written": 1,
      "fails in what is deferred": 1,
      "fails twice": 1,
      "has a subtest that fails": 1,
      "shows a bug": 1,
      "takes too long": 1,
      "leaves a connection": 1,
      "never ends": 1,
      "fail in a hook": 1,
    });
    const files = readdirSync(project.path(".picklejar/failed"), { recursive: true, encoding: "utf8" });
    expect(files.filter((name) => name.endsWith("notes-are-written.html"))).toHaveLength(1);
  });

  test("says what the test changed, and where the database is", () => {
    expect(run.output).toMatch(/# The database of this test is retained:\n# +sqlite3 '.+\/\d\d-notes-are-written\.db'/);
    expect(run.output).toContain("# notes: 1 added\n#   + id=1: body='mine'");
    expect(run.output).toMatch(/# picklejar: database retained: .+\/\d\d-notes-are-written\.html/);
  });

  test.each([
    "in before",
    "after it has ended",
    "with other options",
    "with options that are none",
    "of a broken configuration",
    "the second",
  ])("says what is wrong: %s", (name) => {
    expect([run.statuses[name], run.statuses["the first"]]).toEqual(["ok", "ok"]);
  });

  test("prints a summary for each file, and leaves no other database", () => {
    expect(run.code).toBe(1);
    expect(run.output).toMatch(/^# picklejar: 11 test databases \(11 from the template\), median .+$/m);
    expect(run.output).toContain("# picklejar: 9 databases retained: `npx picklejar failed` shows what is in them");
    expect(leftovers(project)).toEqual([]);
  });
});
