import { existsSync, readdirSync, rmSync } from "node:fs";
import { once } from "node:events";
import { describe, expect, test } from "vitest";

import { EVEN_DAYS, ODD_DAYS, ofToday } from "../../../../test/helpers/of-today.js";
import { endOf, type startScript } from "../helpers/run-script.js";
import { createNodeTestProject, runNodeTest, startNodeTest } from "./node-test-project.js";
import { leftovers, retained } from "./runner-traces.js";

/** Tests that wait in the middle, so that concurrent ones overlap; number 7 fails. */
function manyTests(count: number, options: string): string {
  return `
    describe("many", ${options}, () => {
      for (let index = 0; index < ${count}; index++)
        test("writes " + index, async (t) => {
          const db = await testDatabase(t);
          assert.equal(write(db), 1);
          await new Promise((resolve) => setTimeout(resolve, index % 5));
          db.open().prepare("UPDATE notes SET body = ?").run(String(index));
          await new Promise((resolve) => setTimeout(resolve, 1));
          assert.deepEqual(db.open().prepare("SELECT body FROM notes").pluck().all(), [String(index)]);
          assert.notEqual(index, 7);
        });
    });`;
}

const HANG = `
  test("hangs", async (t) => {
    write(await testDatabase(t));
    console.log("READY");
    await new Promise((resolve) => setTimeout(resolve, 60_000));
  });`;

