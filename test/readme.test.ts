import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const core = join(root, "packages/core");
const hooks = join(root, "packages/cucumber-hooks");
const readme = readFileSync(join(root, "README.md"), "utf8");
const recipes = readFileSync(join(root, "docs/recipes.md"), "utf8");

/** A fenced block of the README, or of the recipes. */
interface Block {
  readonly language: string;
  /** Named by the comment in its first line. */
  readonly file: string | undefined;
  readonly text: string;
}

const blocks: readonly Block[] = [...`${readme}\n${recipes}`.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(
  ([, language = "", text = ""]) => ({
    language,
    file: /^(?:\/\/|#) (\S+\.\w+)\n/.exec(text)?.[1],
    text,
  }),
);

describe("the README and the recipes", () => {
  let project: string;
  beforeAll(() => {
    project = createProject();
  });

  test("have a name or a command for each code block, and the README less than 200 lines", () => {
    expect(blocks.length).toBeGreaterThan(8);
    expect(blocks.filter(({ language, file }) => file === undefined && language !== "sh")).toEqual([]);
    expect(readme.trimEnd().split("\n").length).toBeLessThan(200);
  });

  test("begin with an example that prints what its comment says", async () => {
    const { code, stdout, stderr } = await run(process.execPath, ["example.js"], project);
    expect([code, stderr, stdout]).toEqual([0, "", "{ users: 1 }\n"]);
    expect(readme).toContain("// { users: 1 }");
  });

  test("have types that hold, and code of the application that runs", async () => {
    const files = blocks.flatMap(({ language, file }) => (language === "ts" && file !== undefined ? [file] : []));
    const compiler = join(root, "node_modules/typescript/bin/tsc");
    const options =
      "--module node20 --target es2022 --lib es2023,esnext.disposable --types node --strict --outDir out --rootDir .";
    const compiled = await run(process.execPath, [compiler, ...options.split(" "), ...files], project);
    expect([compiled.code, compiled.stdout]).toEqual([0, ""]);
    const call = `
      const { openDatabase } = await import("./out/src/open-database.js");
      const database = await openDatabase("app.db");
      console.log(database.prepare("SELECT count(*) FROM users").pluck().get());
      await import("./out/src/own-migrator.js");`;
    const called = await run(process.execPath, ["--input-type=module", "--eval", call], project);
    expect([called.code, called.stderr, called.stdout]).toEqual([0, "", "0\n"]);
  });

  test("have a test that node:test runs, and an example with several databases", async () => {
    const tested = await run(process.execPath, ["--test", "out/src/users-node-test.js"], project);
    expect([tested.code, tested.stdout.includes("# pass 1") || tested.stdout.includes("pass 1")]).toEqual([0, true]);
    const several = await run(process.execPath, ["audit.js"], join(project, "several"));
    expect([several.code, several.stderr, several.stdout]).toEqual([0, "", "template\n"]);
  });

  test("have a test that Vitest runs", async () => {
    const { code, stdout } = await run(process.execPath, [join(root, "node_modules/vitest/vitest.mjs"), "run"], project);
    expect([code, stdout.includes("1 passed")]).toEqual([0, true]);
  });

  test.each(commandsOf("npx "))("have a command that does its work: %s", async (command) => {
    const [, name = "", ...arguments_] = command.split(" ");
    const { code, stderr } = await run(process.execPath, [programOf(name), ...arguments_], project);
    expect([code, stderr.includes("rror")]).toEqual([0, false]);
  });

  test("install the packages, and their peers", () => {
    const [command = ""] = commandsOf("npm install");
    const peers = [core, hooks].flatMap((directory) => Object.keys(manifestOf(directory).peerDependencies));
    expect(command.split(" ").slice(3)).toEqual(["@picklejar/core", "@picklejar/cucumber-hooks", ...peers]);
  });

  test("give developers the commands that the workspace has", () => {
    const commands = commandsOf("npx --yes").map((command) => command.split(" ").at(-1));
    expect(commands).toEqual(["demo", "test"]);
    expect(Object.keys(manifestOf(root).scripts)).toEqual(expect.arrayContaining(commands));
  });

  test.each([...readme.matchAll(/\]\((?!https?:|#)([^)]+)\)/g)].map(([, path = ""]) => path))("link to a file: %s", (path) => {
    expect(() => readFileSync(join(root, path.endsWith("audit-log") ? `${path}/README.md` : path))).not.toThrow();
  });
});

/** The commands of all shell blocks that begin with some words; `npx ` leaves out those of this workspace. */
function commandsOf(beginning: string): string[] {
  return blocks
    .filter(({ language }) => language === "sh")
    .flatMap(({ text }) => text.trim().split("\n"))
    .filter((command) => command.startsWith(beginning) && (beginning !== "npx " || !command.startsWith("npx --yes")));
}

function programOf(name: string): string {
  if (name === "cucumber-js") return join(hooks, "node_modules/@cucumber/cucumber/bin/cucumber.js");
  if (name === "picklejar") return join(core, "dist/cli/main.js");
  throw new RangeError(`the README runs "${name}", which this test does not know`);
}

/** The files of the README, in a project that has what it takes for granted: migrations, and what one installs. */
function createProject(): string {
  const project = mkdtempSync(join(process.env["PICKLEJAR_TESTS"] ?? "", "readme-"));
  const link = (name: string, target: string): void => {
    mkdirSync(dirname(join(project, "node_modules", name)), { recursive: true });
    symlinkSync(target, join(project, "node_modules", name));
  };
  link("@picklejar/core", core);
  link("@picklejar/cucumber-hooks", hooks);
  link("@cucumber/cucumber", join(hooks, "node_modules/@cucumber/cucumber"));
  for (const name of ["better-sqlite3", "@types/better-sqlite3"]) link(name, join(core, "node_modules", name));
  for (const name of ["vitest", "@types/node"])
    link(name, dirname(createRequire(join(root, "package.json")).resolve(`${name}/package.json`)));
  const files = Object.fromEntries(blocks.flatMap(({ file, text }) => (file === undefined ? [] : [[file, text]])));
  files["package.json"] = JSON.stringify({ name: "readme", type: "module", private: true });
  files["db/migrations/001_users.sql"] = "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE);";
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(project, file)), { recursive: true });
    writeFileSync(join(project, file), text);
  }
  return project;
}

function manifestOf(directory: string): { peerDependencies: object; scripts: object } {
  return JSON.parse(readFileSync(join(directory, "package.json"), "utf8")) as { peerDependencies: object; scripts: object };
}

interface Outcome {
  readonly code: number | string | null | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(program: string, arguments_: readonly string[], cwd: string): Promise<Outcome> {
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("VITEST")));
  return new Promise((resolve) => {
    execFile(program, [...arguments_], { cwd, env: { ...environment, PICKLEJAR_RUN: undefined } }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : error.code, stdout, stderr });
    });
  });
}
