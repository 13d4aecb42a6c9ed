import { mkdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { EVEN_DAYS, ODD_DAYS, ofToday } from "../../../../test/helpers/of-today.js";
import { coreDirectory } from "../helpers/create-project.js";
import { endOf, runScript } from "../helpers/run-script.js";
import { createMochaProject, MOCHAS, runMocha, startMocha } from "./mocha-project.js";
import { leftovers, retained } from "./runner-traces.js";

/** Fifty tests of a file that wait in the middle; number 7 fails. */
function fiftyTests(file: string): string {
  return `
    describe("many", function () {
      for (let index = 0; index < 50; index++)
        it("writes ${file}" + index, async function () {
          assert.equal(write(this.db), 1);
          await new Promise((resolve) => setTimeout(resolve, index % 3));
          this.db.open().prepare("UPDATE notes SET body = ?").run("${file}" + index);
          assert.deepEqual(this.db.open().prepare("SELECT body FROM notes").pluck().all(), ["${file}" + index]);
          assert.notEqual(index, 7);
        });
    });`;
}

const HANG =
  'it("hangs", function () { this.timeout(0); write(this.db); console.log("READY"); return new Promise((resolve) => setTimeout(resolve, 60_000)); });';
const ROOT_HOOK = '"before all" hook: picklejar for "writes"';
const NOTES = 'it("writes", function () { assert.equal(write(this.db), 1); });';

describe.each(ofToday(MOCHAS, 2))("@picklejar/core/mocha with %s", { tags: "long" }, (mocha) => {
  test.each([
    ["one after the other", []],
    ["in parallel", ["--parallel", "--jobs", "3"]],
  ])("gives each of 200 tests its own rows: %s", async (_name, commandLine) => {
    const names = ["a", "b", "c", "d"];
    const project = createMochaProject(Object.fromEntries(names.map((name) => [`${name}.test.js`, fiftyTests(name)])));
    const { code, statuses, output } = await runMocha(project, commandLine, { mocha });
    expect(code).toBe(4);
    expect(Object.values(statuses)).toHaveLength(200);
    const failed = names.map((name) => `writes ${name}7`);
    expect(
      Object.keys(statuses)
        .filter((name) => statuses[name] !== "passed")
        .toSorted(),
    ).toEqual(failed);
    expect(retained(project)).toEqual(Object.fromEntries(failed.map((name) => [name, 1])));
    expect(output).toContain("notes: 1 added\n  + id=1: body='a7'");
    expect(output.match(/picklejar: \d+ test databases/g)).toEqual(["picklejar: 200 test databases"]);
    expect(leftovers(project)).toEqual([]);
  });

  test("is loaded by files that are ES modules, with its configuration in the package.json", async () => {
    const project = createMochaProject({}, {}, mocha);
    rmSync(project.path(".mocharc.json"));
    const mochaOptions = { require: ["@picklejar/core/mocha"], spec: "*.test.mjs" };
    project.write("package.json", JSON.stringify({ name: "project", type: "module", private: true, mocha: mochaOptions }));
    project.write(
      "notes.test.mjs",
      `import assert from "node:assert/strict";
       import { describe, it } from "mocha";
       import { initTestDb } from "@picklejar/core";
       describe("notes", () => {
         it("are there", async function () {
           assert.equal(this.db.open().prepare("SELECT count(*) FROM notes").pluck().get(), 0);
           await (await initTestDb()).dispose();
         });
       });`,
    );
    // Only in this workspace do ES modules without that condition come from elsewhere.
    const environment = { NODE_OPTIONS: "--conditions=published" };
    expect(await runMocha(project, [], { mocha, environment })).toMatchObject({ code: 0, statuses: { "are there": "passed" } });
    expect(leftovers(project)).toEqual([]);
  });

  test("can be exported by a file of the project's own, beside hooks of it", async () => {
    const project = createMochaProject({ "notes.test.js": NOTES });
    project.write(".mocharc.json", JSON.stringify({ require: ["./hooks.cjs"], spec: "*.test.js" }));
    project.write("hooks.cjs", 'module.exports = require("@picklejar/core/mocha");');
    expect(await runMocha(project, [], { mocha })).toMatchObject({ code: 0, statuses: { writes: "passed" } });
  });

  test("fails the run with a sentence where there is no configuration, an option is wrong, or a template cannot be built", async () => {
    const project = createMochaProject({ "notes.test.js": NOTES }, { retian: "never" });
    const wrong = await runMocha(project, [], { mocha });
    expect(wrong.code).toBe(1);
    expect(wrong.messages[ROOT_HOOK]).toContain('mocha.retian is not an option. Did you mean "retain"?');
    project.write("db/001_notes.sql", "CREATE TABLE (");
    const broken = await runMocha(project, [], { mocha });
    expect(broken.code).not.toBe(0);
    expect(broken.output).toContain("001_notes");
    renameSync(project.path("picklejar.config.mjs"), project.path("away.mjs"));
    const none = await runMocha(project, [], { mocha });
    expect(none.code).toBe(1);
    expect(none.messages[ROOT_HOOK]).toContain("picklejar.config");
    expect(leftovers(project)).toEqual([]);
  });

  test("leaves nothing when a worker is killed in the middle of a test", async () => {
    const project = createMochaProject({
      "killed.test.js": 'it("is killed", function () { write(this.db); process.kill(process.pid, "SIGKILL"); });',
      "other.test.js": NOTES,
    });
    const { code } = await runMocha(project, ["--parallel", "--jobs", "2"], { mocha });
    expect(code).not.toBe(0);
    expect(leftovers(project)).toEqual([]);
  });
});

describe("@picklejar/core/mocha", { tags: "long" }, () => {
  test.each([
    ["SIGINT", []],
    ["SIGTERM", []],
    ["SIGINT", ["--parallel"]],
  ] as const)("leaves nothing after %s in the middle of a test: %j", async (signal, commandLine) => {
    const project = createMochaProject({ "hang.test.js": HANG, "other.test.js": NOTES });
    const child = await startMocha(project, commandLine);
    expect(leftovers(project)).not.toEqual([]);
    child.kill(signal);
    await endOf(child);
    await expect.poll(() => leftovers(project), { timeout: 10_000 }).toEqual([]);
  });

  test("has the next run remove what was left when Mocha was killed", ODD_DAYS, async () => {
    const project = createMochaProject({ "hang.test.js": HANG });
    const child = await startMocha(project, []);
    child.kill("SIGKILL");
    await endOf(child);
    expect(leftovers(project)).not.toEqual([]);
    project.write("hang.test.js", 'it("ends", function () { this.db.open(); });');
    expect(await runMocha(project)).toMatchObject({ code: 0, statuses: { ends: "passed" } });
    expect(leftovers(project)).toEqual([]);
  });

  test(
    "takes back the database when a hook outside of describe fails, before others of its own get theirs",
    EVEN_DAYS,
    async () => {
      const project = createMochaProject({
        "notes.test.js": 'afterEach(function () { write(this.db); throw new Error("hook"); }); it("passes", function () {});',
      });
      const { messages, statuses } = await runMocha(project);
      expect(statuses).toMatchObject({ passes: "passed", '"after each" hook for "passes"': "failed" });
      expect(messages['"after each" hook for "passes"']).toBe("hook");
      expect(retained(project)).toEqual({ passes: 1 });
      expect(leftovers(project)).toEqual([]);
    },
  );

  test(
    "gives a run of its own to a Mocha without the global set-up, for example one that a program starts",
    ODD_DAYS,
    async () => {
      const project = createMochaProject({ "notes.test.js": NOTES });
      const program = project.write(
        "program.cjs",
        `const loaded = require("mocha");
       const Mocha = loaded.default ?? loaded;
       const { mochaHooks } = require("@picklejar/core/mocha");
       (async () => {
         const mocha = new Mocha({ rootHooks: await mochaHooks() });
         mocha.addFile(${JSON.stringify(project.path("notes.test.js"))});
         mocha.run((failures) => { process.exitCode = failures; });
       })();`,
      );
      const env = { PICKLEJAR_RUN: undefined, PICKLEJAR_DIR: project.path("runs") };
      const ending = await runScript(program, { cwd: project.directory, env });
      expect(ending).toHaveEnded({ code: 0, stdout: ["1 passing"] });
      expect(leftovers(project)).toEqual([]);
    },
  );

  test("has types for this.db, this.databases and this.defer, and for its options", EVEN_DAYS, async () => {
    const project = createMochaProject({});
    mkdirSync(project.path("node_modules/@types"));
    const root = join(coreDirectory, "../..");
    for (const [from, name] of [
      [root, "@types/node"],
      [coreDirectory, "@types/mocha"],
      [coreDirectory, "@types/better-sqlite3"],
    ] as const)
      symlinkSync(join(from, "node_modules", name), project.path(join("node_modules", name)));
    project.write(
      "notes.test.ts",
      `import type { MochaOptions } from "@picklejar/core/mocha";
       import { defineConfig } from "@picklejar/core";
       const options: MochaOptions = { retain: "never", onDatabase(database, context) { context.timeout(database.path.length); } };
       export default defineConfig({ migrations: "db", mocha: options });
       describe("notes", function () {
         it("are typed", function () {
           const path: string = this.db.path;
           // @ts-expect-error -- A path is no number.
           const wrong: number = this.db.path;
           this.defer(() => [path, wrong, this.databases["audit"]?.url]);
         });
       });`,
    );
    const options = "--noEmit --strict --module node20 --target es2022 --lib es2023,esnext.disposable --types node,mocha";
    const compiler = join(root, "node_modules/typescript/bin/tsc");
    const ending = await runScript(compiler, { cwd: project.directory, arguments: [...options.split(" "), "notes.test.ts"] });
    expect(ending).toHaveEnded({ code: 0, stdout: "" });
  });
});
