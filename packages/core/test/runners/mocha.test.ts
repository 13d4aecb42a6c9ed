import { readdirSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";

import type { Project } from "../helpers/create-project.js";
import { createMochaProject, type MochaRun, MOCHAS, runMocha } from "./mocha-project.js";
import { leftovers, retained } from "./runner-traces.js";

const FILES = {
  "passing.test.js": `
    afterEach(function () { assert(!this.currentTest.title.startsWith("writes") || this.db.changes().notes !== undefined); });
    describe("with hooks", function () {
      beforeEach(function () { this.db.open().exec("INSERT INTO notes (body) VALUES ('hook')"); });
      it("writes", function () {
        assert.equal(write(this.db), 2);
        assert.deepEqual(this.db.changes(), { notes: { added: [{ id: 1, body: "hook" }, { id: 2, body: "mine" }] } });
      });
      it("writes too, where a variable says", function () {
        const connection = new Database(process.env.SHOP_DATABASE);
        this.defer(() => connection.close());
        connection.exec("INSERT INTO notes (body) VALUES ('other')");
        assert.deepEqual([write(this.db), this.databases.default], [3, this.db]);
      });
    });
    it("writes outside of a describe", async function () { assert.equal(write(this.db), 1); });
    it.skip("is skipped, so that it gets no database", function () {});
    it("skips itself", function () { write(this.db); this.skip(); });
    it("is to be written");
    describe("with a db of its own", function () {
      beforeEach(function () { this.db = 42; });
      it("keeps it", function () { assert.equal(this.db, 42); assert.equal(write(this.databases.default), 1); });
    });`,
  "retaining.test.js": `
    describe("notes", function () {
      it("are written", function () { write(this.db); assert.equal(1, 2); });
      it("are deferred", function () { const connection = this.db.open(); this.defer(() => assert(connection.open)); });
      it("fail in what is deferred", function () { this.defer(() => { throw new Error("not done"); }); });
      it("are written after it", function () { assert.equal(write(this.db), 1); });
      it("fail twice", function () { this.defer(() => { throw new Error("not done either"); }); throw new Error("its own"); });
      it("never end", function () { this.timeout(50); write(this.db); return new Promise(() => {}); });
    });
    describe("retries", function () {
      this.retries(1);
      it("passes the second time", function () { assert.equal(write(this.db), 1); assert.equal(this.test.currentRetry(), 1); });
      it("never passes", function () { assert.equal(write(this.db), 1); assert.equal(1, 2); });
    });
    describe("hooks that fail", function () {
      describe("before", function () { beforeEach(function () { write(this.db); throw new Error("hook"); }); it("is not run", function () {}); });
      describe("after", function () { afterEach(function () { write(this.db); throw new Error("hook"); }); it("passes itself", function () {}); });
      describe("before, with retries", function () { this.retries(2); beforeEach(function () { throw new Error("hook"); }); it("is not retried", function () {}); });
    });`,
  "misuse.test.js": `
    let late;
    it("ends", function () { const context = this; late = () => context.db; });
    describe("in before", function () {
      before(function () { this.db.open(); });
      it("is not run either", function () {});
    });
    describe("asks for one that was", function () {
      after(function () { try { late(); } catch (error) { process.stderr.write("late: " + error.message + "\\n"); } });
      it("after it", function () {});
    });`,
};

describe.each(MOCHAS)("the root hooks of @picklejar/core/mocha with %s", (mocha) => {
  let project: Project;
  let run: MochaRun;

  beforeAll(async () => {
    project = createMochaProject(FILES, { environment: "SHOP_DATABASE" });
    run = await runMocha(project, [], { mocha });
  });

  test("give each test a database of its own, and its hooks, also those outside of describe", () => {
    expect(run.statuses).toMatchObject({
      writes: "passed",
      "writes too, where a variable says": "passed",
      "writes outside of a describe": "passed",
      "is skipped, so that it gets no database": "pending",
      "skips itself": "pending",
      "is to be written": "pending",
    });
  });

  test("leave a property db that a suite sets to it", () => {
    expect(run.statuses["keeps it"]).toBe("passed");
  });

  test("fail a test whose clean-up fails, and go on with the others", () => {
    expect(run.statuses).toMatchObject({
      "are deferred": "passed",
      "fail in what is deferred": "failed",
      "are written after it": "passed",
      "fail twice": "failed",
    });
    expect(run.messages).toMatchObject({ "fail in what is deferred": "not done", "fail twice": "its own" });
    expect(run.output).toContain('picklejar: after retaining.test.js "fail twice": not done either');
  });

  test("retain the database of a test that fails, or whose hook fails, of its last attempt only", () => {
    expect(run.statuses).toMatchObject({ "passes the second time": "passed", "never passes": "failed", "never end": "failed" });
    expect(retained(project)).toEqual({
      "are written": 1,
      "fail in what is deferred": 1,
      "fail twice": 1,
      "never end": 1,
      "never passes": 2,
      "is not run": 1,
      "passes itself": 1,
      "is not retried": 1,
    });
    const files = readdirSync(project.path(".picklejar/failed"), { recursive: true, encoding: "utf8" });
    expect(files.filter((name) => name.endsWith("notes-are-written.html"))).toHaveLength(1);
  });

  test("say what a test changed that failed", () => {
    expect(run.output).toMatch(/The database of this test is retained:\n +sqlite3 '.+\/\d\d-notes-are-written\.db'/);
    expect(run.output).toContain("notes: 1 added\n  + id=1: body='mine'");
  });

  test("say what is wrong where there is no database", () => {
    expect(run.messages['"before all" hook for "is not run either"']).toMatch(
      /^this\.db: expected a test, its beforeEach or its afterEach to ask for it; there is none in before, after and describe\./,
    );
    expect(run.output).toMatch(/late: this\.db: .+ misuse\.test\.js ".+" has ended: await in it what it begins\./);
  });

  test("count the databases of all attempts in the summary, and leave no other", () => {
    expect(run.code).toBe(Object.values(run.statuses).filter((status) => status === "failed").length);
    expect(run.output).toMatch(/^picklejar: \d+ test databases \(\d+ from the template\), median .+$/m);
    expect(run.output).toContain("picklejar: 8 databases retained: `npx picklejar failed` shows what is in them");
    expect(leftovers(project)).toEqual([]);
  });
});
