import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";

import { createProject, type Project } from "../helpers/create-project.js";

const vitestDirectory = dirname(createRequire(import.meta.url).resolve("vitest/package.json"));

describe("test of @picklejar/core/vitest-fixture", () => {
  test("gives each test that asks for it a database of its own, and leaves nothing", async () => {
    const project = createVitestProject(`
      test("writes", ({ db }) => { expect(write(db)).toBe(1); });
      test("writes too", ({ db, databases }) => { expect(write(db)).toBe(1); expect(databases.default).toBe(db); });
      test("asks for none", () => {});
      test.skip("is skipped", ({ db }) => { write(db); });
      test("skips itself", ({ db, skip }) => { write(db); skip(); });
    `);
    const { code, output } = await runVitest(project);
    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining("3 passed | 2 skipped") });
    expect(output).toMatch(
      /^picklejar: 3 test databases \(3 from the template\), median .+\npicklejar: template \w{12} built in .+; copy: .+$/m,
    );
    expect(output).not.toContain("retained");
    expect(leftovers(project)).toEqual([]);
  });

  test("retains the database of a test that fails, and says what it changed", async () => {
    const project = createVitestProject(`
      describe("notes", () => {
        test("are written", ({ db }) => { write(db); expect(1).toBe(2); });
        test("pass", ({ db }) => { write(db); });
      });
    `);
    const { code, output } = await runVitest(project);
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining("1 failed | 1 passed") });
    expect(output).toMatch(/The database of this test is retained:\n +sqlite3 '.+\/01-notes-are-written\.db'/);
    expect(output).toContain("notes: 1 added\n  + id=1: body='mine'");
    expect(output).toContain("picklejar: 1 database retained: `npx picklejar failed` shows what is in them");
    const [record] = retainedRecords(project);
    expect(record).toMatchObject({
      scenario: { uri: "notes.test.js", feature: "notes", name: "are written", attempt: 1, kind: "test" },
    });
    expect(leftovers(project)).toEqual([]);
  });

  test("gives a retry a database of its own, and retains only that of the last attempt", async () => {
    const project = createVitestProject(`
      let attempts = 0;
      test("passes the second time", { retry: 2 }, ({ db }) => { expect(write(db)).toBe(1); attempts += 1; expect(attempts).toBe(2); });
      test("never passes", { retry: 1 }, ({ db }) => { expect(write(db)).toBe(1); expect(1).toBe(2); });
    `);
    const { code, output } = await runVitest(project);
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining("1 failed | 1 passed") });
    expect(retainedRecords(project).map(({ scenario }) => scenario)).toMatchObject([{ name: "never passes", attempt: 2 }]);
    expect(output).toContain("picklejar: 4 test databases");
  });

  test("takes a test with fails that fails for one that ended as expected", async () => {
    const project = createVitestProject(`
      test.fails("shows a bug", ({ db }) => { write(db); expect(1).toBe(2); });
      test.fails("shows a bug no more", ({ db }) => { write(db); });
    `);
    const { code, output } = await runVitest(project);
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining("1 failed | 1 expected fail") });
    expect(retainedRecords(project).map(({ scenario }) => scenario)).toMatchObject([{ name: "shows a bug no more" }]);
  });

  test("keeps tests apart that run concurrently", async () => {
    const project = createVitestProject(`
      test.concurrent.for(Array.from({ length: 8 }, (_, index) => index))("writes %i", async (index, { db, expect }) => {
        await new Promise((resolve) => setTimeout(resolve, 5 * (8 - index)));
        expect(write(db)).toBe(1);
        await new Promise((resolve) => setTimeout(resolve, 5));
        expect(index).not.toBe(3);
      });
    `);
    const { code, output } = await runVitest(project);
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining("1 failed | 7 passed") });
    expect(retainedRecords(project).map(({ scenario }) => scenario)).toMatchObject([{ name: "writes 3" }]);
    expect(output).toContain("picklejar: 8 test databases");
    expect(leftovers(project)).toEqual([]);
  });

  test("does deferred work while the database is there, and fails a test whose clean-up fails", async () => {
    const project = createVitestProject(`
      test("defers", ({ db, defer }) => { const connection = db.open(); defer(() => expect(connection.open).toBe(true)); });
      test("defers what fails", ({ defer }) => { defer(() => { throw new Error("not done"); }); });
    `);
    const { code, output } = await runVitest(project);
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining("1 failed | 1 passed") });
    expect(output).toContain("Error: not done");
  });

  test("names a test that leaves a connection open, in the summary or as its failure", async () => {
    const leaves = 'Reflect.set(globalThis, "left", new Database(db.path));';
    const project = createVitestProject(`
      test("leaves one", ({ db }) => { ${leaves} });
      withTestDatabase(vitestTest, { openConnections: "fail" })("must not", ({ db }) => { ${leaves} });
    `);
    const { code, output } = await runVitest(project);
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining("1 failed | 1 passed") });
    expect(output).toContain('notes.test.js "must not" left a connection open to "');
    expect(output).toContain("Close it in the test (db.open() is closed for you), with defer(), or in onRelease.");
    expect(output).toContain(
      "picklejar: 2 tests left connections to databases open; close them in the test, with defer() or in onRelease:",
    );
  });

  test("sets variables for one test after another, and refuses to for concurrent ones", async () => {
    const project = createVitestProject(`
      const own = withTestDatabase(vitestTest, { environment: "SHOP_DATABASE" });
      own("has it", ({ db }) => { expect(process.env.SHOP_DATABASE).toBe(db.path); });
      vitestTest("has it no more", () => { expect(process.env.SHOP_DATABASE).toBeUndefined(); });
      own.concurrent("cannot have it", ({ db }) => { write(db); });
    `);
    const { code, output } = await runVitest(project);
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining("1 failed | 2 passed") });
    expect(output).toContain("environment: expected tests that run one after the other");
    expect(leftovers(project)).toEqual([]);
  });

  test("says which option is wrong", async () => {
    const project = createVitestProject('withTestDatabase(vitestTest, { retian: "never" });');
    const { code, output } = await runVitest(project);
    expect({ code, output }).toEqual({
      code: 1,
      output: expect.stringContaining('withTestDatabase: retian is not an option. Did you mean "retain"?'),
    });
  });
});