describe("@picklejar/core/node-test", { tags: "long" }, () => {
  const concurrency: [name: string, options: string][] = [
    ["one after the other", "{}"],
    ["all at once", "{ concurrency: true }"],
    ["ten at a time", "{ concurrency: 10 }"],
  ];
  test.each(ofToday(concurrency, 3))("gives each of 200 tests its own rows: %s", async (_name, options) => {
    const project = createNodeTestProject({ "many.test.js": manyTests(200, options) });
    const { statuses, output } = await runNodeTest(project, ["many.test.js"]);
    const failed = Object.keys(statuses).filter((name) => statuses[name] !== "ok");
    expect(failed).toEqual(["writes 7", "many"]);
    expect(output).toContain("picklejar: 200 test databases (200 from the template)");
    expect(output).toContain("notes: 1 added\n  + id=1: body='7'");
    expect(retained(project)).toEqual({ "writes 7": 1 });
    expect(leftovers(project)).toEqual([]);
  });

  test("gives each of 200 tests in four processes its own rows", async () => {
    const names = ["a", "b", "c", "d"].map((name) => `${name}.test.js`);
    const project = createNodeTestProject(Object.fromEntries(names.map((name) => [name, manyTests(50, "{}")])));
    const { output } = await runNodeTest(project, ["--test", "--test-concurrency=4"]);
    expect(output).toMatch(/^# pass 196\n# fail 4$/m);
    const retainedFiles = readdirSync(project.path(".picklejar/failed"), { recursive: true, encoding: "utf8" });
    expect(retainedFiles.filter((name) => name.endsWith(".db"))).toHaveLength(4);
    expect(leftovers(project)).toEqual([]);
  });

  test("keeps a test and its subtests apart, all of which have a database", EVEN_DAYS, async () => {
    const project = createNodeTestProject({
      "nested.test.js": `
        test("outer", { concurrency: true }, async (t) => {
          const db = await testDatabase(t);
          const counts = [];
          await Promise.all([1, 2, 3].map((number) => t.test("inner " + number, async (s) => {
            const inner = await testDatabase(s);
            counts.push(write(inner));
            assert.notEqual(number, 2);
          })));
          assert.deepEqual([counts, write(db)], [[1, 1, 1], 1]);
        });`,
    });
    const { statuses } = await runNodeTest(project, ["nested.test.js"]);
    expect(statuses).toEqual({ "inner 1": "ok", "inner 2": "not ok", "inner 3": "ok", outer: "not ok" });
    expect(retained(project)).toEqual({ "inner 2": 1, outer: 1 });
  });

  test("says so in each test where there is no configuration, and that a template cannot be built", ODD_DAYS, async () => {
    const code = 'test("one", async (t) => { await testDatabase(t); }); test("two", async (t) => { await testDatabase(t); });';
    const project = createNodeTestProject({ "notes.test.js": code });
    project.write("db/001_notes.sql", "CREATE TABLE (");
    const broken = await runNodeTest(project);
    expect(broken.statuses).toEqual({ one: "not ok", two: "not ok" });
    expect(broken.output).toContain("MIGRATION_FAILED");
    rmSync(project.path("picklejar.config.js"));
    const { statuses, output } = await runNodeTest(project);
    expect(statuses).toEqual({ one: "not ok", two: "not ok" });
    expect(output).toContain("CONFIG_NOT_FOUND");
    expect(leftovers(project)).toEqual([]);
  });

  test.each([
    ["a file of its own", ["hang.test.js"], "SIGINT"],
    ["a file of its own", ["hang.test.js"], "SIGTERM"],
    ["node --test", ["--test"], "SIGINT"],
    ["node --test", ["--test"], "SIGTERM"],
  ] as const)("leaves nothing after a signal in the middle of a test: %s %s %s", async (_name, commandLine, signal) => {
    const project = createNodeTestProject({ "hang.test.js": HANG });
    const child = await startNodeTest(project, commandLine);
    expect(leftovers(project)).not.toEqual([]);
    child.kill(signal);
    expect((await endOf(child)).code).not.toBe(0);
    await expect.poll(() => leftovers(project), { timeout: 10_000 }).toEqual([]);
    expect(retained(project)).toEqual({});
  });

  test("has the next run remove what a process left that was killed", EVEN_DAYS, async () => {
    const project = createNodeTestProject({
      "killed.test.js":
        'test("is killed", async (t) => { write(await testDatabase(t)); if (process.env.KILL) process.kill(process.pid, "SIGKILL"); });',
      "other.test.js": 'test("is beside it", async (t) => { assert.equal(write(await testDatabase(t)), 1); });',
    });
    const killed = await runNodeTest(project, ["--test", "--test-concurrency=1"], { KILL: "1" });
    expect(killed).toMatchObject({ code: 1, statuses: { "is beside it": "ok" } });
    expect(await runNodeTest(project)).toMatchObject({ code: 0, statuses: { "is killed": "ok", "is beside it": "ok" } });
    expect(leftovers(project)).toEqual([]);
  });

  test("runs a file again with --watch, and keeps what its last run retained", ODD_DAYS, async () => {
    const project = createNodeTestProject({
      "first.test.js": 'test("fails always", async (t) => { write(await testDatabase(t)); assert.fail(); });',
      "second.test.js":
        'test("fails at first", async (t) => { write(await testDatabase(t)); console.log("READY"); assert.fail(); });',
    });
    const child = await startNodeTest(project, ["--test", "--watch", "--test-concurrency=1"]);
    await expect.poll(() => retained(project), { timeout: 20_000 }).toEqual({ "fails always": 1, "fails at first": 1 });
    await expect.poll(() => leftovers(project), { timeout: 10_000 }).toEqual([]);
    const seen = onceSaid(child, "passes now");
    project.write("second.test.js", `${TEST_OF_ONE}("passes now", async (t) => { await testDatabase(t); });`);
    await seen;
    await expect.poll(() => retained(project), { timeout: 10_000 }).toEqual({ "fails always": 1 });
    child.kill("SIGTERM");
    await once(child, "exit");
    await expect.poll(() => leftovers(project), { timeout: 10_000 }).toEqual([]);
  });

  test("has a database for a suite by initTestDb", EVEN_DAYS, async () => {
    const project = createNodeTestProject({
      "suite.test.js": `
        import { initTestDb } from "@picklejar/core";
        describe("a suite", () => {
          let database;
          before(async () => { database = await initTestDb(); });
          after(() => database.dispose());
          test("writes", () => { assert.equal(write(database), 1); });
          test("writes on", () => { assert.equal(write(database), 2); });
        });`,
    });
    expect(await runNodeTest(project)).toMatchObject({ code: 0, statuses: { writes: "ok", "writes on": "ok" } });
    expect(leftovers(project)).toEqual([]);
    expect(existsSync(project.path(".picklejar"))).toBe(false);
  });

  test("can be required, and is typed for the context of a test", ODD_DAYS, async () => {
    const project = createNodeTestProject({});
    project.write(
      "required.test.cjs",
      `const { testDatabase } = require("@picklejar/core/node-test");
       require("node:test").test("is required", async (t) => { require("node:assert").equal((await testDatabase(t)).name, "default"); });`,
    );
    expect(await runNodeTest(project, ["required.test.cjs"])).toMatchObject({ code: 0, statuses: { "is required": "ok" } });
  });
});

const TEST_OF_ONE = 'import { test } from "node:test"; import { testDatabase } from "@picklejar/core/node-test"; test';

async function onceSaid(child: ReturnType<typeof startScript>, text: string): Promise<void> {
  await new Promise<void>((resolve) => {
    child.stdout.on("data", (data: Buffer) => {
      if (String(data).includes(text)) resolve();
    });
  });
}
