import { renameSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { describe, expect, test } from "vitest";

import { executablePath, launchArguments, noBrowser } from "../../helpers/chromium.js";
import { coreDirectory } from "../../helpers/create-project.js";
import { endOf, runScript } from "../../helpers/run-script.js";
import { configure, createPlaywrightProject, runPlaywright, startPlaywright } from "./project.js";
import { leftovers, retained } from "../runner-traces.js";

/** Fifty tests of a file that wait in the middle. */
function fiftyTests(file: string): string {
  return `
    for (let index = 0; index < 50; index++)
      test("writes ${file}" + index, async ({ db }) => {
        expect(write(db)).toBe(1);
        await new Promise((resolve) => setTimeout(resolve, index % 3));
        db.open().prepare("UPDATE notes SET body = ?").run("${file}" + index);
        expect(db.open().prepare("SELECT body FROM notes").pluck().all()).toEqual(["${file}" + index]);
        expect("${file}" + index).not.toBe("a7");
      });`;
}

const NOTES = 'test("writes", ({ db }) => { expect(write(db)).toBe(1); });';
const HANG =
  'test("hangs", async ({ db }) => { test.setTimeout(0); write(db); console.log("READY"); await new Promise(() => setTimeout(() => {}, 60_000)); });';

const KILL = `
  import { test } from "@picklejar/core/playwright";
  test("kills", ({ db }) => { db.open(); for (const pid of [process.ppid, process.pid]) process.kill(pid, "SIGKILL"); });`;

/** A server that each worker starts once; its tests know which database it uses. */
const APPLICATION = `
  import { createServer } from "node:http";
  import Database from "better-sqlite3";
  class Application {
    used: string[] = [];
    connection: any;
    server = createServer((_request, response) => response.end(String(this.connection.prepare("SELECT count(*) FROM notes").pluck().get())));
    async start() { await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve)); return this; }
    get url() { return "http://127.0.0.1:" + (this.server.address() as { port: number }).port; }
    onDatabase(database: DatabaseHandle) { this.used.push(database.path); this.connection = new Database(database.path); }
    onRelease() { this.connection.close(); }
    stop() { this.server.close(); console.log("STOPPED after " + this.used.length + " tests, open: " + this.connection.open); }
  }
  const applicationTest = test.extend<{}, { application: Application }>({
    application: [async ({}, use) => {
      const application = await new Application().start();
      await use(application);
      application.stop();
    }, { scope: "worker" }],
    baseURL: async ({ application }, use) => { await use(application.url); },
  });
  const order: string[] = [];
  const orderTest = applicationTest.extend<{ before: void }>({ before: async ({ application }, use) => { order.push("made"); await use(); order.push("gone, open: " + application.connection.open); } });
  orderTest.describe("order", () => {
  orderTest.beforeAll(() => { order.push("beforeAll"); });
  orderTest("has its database before its other fixtures, and after them", ({ before, application }) => { void before; expect(application.connection.open).toBe(true); });
  orderTest.afterAll(() => { expect(order).toEqual(["beforeAll", "made", "gone, open: true"]); });
  });
  for (const number of [2, 3])
    applicationTest("is asked for the rows of its test " + number, async ({ application, baseURL, db }) => {
      for (let index = 0; index < number; index++) write(db);
      expect(await (await fetch(baseURL ?? "")).text()).toBe(String(number));
      expect([application.used.length, application.used.at(-1)]).toEqual([number, db.path]);
    });
  test("needs none", ({ application }) => { expect(application).toBeUndefined(); });`;

describe("@picklejar/core/playwright", { tags: "long", timeout: 180_000 }, () => {
  test.each([1, 4])("gives each of 200 tests its own rows, with %i workers", async (workers) => {
    const names = ["a", "b", "c", "d"];
    const project = createPlaywrightProject(Object.fromEntries(names.map((name) => [`${name}.test.ts`, fiftyTests(name)])), {
      workers,
      retries: workers === 1 ? 1 : 0,
    });
    const { code, statuses, output } = await runPlaywright(project);
    expect(code).toBe(1);
    expect(Object.keys(statuses)).toHaveLength(200);
    expect(Object.keys(statuses).filter((name) => statuses[name] !== "expected")).toEqual(["writes a7"]);
    expect(retained(project)).toEqual({ "writes a7": workers === 1 ? 2 : 1 });
    expect(output).toContain("notes: 1 added\n  + id=1: body='a7'");
    expect(output.match(/picklejar: \d+ test databases/g)).toEqual([`picklejar: ${workers === 1 ? 201 : 200} test databases`]);
    expect(leftovers(project)).toEqual([]);
  });

  test("tells an application of each test's database, and goes on when a worker is killed", async () => {
    const project = createPlaywrightProject(
      {
        "application.test.ts": APPLICATION,
        "killed.test.ts": 'test("is killed", ({ db }) => { write(db); process.kill(process.pid, "SIGKILL"); });',
        "options.test.ts":
          'test.use({ picklejar: { retian: "never" } as object }); test.fail("has a wrong option", ({ db }) => { write(db); });',
      },
      { fullyParallel: false },
    );
    const { statuses, results, output } = await runPlaywright(project, ["--workers=2"]);
    expect(statuses).toEqual({
      "has its database before its other fixtures, and after them": "expected",
      "is asked for the rows of its test 2": "expected",
      "is asked for the rows of its test 3": "expected",
      "needs none": "expected",
      "is killed": "unexpected",
      "has a wrong option": "unexpected",
    });
    expect(output).toContain("STOPPED after 3 tests, open: false");
    expect(results["has a wrong option"]?.[0]?.messages[0]).toMatch(
      /picklejar.*: retian is not an option\. Did you mean "retain"\?/,
    );
    expect(leftovers(project)).toEqual([]);
  });

  test("works without the global set-up, where each worker has a run of its own, and says what is missing without a configuration", async () => {
    const project = createPlaywrightProject({ "notes.test.ts": NOTES });
    project.write("playwright.config.js", 'export default { testMatch: "*.test.ts" };');
    const alone = await runPlaywright(project);
    expect(alone).toMatchObject({ code: 0, statuses: { writes: "expected" } });
    expect(alone.output).not.toContain("picklejar: ");
    configure(project, {});
    renameSync(project.path("picklejar.config.js"), project.path("away.js"));
    const none = await runPlaywright(project);
    expect(none.code).toBe(1);
    expect(none.results["writes"]?.[0]?.messages[0]).toContain("picklejar.config");
    expect(leftovers(project)).toEqual([]);
  });

  test("fails before the first test where the template cannot be built", async () => {
    const project = createPlaywrightProject({ "notes.test.ts": NOTES });
    project.write("db/001_notes.sql", "CREATE TABLE (");
    const { code, output, statuses } = await runPlaywright(project);
    expect([code, statuses]).toEqual([1, {}]);
    expect(output).toContain("001_notes");
    expect(leftovers(project)).toEqual([]);
  });

  test("leaves nothing after Ctrl-C, and has the next run remove what was left when Playwright was killed", async () => {
    const project = createPlaywrightProject({ "hang.test.ts": HANG });
    const interrupted = await startPlaywright(project);
    expect(leftovers(project)).not.toEqual([]);
    interrupted.kill("SIGINT");
    await endOf(interrupted);
    await expect.poll(() => leftovers(project), { timeout: 10_000 }).toEqual([]);
    project.write("hang.test.ts", KILL);
    expect(await runPlaywright(project)).toMatchObject({ code: null, statuses: {} });
    expect(leftovers(project)).not.toEqual([]);
    expect(retained(project)).toEqual({});
    project.write(
      "hang.test.ts",
      'import { test } from "@picklejar/core/playwright"; test("ends", ({ db }) => { db.open(); });',
    );
    expect(await runPlaywright(project)).toMatchObject({ code: 0, statuses: { ends: "expected" } });
    expect(leftovers(project)).toEqual([]);
  });

  test("shows in the HTML report of Playwright what a test changed, and opens its page", async ({ skip }) => {
    skip(noBrowser !== undefined, noBrowser);
    const project = createPlaywrightProject({ "notes.test.ts": 'test("fails", ({ db }) => { expect(write(db)).toBe(2); });' });
    await runPlaywright(project, ["--reporter=html"]);
    const browser = await chromium.launch({ ...(executablePath && { executablePath }), args: [...launchArguments] });
    try {
      const page = await browser.newPage();
      await page.goto(pathToFileURL(project.path("playwright-report/index.html")).href);
      await page.getByText("fails", { exact: true }).first().click();
      await page.getByText("Database of this test", { exact: true }).first().click();
      await expect.poll(() => page.locator("body").innerText()).toContain("+ id=1: body='mine'");
      const href = await page.getByRole("link", { name: "Database of this test, as a page" }).first().getAttribute("href");
      await page.goto(new URL(href ?? "", page.url()).href);
      await expect.poll(() => page.locator("body").innerText()).toContain("notes");
    } finally {
      await browser.close();
    }
  });

  test("has types for its fixtures and options", async () => {
    const project = createPlaywrightProject({});
    const root = join(coreDirectory, "../..");
    project.write(
      "notes.test.ts",
      `import { defineConfig, mergeTests, test as base } from "@playwright/test";
       import { test as databaseTest, type TestApplication, type TestDatabaseOptions } from "@picklejar/core/playwright";
       import setUp from "@picklejar/core/playwright/setup";
       export default defineConfig<TestDatabaseOptions>({ use: { picklejar: { environment: "DATABASE_PATH", retain: "never" } } });
       export const test = mergeTests(base.extend<{ shop: string }>({ shop: "tea" }), databaseTest);
       test.use({ picklejar: { onDatabase: (database, testInfo) => testInfo.setTimeout(database.path.length) } });
       test("is typed", ({ db, databases, defer, page, shop }) => {
         const path: string = db.path;
         // @ts-expect-error -- A path is no number.
         const wrong: number = db.path;
         defer(() => [path, wrong, databases["audit"]?.url, page.url(), shop]);
       });
       class Server implements TestApplication { readonly port = 1; onDatabase() {} }
       const served = databaseTest.extend<{}, { application: Server }>({ application: [async ({}, use) => use(new Server()), { scope: "worker" }] });
       served("knows its server", ({ application }) => { application.port.toFixed(); });
       const end: () => void = await setUp();
       end();`,
    );
    const options = "--noEmit --strict --module node20 --target es2022 --types node";
    const compiler = join(root, "node_modules/typescript/bin/tsc");
    const ending = await runScript(compiler, { cwd: project.directory, arguments: [...options.split(" "), "notes.test.ts"] });
    expect(ending).toHaveEnded({ code: 0, stdout: "" });
  });
});
