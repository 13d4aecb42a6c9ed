import { statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown, type OutputChunk } from "rolldown";
import { describe, expect, test } from "vitest";

import { commonJs } from "../rolldown.config.js";
import { PROGRAMS } from "../packaging/entries.js";
import { coreDirectory, createProject, type Project } from "./helpers/create-project.js";
import { runScript } from "./helpers/run-script.js";

const DIRECTORY = join(coreDirectory, "bundle");

const FAST_PATH = ["fast-path", "index", "late"];

describe("the bundle", () => {
  test("loads what the fast path needs where an application migrates a database that a test run knows", async () => {
    const project = createProject();
    project.write("picklejar.config.js", 'export default { migrations: "db" };');
    project.write(
      "application.cjs",
      `const { MigrationRunner } = require("@picklejar/core");
       new MigrationRunner({ migrations: "db" }).initOrUpgrade(process.env.DATABASE).then(({ applied }) => {
         process.send({ applied: applied.length, files: Object.keys(require.cache).filter((path) => /core.bundle/.test(path)) });
       });`,
    );
    project.write(
      "test.cjs",
      `const { initTestDb } = require("@picklejar/core");
       const { fork } = require("node:child_process");
       const { dirname, join } = require("node:path");
       initTestDb().then(({ path }) => {
         const env = { ...process.env, DATABASE: join(dirname(path), "other.db") };
         fork("application.cjs", { env }).on("message", (said) => { console.log(JSON.stringify(said)); });
       });`,
    );
    const { applied, files } = await printed<{ applied: number; files: readonly string[] }>(project, "test.cjs");
    expect({ applied, files: files.map(nameOf).toSorted() }).toEqual({ applied: 0, files: FAST_PATH });
    expect(files.map((path) => statSync(path).size).reduce((sum, size) => sum + size, 0)).toBeLessThan(80_000);
  });

  test("can be loaded from any of its files on", async () => {
    const chunks = await bundle();
    const programs = Object.keys(PROGRAMS);
    const isRunOrRefused = ({ name }: OutputChunk): boolean => programs.includes(name) || name.startsWith("moved-");
    const files = chunks.filter((chunk) => !isRunOrRefused(chunk)).map(({ fileName }) => fileName);
    const project = createProject();
    project.write(
      "load.cjs",
      `const { join } = require("node:path");
       const failed = [];
       for (const file of ${JSON.stringify(files)}) {
         for (const path of Object.keys(require.cache)) if (path.startsWith(${JSON.stringify(DIRECTORY)})) delete require.cache[path];
         try { for (const value of Object.values(require(join(${JSON.stringify(DIRECTORY)}, file)))) void value; }
         catch (error) { failed.push(file + ": " + error.message); }
       }
       console.log(JSON.stringify(failed));`,
    );
    expect(await printed(project, "load.cjs")).toEqual([]);
  });

  test("loads nothing late of what watches a build, which is called while files are loaded", async () => {
    const watching =
      /src.(modules.(inputs.|find-package|functions.inspect-function)|files.(digest-file|enclosing-folders|get-or-create|read-pieces)|errors.(attempt|load-late))/;
    const chunks = await bundle();
    const holding = chunks.filter(({ moduleIds }) => moduleIds.some((id) => watching.test(id)));
    expect(holding.map(({ name }) => name).toSorted()).toEqual(["fast-path", "templates"]);
  });

  test("runs no command where another file asks for a part of the command line", async () => {
    const entries = new Set(["cli.js", "verify-child.js", "build-child.js"]);
    const chunks = await bundle();
    const asked = chunks.flatMap(({ fileName, imports, dynamicImports }) =>
      [...imports, ...dynamicImports].filter((file) => entries.has(file)).map((file) => `${fileName} asks ${file}`),
    );
    expect(asked).toEqual([]);
  });
});

/** What a script prints, as JSON. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- Only the caller knows what the script prints.
async function printed<Value>(project: Project, script: string): Promise<Value> {
  const { code, stdout, stderr } = await runScript(project.path(script), { cwd: project.directory });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const value: Value = JSON.parse(stdout);
  return value;
}

/** Of a file of the bundle, without the bundler's hash. */
function nameOf(path: string): string {
  return path.replace(/.*[\\/]/, "").replace(/(?:-[\w-]{8})?\.js$/, "");
}

async function bundle(): Promise<readonly OutputChunk[]> {
  const build = await rolldown({ ...commonJs, cwd: fileURLToPath(new URL("..", import.meta.url)) });
  const { output } = await build.generate({ ...commonJs.output, sourcemap: false });
  await build.close();
  return output.filter((entry) => entry.type === "chunk");
}
