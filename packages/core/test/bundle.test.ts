import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown, type OutputChunk } from "rolldown";
import { describe, expect, test } from "vitest";

import { commonJs } from "../rolldown.config.js";
import { fileOf, ONLY_IMPORTED, PROGRAMS } from "../packaging/entries.js";
import { coreDirectory, createProject, type Project } from "./helpers/create-project.js";
import { createEmptyFolder } from "./helpers/run-cli.js";
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

  test("can be loaded from any of its files on", { tags: "long" }, async () => {
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

  test("has a byte for each character, and one file for each entry that only an import can load", async () => {
    const imported = ONLY_IMPORTED.map((entry) => readFileSync(join(DIRECTORY, `${fileOf(entry)}.mjs`), "utf8"));
    const codes = [...(await bundle()).map(({ code }) => code), ...imported];
    expect(codes.filter((code) => /[^\p{ASCII}]/u.test(code))).toEqual([]);
    const neighbours = imported.flatMap((code) => code.match(/^(?:import|export) .* from "\..+";$/gm) ?? []);
    expect(neighbours).toEqual([]);
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

describe("the published package", () => {
  test("has each source once: maps name files of src, all of which are there, and hold none of them", { tags: "long" }, () => {
    const published = listPublished();
    const maps = withoutOlderBuilds(published.filter((name) => name.endsWith(".map")));
    expect(maps.length).toBeGreaterThan(30);
    const read = maps.map((name): { sources: readonly string[]; sourcesContent?: readonly (string | null)[] } =>
      JSON.parse(readFileSync(join(coreDirectory, name), "utf8")),
    );
    const holding = maps.filter((_name, index) => read[index]?.sourcesContent?.some((text) => text !== null) === true);
    expect(holding).toEqual([]);
    const sources = new Set(read.flatMap((map) => map.sources.map((source) => source.replace(/^\.\.\//, ""))));
    expect([...sources].filter((name) => !published.includes(name))).toEqual([]);
    // Types are no code, so no map names them.
    expect(sources.size).toBeGreaterThan(300);
    expect(published.filter((name) => name.startsWith("src/evidence/viewer/page/"))).toEqual([]);
  });

  test("names with --enable-source-maps the line of the source that threw", async () => {
    const directory = createEmptyFolder();
    const { stdout } = await runScript(
      `import { createRequire } from "node:module";
       const { MigrationRunner } = createRequire(${JSON.stringify(join(coreDirectory, "package.json"))})("@picklejar/core");
       try { new MigrationRunner({ migrations: 42 }); } catch (error) { console.log(error.stack); }`,
      { cwd: directory, env: { NODE_OPTIONS: "--enable-source-maps --conditions=published" } },
    );
    const frames = [...stdout.matchAll(/\((?:file:\/\/)?([^()]+[\\/]src[\\/][^()]+\.ts):(\d+):\d+\)/g)];
    const lines = frames.map(([, path = "", line = ""]) => readFileSync(path, "utf8").split("\n")[Number(line) - 1] ?? "");
    expect(lines.length).toBeGreaterThan(1);
    // The first frame makes the error, and each below it is a call.
    expect(lines[0]).toContain("TypeError(");
    for (const line of lines.slice(1)) expect(line).toMatch(/[\w>]\(/);
  });
});

/** Tests keep files of older builds for a while, since others may load them; `npm pack` does not. */
function withoutOlderBuilds(names: readonly string[]): readonly string[] {
  const written = (name: string): number => statSync(join(coreDirectory, name)).mtimeMs;
  const byAge = names.toSorted((one, other) => written(one) - written(other));
  return [...new Map(byAge.map((name) => [name.replace(/-[\w-]{8}(?=\.m?js\.map$)/, ""), name])).values()];
}

/** Paths of the files that `npm pack` takes, from the package's folder. */
function listPublished(): readonly string[] {
  const output = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: coreDirectory,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [packed]: readonly { readonly files: readonly { readonly path: string }[] }[] = JSON.parse(output);
  return packed?.files.map(({ path }) => path) ?? [];
}

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
