import { beforeAll, describe, expect, test } from "vitest";

import { EVEN_DAYS, ODD_DAYS } from "../../../../test/helpers/of-today.js";
import type { Project } from "../helpers/create-project.js";
import { leftovers } from "./runner-traces.js";
import { createVitestProject, readResults, retainedFrom, runVitest, type FileResult } from "./vitest-project.js";

const HOOKS = { setupFiles: ["@picklejar/core/vitest/hooks"] };

/** A helper as suites have it: synchronous, at module level, in a file of its own. */
const HELPER = `
  import { openTestDatabase } from "@picklejar/core";
  export const shared = openTestDatabase();
  export function createNotes() { return openTestDatabase(); }`;

const COUNT = "SELECT count(*) FROM notes";

const FILES = {
  "opening.test.js": `
    import { shared } from "./helper.js";
    const atTop = openTestDatabase();
    const insert = (database) => database.prepare("INSERT INTO notes (body) VALUES ('mine')").run();
    vitestTest("gets a new one each time", () => {
      const [one, other] = [openTestDatabase(), openTestDatabase()];
      insert(one);
      expect([one, other].map((each) => each.prepare("${COUNT}").pluck().get())).toEqual([1, 0]);
      globalThis.closed = [one, other];
    });
    vitestTest("has those of earlier tests closed", () => { expect(globalThis.closed.map(({ open }) => open)).toEqual([false, false]); });
    vitestTest("has those of the file in all of its tests", () => { insert(atTop); insert(shared); });
    vitestTest("still has them", () => {
      expect([atTop, shared].map((each) => each.prepare("${COUNT}").pluck().get())).toEqual([1, 1]);
      expect(atTop.name).not.toBe(shared.name);
    });
    test("has one beside the fixture's", ({ db }) => { write(db); expect(openTestDatabase().prepare("${COUNT}").pluck().get()).toBe(0); });
    vitestTest("asks for one that is not there", () => { expect(() => openTestDatabase({ database: "audit" })).toThrow("audit"); });
    vitestTest("misspells an option", () => { expect(() => openTestDatabase({ databse: "audit" })).toThrow('Did you mean "database"?'); });`,
  "mocking.test.js": `
    import { vi } from "vitest";
    import { count } from "./counting.js";
    vi.mock("./database.js", async () => ({ database: openTestDatabase() }));
    vitestTest("mocks the application's database", () => { expect(count()).toBe(0); });`,
  "failing.test.js": `
    vitestTest("fails", { retry: 1 }, () => {
      const [one, other] = [openTestDatabase(), openTestDatabase()];
      one.exec("INSERT INTO notes (body) VALUES ('retained')");
      other.exec("INSERT INTO notes (body) VALUES ('too')");
      expect(1).toBe(2);
    });
    vitestTest.fails("shows a bug", () => { openTestDatabase(); expect(1).toBe(2); });
    vitestTest("passes", () => { openTestDatabase(); });
    vitestTest("skips itself", ({ skip }) => { openTestDatabase(); skip(); });`,
  "file.test.js": `
    const atTop = openTestDatabase();
    vitestTest("fails with the file's database", () => { atTop.exec("INSERT INTO notes (body) VALUES ('of the file')"); expect(1).toBe(2); });`,
  "concurrent.test.js": `
    vitestTest.concurrent.for([0, 1, 2, 3])("opens %i", async (index, { expect }) => {
      const wait = () => new Promise((resolve) => setTimeout(resolve, 5 * (4 - index)));
      await wait();
      const database = openTestDatabase();
      for (let row = 0; row < index; row++) database.exec("INSERT INTO notes (body) VALUES ('mine')");
      await wait();
      expect(database.prepare("${COUNT}").pluck().get()).toBe(index);
      expect(database.open).toBe(true);
      expect(index).not.toBe(2);
    });`,
  "late.test.js": `
    let go;
    const asked = new Promise((resolve) => { go = resolve; });
    let late;
    vitestTest("does not await", () => { late = asked.then(() => openTestDatabase()).catch((error) => error); });
    vitestTest("hears it", async () => { go(); expect(String(await late)).toContain('late.test.js "does not await" had ended'); });`,
};

const OTHERS = {
  "helper.js": HELPER,
  "database.js": 'throw new Error("the real one");',
  "counting.js": `import { database } from "./database.js"; export const count = () => database.prepare("${COUNT}").pluck().get();`,
};

