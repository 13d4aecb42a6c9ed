import { beforeAll, describe, expect, test } from "vitest";

import type { Project } from "../../helpers/create-project.js";
import { createPlaywrightProject, type PlaywrightRun, runPlaywright } from "./project.js";
import { leftovers, retained } from "../runner-traces.js";

const FILES = {
  "passing.test.ts": `
    test.use({ picklejar: { environment: "SHOP_DATABASE" } });
    test.describe("with hooks", () => {
      test.beforeEach(({ db }) => { db.open().exec("INSERT INTO notes (body) VALUES ('hook')"); });
      test.afterEach(({ db }) => { expect(db.changes()).not.toEqual({}); });
      test("writes", ({ db }) => {
        expect(write(db)).toBe(2);
        expect(db.changes()).toEqual({ notes: { added: [{ id: 1, body: "hook" }, { id: 2, body: "mine" }] } });
      });
      test("writes too, where a variable says", ({ db, databases, defer }) => {
        expect([process.env["SHOP_DATABASE"], databases["default"]]).toEqual([db.path, db]);
        const connection = db.open();
        defer(() => expect(connection.open).toBe(true));
        expect(write(db)).toBe(2);
      });
    });
    test("has none", () => { expect(process.env["SHOP_DATABASE"]).toBeUndefined(); });
    test("skips itself", ({ db }) => { write(db); test.skip(); });
    test.fail("is a known bug", ({ db }) => { expect(write(db)).toBe(7); });`,
  "retaining.test.ts": `
    test.describe("notes", () => {
      test("are written", ({ db }) => { write(db); db.mark("after the first"); write(db); expect.soft(1).toBe(2); });
      test("never end", async ({ db }) => { test.setTimeout(200); write(db); await new Promise(() => {}); });
      test.fail("are no bug any more", ({ db }) => { write(db); });
      test.fail("fail in what is deferred", ({ db, defer }) => { defer(() => { throw new Error("not done"); }); expect(write(db)).toBe(7); });
    });
    test.describe("retries", () => {
      test.describe.configure({ retries: 1 });
      test("passes the second time", ({ db }, { retry }) => { expect([write(db), retry]).toEqual([1, 1]); });
    });`,
  "misuse.test.ts": `
    test.beforeAll(({ db }) => { write(db); });
    test("is not run", () => {});`,
};

// The page of docs has tests that Playwright runs each time.
describe("test of @picklejar/core/playwright", { tags: "long" }, () => {
  let project: Project;
  let run: PlaywrightRun;

  beforeAll(async () => {
    project = createPlaywrightProject(FILES);
    run = await runPlaywright(project, ["--workers=2"]);
    // Each failure starts a new worker, which takes seconds on a machine that has other work.
  }, 180_000);

  test("gives each test a database of its own, and its hooks", () => {
    expect(run.statuses).toMatchObject({
      writes: "expected",
      "writes too, where a variable says": "expected",
      "has none": "expected",
      "skips itself": "skipped",
    });
  });

  test("takes a failure of test.fail for the known bug, but not one of its own clean-up", () => {
    expect(run.statuses).toMatchObject({
      "is a known bug": "expected",
      "are no bug any more": "unexpected",
      "fail in what is deferred": "unexpected",
    });
    expect(run.results["fail in what is deferred"]?.[0]?.messages.at(-1)).toMatch(/^Error: not done/);
  });

  test("retains the database of a test that did not end as expected, of its last attempt only", () => {
    expect(run.statuses).toMatchObject({ "never end": "unexpected", "passes the second time": "flaky" });
    expect(retained(project)).toEqual({
      "are written": 1,
      "never end": 1,
      "are no bug any more": 1,
      "fail in what is deferred": 1,
    });
  });

  test("attaches what each attempt changed, and its page, to the report of Playwright", () => {
    const [text, page] = run.results["are written"]?.[0]?.attachments ?? [];
    expect(text).toMatchObject({ name: "Database of this test", contentType: "text/plain" });
    expect(text?.text).toMatch(/The database of this test is retained:\n +sqlite3 '.+\/\d\d-notes-are-written-L\d+\.db'/);
    expect(text?.text).toContain("after the first");
    expect(page).toMatchObject({ name: "Database of this test, as a page", contentType: "text/html" });
    expect(page?.text).toContain("<!doctype html>");
    expect(run.results["passes the second time"]?.map(({ attachments }) => attachments.map(({ name }) => name))).toEqual([
      ["Database of this test", "Database of this test, as a page"].concat("error-context"),
      [],
    ]);
  });

  test("says what a test changed on a terminal", () => {
    expect(run.output).toContain("picklejar: never end\nThe database of this test is retained:");
    expect(run.output).toContain("notes: 1 added\n  + id=1: body='mine'");
  });

  test("says what to write where beforeAll asks for a database, which would be gone before the tests begin", () => {
    expect(run.results["is not run"]?.[0]?.messages[0]).toMatch(
      /^TypeError: db: expected a test, its beforeEach or its afterEach to ask for it, got beforeAll, afterAll, .+ initTestDb\(\) in beforeAll/,
    );
  });

  test("counts the databases of all attempts in the summary, and leaves no other", () => {
    expect(run.code).toBe(1);
    expect(run.output.match(/^picklejar: \d+ test databases .+$/gm)).toEqual([
      expect.stringMatching(/^picklejar: 10 test databases \(10 from the template\), median /),
    ]);
    expect(run.output).toContain("picklejar: 4 databases retained: `npx picklejar failed` shows what is in them");
    expect(leftovers(project)).toEqual([]);
  });
});