/** A project with one test file, and `write`, which writes a note and counts them. */
function createVitestProject(tests: string): Project {
  const project = createProject({
    "db/001_notes.sql": "CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT);",
    "picklejar.config.js": 'export default { migrations: "db" };',
    // A package is not transformed; this one is linked, which Vitest takes for a file of the project.
    "vitest.config.js": `export default {
      test: { globalSetup: ["@picklejar/core/vitest"], watch: false, server: { deps: { external: [/packages.core.dist/] } } },
    };`,
    "notes.test.js": `
      import Database from "better-sqlite3";
      import { describe, expect, test as vitestTest } from "vitest";
      import { test, withTestDatabase } from "@picklejar/core/vitest-fixture";
      function write(db) {
        const connection = db.open();
        connection.exec("INSERT INTO notes (body) VALUES ('mine')");
        return connection.prepare("SELECT count(*) FROM notes").pluck().get();
      }
      ${tests}`,
  });
  symlinkSync(vitestDirectory, project.path("node_modules/vitest"));
  return project;
}

async function runVitest(project: Project): Promise<{ code: unknown; output: string }> {
  const { PICKLEJAR_RUN: _run, VITEST: _vitest, ...inherited } = process.env;
  const environment = Object.fromEntries(Object.entries(inherited).filter(([name]) => !name.startsWith("VITEST_")));
  return new Promise((resolve) => {
    const options = { cwd: project.directory, env: { ...environment, NO_COLOR: "1", PICKLEJAR_DIR: project.path("runs") } };
    execFile(process.execPath, [join(vitestDirectory, "vitest.mjs"), "run"], options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : (error.code ?? error.signal), output: stdout + stderr });
    });
  });
}

/** What is in the place for run directories, but for the folder of this user itself. */
function leftovers(project: Project): readonly string[] {
  return readdirSync(project.path("runs"), { recursive: true, encoding: "utf8" }).filter((name) => name.includes("/"));
}

interface RetainedFile {
  readonly scenario: object;
}

function retainedRecords(project: Project): readonly RetainedFile[] {
  const directory = project.path(".picklejar/failed");
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((name) => /\d\d-[^/]+\.json$/.test(name))
    .map((name): RetainedFile => JSON.parse(readFileSync(join(directory, name), "utf8")));
}