describe("openTestDatabase in Vitest", () => {
  let project: Project;
  let output: string;
  let files: ReadonlyMap<string, FileResult>;

  beforeAll(async () => {
    project = createVitestProject(FILES, { options: HOOKS, files: OTHERS });
    ({ output } = await runVitest(project, ["--reporter=default", "--reporter=json", "--outputFile.json=results.json"]));
    files = readResults(project);
  });

  /** Tests that did not pass; the output, where none ran. */
  const failuresIn = (file: keyof typeof FILES): readonly unknown[] => {
    const statuses = Object.entries(files.get(file)?.statuses ?? {});
    return statuses.length === 0 ? [output] : statuses.filter(([, status]) => status !== "passed");
  };

  test("gives a new database each time, to a test or to its file, and closes it with them", () => {
    expect(failuresIn("opening.test.js")).toEqual([]);
  });

  test("answers in a factory of vi.mock", () => {
    expect(failuresIn("mocking.test.js")).toEqual([]);
  });

  test("refuses a test that has ended, and does not take another one for it", () => {
    expect(failuresIn("late.test.js")).toEqual([]);
  });

  test("retains all databases of a test that fails, of its last attempt", () => {
    expect(files.get("failing.test.js")?.statuses).toEqual({
      fails: "failed",
      "shows a bug": "passed",
      passes: "passed",
      "skips itself": "skipped",
    });
    expect(retainedFrom(project, "failing.test.js")).toMatchObject([
      { name: "fails", attempt: 2 },
      { name: "fails", attempt: 2 },
    ]);
    expect(output).toContain("+ id=1: body='retained'");
    expect(output).toContain("+ id=1: body='too'");
  });

  test("retains the databases of a file in which a test failed", () => {
    expect(retainedFrom(project, "file.test.js")).toMatchObject([{ name: "file.test.js" }]);
    expect(output).toContain("+ id=1: body='of the file'");
  });

  test("tells concurrent tests apart", () => {
    expect(files.get("concurrent.test.js")?.statuses).toEqual({
      "opens 0": "passed",
      "opens 1": "passed",
      "opens 2": "failed",
      "opens 3": "passed",
    });
    expect(retainedFrom(project, "concurrent.test.js")).toMatchObject([{ name: "opens 2" }]);
  });

  test("leaves nothing", () => {
    expect(leftovers(project)).toEqual([]);
  });
});

describe("openTestDatabase without a set-up", () => {
  test.each([
    ["no line of the configuration", { globalSetup: [] }],
    ["no hooks", {}],
    ["no global set-up", { ...HOOKS, globalSetup: [] }],
  ])("says what to write where there is %s", EVEN_DAYS, async (_case, options) => {
    const project = createVitestProject(
      { "notes.test.js": 'vitestTest("opens", () => { openTestDatabase(); });' },
      { options },
    );
    const { code, output } = await runVitest(project);
    expect({ code, output }).toEqual({
      code: 1,
      output: expect.stringContaining('setupFiles: ["@picklejar/core/vitest/hooks"]'),
    });
  });
});

describe("openTestDatabase in a pool", () => {
  const TESTS = Object.fromEntries(
    ["one.test.js", "two.test.js"].map((name) => [
      name,
      `
      const atTop = openTestDatabase();
      vitestTest("has its own", () => {
        const own = openTestDatabase();
        for (const each of [atTop, own]) each.exec("INSERT INTO notes (body) VALUES ('mine')");
        expect([atTop, own].map((each) => each.prepare("${COUNT}").pluck().get())).toEqual([1, 1]);
        globalThis.closed = own;
      });
      vitestTest("has it closed", () => { expect(globalThis.closed.open).toBe(false); expect(atTop.open).toBe(true); });
      test("has the fixture's", ({ db }) => { expect(write(db)).toBe(1); });`,
    ]),
  );

  test.each([
    ["threads", {}],
    ["forks", { isolate: false, maxWorkers: 1 }],
    ["threads", { isolate: false, maxWorkers: 1 }],
    ["vmThreads", {}],
    ["vmForks", {}],
  ])("serves %s %o", ODD_DAYS, async (pool, options) => {
    const project = createVitestProject(TESTS, { options: { ...HOOKS, pool, ...options } });
    const { code, output } = await runVitest(project);
    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining("6 passed") });
    expect(output).toMatch(/^picklejar: 6 test databases \(6 from the template\)/m);
    expect(leftovers(project)).toEqual([]);
  });
});
