import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

import { describe, expect, test } from "vitest";

import { EVEN_DAYS, ODD_DAYS, type TagOptions } from "../../../../test/helpers/of-today.js";
import { CLI_PATH, createCliProject, runCli, runCliForData, storageOf } from "../helpers/run-cli.js";
import { createProject, type Project } from "../helpers/create-project.js";
import { endOf, runScript, startScript } from "../helpers/run-script.js";

interface Failure {
  readonly code: string;
  readonly step: string;
  readonly message: string;
  readonly cause: string;
  readonly stack: string;
  readonly isOwnClass: boolean;
}

describe("a build in a process of its own", () => {
  const seeds: readonly (readonly [claim: string, seed: string, message: string, cause: string, options?: TagOptions])[] = [
    ["throws", 'throw new RangeError("mine")', "seed threw: mine", "RangeError: mine"],
    ["throws no error", "throw { reason: 42 }", "seed threw: { reason: 42 }", "{ reason: 42 }", EVEN_DAYS],
    ["throws nothing", "throw undefined", "seed threw: undefined", "undefined", ODD_DAYS],
    [
      "breaks a constraint",
      'it.exec("INSERT INTO users VALUES (1)"); it.exec("INSERT INTO users VALUES (1)")',
      "UNIQUE constraint failed",
      "SqliteError: UNIQUE",
      EVEN_DAYS,
    ],
    ["ends the process", "process.exit(0)", "seed ended the process, by process.exit(0)", "process.exit was called", ODD_DAYS],
    ["kills the process", 'process.kill(process.pid, "SIGKILL")', "was ended by SIGKILL while seed ran", "undefined"],
    ["never settles", "await new Promise(() => undefined)", "seed never settles", "undefined", EVEN_DAYS],
    [
      "does not await a promise that uses the database",
      '(async () => { await null; await null; await new Promise(setImmediate); it.exec("SELECT 1"); })()',
      "did not wait for, which failed: The database connection is not open",
      "TypeError",
      ODD_DAYS,
    ],
    [
      "does not await a timer that uses the database",
      'setTimeout(() => it.exec("SELECT 1"), 300)',
      "did not wait for, which failed: The database connection is not open",
      "TypeError",
      EVEN_DAYS,
    ],
    [
      "does not await a promise that fails",
      'Promise.reject(new Error("lost"))',
      "did not wait for, which failed: lost",
      "Error: lost",
      ODD_DAYS,
    ],
    ["leaves work behind without end", "setInterval(() => undefined, 50)", "still at work (Timeout)", "undefined", EVEN_DAYS],
  ];
  for (const [claim, seed, message, cause, options = {}] of seeds)
    test(`fails by TEMPLATE_BUILD_FAILED when a seed ${claim}`, options, async () => {
      const failure = await fail(createSeedProject(seed));
      expect(failure).toMatchObject({ code: "TEMPLATE_BUILD_FAILED", step: "seed", isOwnClass: true });
      expect(failure.message).toContain(message);
      expect(failure.cause).toContain(cause);
    });

  test("keeps the stack of the user's own code", { tags: "long" }, async () => {
    const failure = await fail(createSeedProject('throw new Error("mine")'));
    expect(failure.stack).toContain("picklejar.config.mjs");
  });

  test("says that migrate went on, when what it did not await wrote to the database", { tags: "long" }, async () => {
    const project = createProject({
      "picklejar.config.mjs": `import Database from "better-sqlite3";
        export default { migrate: ({ path }) => {
          const it = new Database(path);
          it.exec("CREATE TABLE a (id)");
          setTimeout(() => { it.exec("CREATE TABLE b (id)"); it.close(); }, 100);
        } };`,
    });
    const failure = await fail(project);
    expect(failure).toMatchObject({ code: "TEMPLATE_BUILD_FAILED", step: "migrate" });
    expect(failure.message).toContain("migrate went on after it had returned");
  });

  test("gives a failed migration as it is, with its fields", async () => {
    const project = createProject({
      "db/1_a.mjs": 'export const up = () => { throw Object.assign(new TypeError("mine"), { detail: { line: 7 } }); };',
      "picklejar.config.json": '{ "migrations": "db" }',
    });
    expect(await fail(project)).toMatchObject({
      code: "MIGRATION_FAILED",
      isOwnClass: true,
      migration: "1_a",
      rolledBack: true,
      detail: { line: 7 },
    });
  });

  test("leaves stdout to whoever reads it, and shows what the project's code says on stderr", async () => {
    const project = createCliProject(
      'export default { migrations: "db", seed: () => { console.log("from the seed"); process.stdout.write("written by the seed\\n"); } };',
    );
    const { code, stdout, stderr } = await runCli(project, ["build", "--json"]);
    expect({ code, isJson: JSON.parse(stdout) !== undefined }).toEqual({ code: 0, isJson: true });
    expect(stderr).toContain("from the seed");
    expect(stderr).toContain("written by the seed");
  });

  test("ends with the process that waits, however busy it is, and leaves no lock", { tags: "long" }, async () => {
    const project = createCliProject(
      'import { existsSync, writeFileSync } from "node:fs";\n' +
        'export default { migrations: "db", seed: () => { if (existsSync("go")) return; writeFileSync("pid", String(process.pid)); const end = Date.now() + 60_000; while (Date.now() < end); } };',
    );
    const builder = startScript(CLI_PATH, {
      cwd: project.directory,
      arguments: ["build"],
      env: { PICKLEJAR_DIR: storageOf(project) },
    });
    const ended = endOf(builder);
    while (!existsSync(project.path("pid"))) await new Promise((resolve) => setTimeout(resolve, 20));
    builder.kill("SIGKILL");
    await ended;
    const pid = Number(readFileSync(project.path("pid"), "utf8"));
    while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
    project.write("go", "");
    expect((await runCli(project, ["build"])).code).toBe(0);
  });

  test("has the loaders of the process that asks, in verify as in build", ODD_DAYS, async () => {
    const tsx = join(dirname(createRequire(import.meta.url).resolve("tsx/package.json")), "dist/loader.mjs");
    const project = createCliProject('import { up } from "./migrate.ts";\nexport default { migrate: up };');
    project.write(
      "migrate.ts",
      'import Database from "better-sqlite3";\nexport const up = ({ path }: { path: string }): void => { new Database(path).exec("CREATE TABLE a (id)").close(); };',
    );
    const env = { NODE_OPTIONS: `--import ${tsx}` };
    expect((await runCli(project, ["build"], env)).code).toBe(0);
    expect(await runCli(project, ["verify"], env)).toMatchObject({ code: 0, stderr: "" });
  });

  test("is not disturbed by what its parent was started with", EVEN_DAYS, async () => {
    const project = createSeedProject("");
    const script = project.write(
      "ask.test.mjs",
      'import { test } from "node:test"; import { initTestDb } from "@picklejar/core"; test("asks", async () => { await (await initTestDb()).dispose(); });',
    );
    const { code, stdout } = await runScript(script, {
      cwd: project.directory,
      env: { PICKLEJAR_RUN: undefined, NODE_OPTIONS: "--inspect=0", VITEST_WORKER_ID: "1" },
    });
    expect([code, stdout.includes("# pass 1")]).toEqual([0, true]);
  });

  for (const [what, seed, said, options] of [
    ["a child process", 'execFileSync("true")', "a child process (true)", EVEN_DAYS],
    [
      "a connection",
      'net.connect(9, "127.0.0.1").on("error", () => undefined); await new Promise((resolve) => setTimeout(resolve, 50))',
      "a connection to 127.0.0.1",
      ODD_DAYS,
    ],
  ] as const)
    test(`says that ${what} of the seed cannot be seen, until inputs is given`, options, async () => {
      const config = (inputs: string): string =>
        `import { execFileSync } from "node:child_process"; import net from "node:net"; void execFileSync, net; export default { migrations: "db", ${inputs} seed: async () => { ${seed} } };`;
      const project = createCliProject(config(""));
      expect((await runCli(project, ["build"])).stderr).toContain(said);
      expect((await runCli(project, ["status"])).stdout).toContain(`not seen        ${said}`);
      project.write("picklejar.config.js", config("inputs: [],"));
      expect((await runCli(project, ["build"])).stderr).not.toContain(said);
      expect((await runCli(project, ["status"])).stdout).not.toContain("not seen");
    });

  test("lists what was seen in status", async () => {
    const project = createCliProject(
      'import { readFileSync } from "node:fs"; export default { migrations: "db", seed: () => void readFileSync("no" + "tes.txt") };',
    );
    project.write("notes.txt", "a");
    await runCli(project, ["build"]);
    const { data } = await runCliForData<{ databases: { templates: { observed: string[] }[] }[] }>(project, ["status"]);
    expect(data.databases[0]?.templates[1]?.observed).toEqual(["notes.txt"]);
    project.write("notes.txt", "b");
    expect((await runCli(project, ["status"])).stdout).toContain("observed notes.txt changed");
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function createSeedProject(statements: string): Project {
  return createProject({
    "db/1_users.sql": "CREATE TABLE users (id INTEGER PRIMARY KEY);",
    "picklejar.config.mjs": `export default { migrations: "db", seed: async (it) => { ${statements} } };`,
  });
}

/** What a process that asks for a database is told. */
async function fail(project: Project): Promise<Failure> {
  const script = `import { inspect } from "node:util"; import * as core from "@picklejar/core";
    try { await core.initTestDb(); } catch (error) {
      const { code, step, message, migration, rolledBack, cause } = error;
      console.log(JSON.stringify({ code, step, message, migration, rolledBack, detail: cause?.detail, cause: inspect(cause), stack: inspect(error), isOwnClass: error instanceof core.PicklejarError && core[error.name] === error.constructor }));
    }
    process.exit(0);`;
  const { stdout, stderr } = await runScript(project.write("fail.mjs", script), {
    cwd: project.directory,
    env: { PICKLEJAR_RUN: undefined },
  });
  if (stdout === "") throw new Error(`it did not fail: ${stderr}`);
  const failure: Failure = JSON.parse(stdout);
  return failure;
}
