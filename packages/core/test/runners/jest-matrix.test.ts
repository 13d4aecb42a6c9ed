import { renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { EVEN_DAYS, ODD_DAYS, ofToday } from "../../../../test/helpers/of-today.js";
import { coreDirectory, type Project } from "../helpers/create-project.js";
import { createJestProject, runJest, WITH_SETUP } from "./jest-project.js";
import { leftovers, retained } from "./runner-traces.js";

const PLAIN = { ...WITH_SETUP, transform: {} };

const NOTES = `
  const db = useTestDatabase();
  test.each([1, 2, 3])("writes %i", () => { expect(write(db())).toBe(1); });
  test("fails", () => { write(db()); expect(1).toBe(2); });`;

const OUTCOME = { "writes 1": "passed", "writes 2": "passed", "writes 3": "passed", fails: "failed" };

/** The same tests, by four workers and by the main process, with what removes the run and without it. */
const RUNS: readonly (readonly [name: string, config: object, commandLine: readonly string[]])[] = [
  ["in workers", PLAIN, ["--maxWorkers=2"]],
  ["in one process", PLAIN, ["--runInBand"]],
  ["in workers that own their runs, without a global set-up", { transform: {} }, ["--maxWorkers=2"]],
  ["in one process that owns its run", { transform: {} }, ["--runInBand"]],
  [
    "with babel-jest, fake timers and fresh modules for each test",
    { ...WITH_SETUP, fakeTimers: { enableGlobally: true }, resetModules: true },
    [],
  ],
  ["without Jest's globals", { ...PLAIN, injectGlobals: false }, ["--runInBand"]],
];

describe("@picklejar/core/jest", { tags: "long" }, () => {
  test.each(ofToday(RUNS, 2))("gives each test its database and leaves nothing: %s", async (_name, config, commandLine) => {
    const globals = "injectGlobals" in config ? 'const { expect, test } = require("@jest/globals");' : "";
    const project = createJestProject(
      { "one.test.js": globals + NOTES, "two.test.js": globals + NOTES, "three.test.js": globals + NOTES },
      config,
    );
    symlinkSync(join(coreDirectory, "node_modules/@jest"), project.path("node_modules/@jest"));
    const { code, statuses, output } = await runJest(project, commandLine);
    expect({ code, statuses }).toEqual({ code: 1, statuses: OUTCOME });
    expect(output).toContain("Tests:       3 failed, 9 passed");
    expect(retained(project)).toEqual({ fails: 1 });
    expect(leftovers(project)).toEqual([]);
  });

  test("compiles with ts-jest for CommonJS, types of picklejar included", async () => {
    const project = createJestProject({}, { ...WITH_SETUP, preset: "ts-jest" });
    link(project, "ts-jest", "typescript", "@types");
    project.write(
      "tsconfig.json",
      JSON.stringify({
        compilerOptions: { module: "commonjs", target: "es2022", strict: true, esModuleInterop: true, skipLibCheck: true },
      }),
    );
    project.write(
      "notes.test.ts",
      `import { initTestDb, type TestDatabase } from "@picklejar/core";
       import { useTestDatabase, type DatabaseHandle } from "@picklejar/core/jest";
       declare const test: (name: string, act: () => unknown) => void;
       declare const expect: (value: unknown) => { toBe(other: unknown): void };
       const db = useTestDatabase({ retain: "never" });
       test("writes", () => {
         const handle: DatabaseHandle = db();
         expect(handle.open().exec("INSERT INTO notes (body) VALUES ('mine')").prepare("SELECT count(*) FROM notes").pluck().get()).toBe(1);
       });
       test("gets another", async () => { const database: TestDatabase = await initTestDb(); await database.dispose(); });`,
    );
    expect(await runJest(project)).toMatchObject({
      code: 0,
      output: expect.stringContaining("Tests:       2 passed"),
      statuses: { writes: "passed", "gets another": "passed" },
    });
  });

  test("is not disturbed by a test that replaces functions of fs", EVEN_DAYS, async () => {
    const project = createJestProject({
      "spies.test.js": `
        const fs = require("node:fs");
        const { initTestDb } = require("@picklejar/core");
        const db = useTestDatabase();
        test("writes", async () => {
          const fail = () => { throw new Error("spied"); };
          const spies = ["statSync", "copyFileSync", "openSync", "mkdirSync"].map((name) => jest.spyOn(fs, name).mockImplementation(fail));
          const database = await initTestDb();
          const counts = [write(db()), write(database), Object.keys(db().changes()).length];
          await database.dispose();
          expect(spies.map(({ mock }) => mock.calls.length)).toEqual([0, 0, 0, 0]);
          spies.forEach((spy) => spy.mockRestore());
          expect(counts).toEqual([1, 1, 1]);
        });`,
    });
    expect(await runJest(project)).toMatchObject({ code: 0, statuses: { writes: "passed" } });
    expect(leftovers(project)).toEqual([]);
  });

  test("adds itself to an environment of the project's own", ODD_DAYS, async () => {
    const project = createJestProject(
      { "notes.test.js": `${NOTES} test("has what the project's environment gives", () => { expect(mine).toBe(42); });` },
      { ...PLAIN, testEnvironment: "./own-environment.js" },
    );
    project.write(
      "own-environment.js",
      `const { withPicklejar, default: NodeEnvironment } = require("@picklejar/core/jest/environment");
       class Own extends Object.getPrototypeOf(NodeEnvironment) { async setup() { await super.setup(); this.global.mine = 42; } }
       module.exports = withPicklejar(Own);`,
    );
    const { statuses } = await runJest(project);
    expect(statuses).toEqual({ ...OUTCOME, "has what the project's environment gives": "passed" });
    expect(leftovers(project)).toEqual([]);
  });

  test("says so in each test where there is no configuration, with the global set-up too", EVEN_DAYS, async () => {
    const project = createJestProject({ "notes.test.js": NOTES }, PLAIN);
    rmSync(project.path("picklejar.config.mjs"));
    const { statuses, messages } = await runJest(project);
    expect(new Set(Object.values(statuses))).toEqual(new Set(["failed"]));
    expect(messages["writes 1"]).toContain("picklejar.config");
    expect(leftovers(project)).toEqual([]);
  });

  test("leaves nothing when a worker is killed in the middle of a test", ODD_DAYS, async () => {
    const project = createJestProject({
      "killed.test.js":
        'const db = useTestDatabase(); test("is killed", () => { write(db()); process.kill(process.pid, "SIGKILL"); });',
      "other.test.js": NOTES,
    });
    const { code, output } = await runJest(project, ["--maxWorkers=2"]);
    expect(code).toBe(1);
    expect(output).toContain("A jest worker process");
    expect(leftovers(project)).toEqual([]);
  });

  test("loads ES modules as tests where Node is told to", EVEN_DAYS, async () => {
    // Only in this workspace do ES modules without that condition come from elsewhere.
    const testEnvironmentOptions = { customExportConditions: ["published", "node", "node-addons"] };
    const project = createJestProject({}, { ...PLAIN, testEnvironmentOptions });
    project.write(
      "notes.test.mjs",
      `import { initTestDb } from "@picklejar/core";
       import { useTestDatabase } from "@picklejar/core/jest";
       const db = useTestDatabase();
       test("writes", async () => {
         expect(db().open().prepare("SELECT count(*) FROM notes").pluck().get()).toBe(0);
         await (await initTestDb()).dispose();
       });`,
    );
    const options = `${process.env["NODE_OPTIONS"] ?? ""} --experimental-vm-modules`;
    expect(await runJest(project, ["--testMatch=**/*.test.mjs"], { NODE_OPTIONS: options })).toMatchObject({
      code: 0,
      output: expect.stringContaining("Tests:       1 passed"),
      statuses: { writes: "passed" },
    });
  });
});

describe("Jest without the environment", { tags: "long" }, () => {
  const INIT = `
    const { initTestDb } = require("@picklejar/core");
    test("gets one", async () => { const database = await initTestDb(); expect(write(database)).toBe(1); await database.dispose(); });`;
  const AS_IT_COMES = { transform: {}, testEnvironment: "node" };

  /** With migrations in code, for which each worker loads the configuration. */
  const IN_CODE =
    '{ migrations: [{ name: "1", up: ({ context }) => context.exec("CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT)") }] }';

  test.each([
    ["picklejar.config.mjs", 'export default { migrations: "db" };'],
    ["picklejar.config.cjs", `module.exports = ${IN_CODE};`],
  ])("serves initTestDb with the global set-up and %s", async (name, config) => {
    const project = createJestProject({ "init.test.js": INIT }, { ...AS_IT_COMES, ...WITH_SETUP });
    renameSync(project.path("picklejar.config.mjs"), project.path(name));
    project.write(name, config);
    expect(await runJest(project)).toMatchObject({ code: 0, statuses: { "gets one": "passed" } });
    expect(leftovers(project)).toEqual([]);
  });

  test.each([
    [
      "a configuration that is an ES module, with migrations in code",
      WITH_SETUP,
      `export default ${IN_CODE};`,
      INIT,
      "Jest's tests have no import(): set testEnvironment",
    ],
    [
      "no run",
      {},
      'export default { migrations: "db" };',
      INIT.replace("initTestDb()", 'initTestDb({ migrations: "db" })'),
      "got neither. Without them nothing would remove the databases",
    ],
  ])("says what to configure with %s, and leaves nothing", async (_name, options, config, code, message) => {
    const project = createJestProject({ "init.test.js": code }, { ...AS_IT_COMES, ...options });
    project.write("picklejar.config.mjs", config);
    const { statuses, messages } = await runJest(project);
    expect(statuses).toEqual({ "gets one": "failed" });
    expect(messages["gets one"]).toContain(message);
    expect(leftovers(project)).toEqual([]);
  });

  test("refuses useTestDatabase with a sentence", EVEN_DAYS, async () => {
    const project = createJestProject({ "notes.test.js": NOTES }, AS_IT_COMES);
    expect((await runJest(project)).output).toContain(
      'useTestDatabase: expected the test environment "@picklejar/core/jest/environment"',
    );
  });
});

function link(project: Project, ...names: readonly string[]): void {
  for (const name of names) symlinkSync(join(coreDirectory, "node_modules", name), project.path(join("node_modules", name)));
}
