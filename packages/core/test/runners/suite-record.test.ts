import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { ODD_DAYS, ofToday } from "../../../../test/helpers/of-today.js";
import type { Project } from "../helpers/create-project.js";
import { createVitestProject, runVitest } from "./vitest-project.js";

const ALL_WAYS = `
  import { initTestDb } from "@picklejar/core";
  test("by the fixture", ({ db }) => { expect(write(db)).toBe(1); });
  vitestTest("by initTestDb", async () => { const database = await initTestDb(); expect(write(database)).toBe(1); await database.dispose(); });
  vitestTest("by openTestDatabase", () => { expect(write({ open: openTestDatabase })).toBe(1); });`;

const CONNECTION = 'connection: (database) => { database.function("twice", (value) => 2 * value); }';

/** Notes who loads it, in a file that it does not name: it would be an input. */
const NOTE = 'appendFileSync(["loads", "txt"].join("."), process.env.VITEST_POOL_ID === undefined ? "other\\n" : "worker\\n");';
const NOTE_LOAD = `import { appendFileSync } from "node:fs"; ${NOTE}`;
const REQUIRE_LOAD = `const { appendFileSync } = require("node:fs"); ${NOTE}`;

/** A configuration whose seed makes a table for each of its inputs. */
const SEEDED = {
  "picklejar.config.js": `
    import { readdirSync, readFileSync } from "node:fs";
    import { folder } from "./more.js";
    const inputs = new URL("inputs/", import.meta.url);
    export default {
      migrations: folder,
      inputs: ["inputs/*.txt"],
      seed(database) {
        for (const name of readdirSync(inputs)) database.exec("CREATE TABLE " + readFileSync(new URL(name, inputs), "utf8") + " (id INTEGER)");
      },
    };`,
  "more.js": 'export const folder = "db";',
  "more/001_other.sql": "CREATE TABLE other (id INTEGER);",
  "inputs/name.txt": "first",
};

describe("a worker after a set-up", () => {
  test("loads no configuration", { tags: "long" }, async () => {
    const config = 'export default { migrations: "db", seed: () => {} };';
    const project = createSuite(
      { "a.test.js": ALL_WAYS, "b.test.js": ALL_WAYS },
      { "picklejar.config.js": `${NOTE_LOAD} ${config}` },
    );
    expect(await run(project, 6)).toBe("passed");
    expect(loadsOf(project)).not.toContain("worker");
  });

  const configurations: readonly [name: string, config: string, pool?: string][] = [
    ["picklejar.config.js", `${NOTE_LOAD} export default { migrations: "db", ${CONNECTION} };`],
    ["picklejar.config.cjs", `${REQUIRE_LOAD} module.exports = { migrations: "db", ${CONNECTION} };`],
    ["picklejar.config.ts", `${NOTE_LOAD} const one: number = 1; export default { migrations: "db", ${CONNECTION} };`],
    [
      "picklejar.config.ts",
      `${NOTE_LOAD} const one: number = 1; export default { migrations: "db", ${CONNECTION} };`,
      "vmThreads",
    ],
  ];
  test.each(ofToday(configurations, 4))(
    "loads %s for its connection, where one is opened",
    { tags: "long" },
    async (name, config, pool = "forks") => {
      const tests = {
        "a.test.js": 'test("opens its own", ({ db }) => { new Database(db.path).close(); });',
        "b.test.js": `
        vitestTest("has its functions", () => { expect(openTestDatabase().prepare("SELECT twice(21)").pluck().get()).toBe(42); });
        test("has them too", ({ db }) => { expect(db.open().prepare("SELECT twice(21)").pluck().get()).toBe(42); });`,
      };
      const project = createSuite(tests, { [name]: config }, { pool });
      expect(await run(project, 3)).toBe("passed");
      expect(loadsOf(project).filter((by) => by === "worker")).toEqual(["worker"]);
    },
  );

  test("loads a configuration that awaits at its top level", { tags: "long" }, async () => {
    const config = `${NOTE_LOAD} await null; export default { migrations: "db", ${CONNECTION} };`;
    const project = createSuite({ "a.test.js": ALL_WAYS }, { "picklejar.config.js": config });
    expect(await run(project, 3)).toBe("passed");
    expect(loadsOf(project)).toContain("worker");
  });

  test("gets no older database if a migration is edited during the run", ODD_DAYS, async () => {
    expect(await runWithChange('"db/001_notes.sql", "CREATE TABLE other (id INTEGER)"', ["first", "other"])).toBe("passed");
  });

  const changes = [
    ["a migration is added", '"db/002_more.sql", "CREATE TABLE other (id INTEGER)"', ["first", "notes", "other"]],
    ["an input is edited", '"inputs/name.txt", "other"', ["notes", "other"]],
    ["an input is added", '"inputs/z.txt", "other"', ["first", "notes", "other"]],
    ["a module of the configuration is edited", '"more.js", "export const folder = `more`;"', ["first", "other"]],
  ] as const;
  test.each(ofToday(changes, 2))(
    "gets no older database if %s during the run",
    { tags: "long" },
    async (_what, change, tables) => {
      expect(await runWithChange(change, tables)).toBe("passed");
    },
  );
});

/** Runs two test files, of which the second has to see what the first changes. */
async function runWithChange(change: string, tables: readonly string[]): Promise<unknown> {
  const list = `prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'picklejar%' ORDER BY name").pluck().all()`;
  const tests = {
    // Vitest begins with the longest file.
    "a.test.js": `
        import { writeFileSync } from "node:fs";
        vitestTest("changes it", () => { expect(openTestDatabase().${list}).toEqual(["first", "notes"]); writeFileSync(${change}); });
        /* ${"-".repeat(2000)} */`,
    "b.test.js": `
        vitestTest("has the change", () => { expect(openTestDatabase().${list}).toEqual(${JSON.stringify(tables)}); });
        test("has it too", ({ db }) => { expect(db.open().${list}).toEqual(${JSON.stringify(tables)}); });`,
  };
  return run(createSuite(tests, SEEDED), 3);
}

function createSuite(
  tests: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>>,
  options: object = {},
): Project {
  return createVitestProject(tests, {
    files,
    options: { setupFiles: ["@picklejar/core/vitest/hooks"], maxWorkers: 1, ...options },
  });
}

/** How Vitest ended, and what it printed if not all tests passed. */
async function run(project: Project, count: number): Promise<unknown> {
  const { code, output } = await runVitest(project);
  return code === 0 && output.includes(` ${count} passed`) ? "passed" : { code, output };
}

function loadsOf(project: Project): readonly string[] {
  const path = project.path("loads.txt");
  return existsSync(path) ? readFileSync(path, "utf8").trim().split("\n") : [];
}
