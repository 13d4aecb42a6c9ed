import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";

import { EVEN_DAYS } from "./helpers/of-today.js";
import { installPackage } from "./helpers/install-package.js";
import { readBlocks } from "./helpers/walk-page.js";

const LONG = { tags: "long" };

const root = fileURLToPath(new URL("..", import.meta.url));
const core = join(root, "packages/core");
const hooks = join(root, "packages/cucumber-hooks");

/** The pages with code, by path. It is run here; that of the pages of migrators in code by the tests in `packages/core/test/migrators`. */
const pages = new Map(
  [
    "README.md",
    "docs/recipes.md",
    "docs/configuration.md",
    "docs/migrations.md",
    ...readdirSync(join(root, "docs/migrations")).map((name) => `docs/migrations/${name}`),
    "docs/cucumber.md",
    "docs/jest.md",
    "docs/node-test.md",
    "docs/mocha.md",
    "docs/playwright.md",
    "docs/vitest.md",
  ].map((path) => [path, readFileSync(join(root, path), "utf8")]),
);

/** Migrators in code. Their pages are run by the tests in `packages/core/test/migrators`. */
const IN_CODE = new Set(["knex", "kysely", "mikro-orm", "typeorm", "umzug"]);

const blocks = readBlocks([...pages.values()].join("\n"));

describe("the README and the pages of docs with code", () => {
  let project: string;
  beforeAll(() => {
    project = createProject();
  });

  test("have a command, or a name of its own, for each code block, and less than 200 lines", () => {
    const files = blocks.filter(({ language }) => language !== "sh").map(({ file }) => file);
    expect(files.length).toBeGreaterThan(20);
    expect(files).not.toContain(undefined);
    expect(files.length).toBe(new Set(files).size);
    expect([...pages].filter(([, text]) => text.trimEnd().split("\n").length >= 200).map(([path]) => path)).toEqual([]);
  });

  describe("have an example that prints what its comments say:", () => {
    const files = ["example.js", "paths/example.js", "shop/example.js", "modules/example.js", "modules/adopt.js"];
    let ending: Outcome;

    beforeAll(async () => {
      // One process for all, each in its own folder.
      const code = `
        for (const file of ${JSON.stringify(files)}) {
          process.chdir(new URL("./" + file + "/..", "file://${project}/").pathname);
          await import("./" + file);
          console.log("--- the end of " + file);
        }`;
      ending = await run(process.execPath, ["--input-type=module", "--eval", code], project);
    });

    test.each(files)("%s", (file) => {
      expect(ending).toHaveEnded({ code: 0, stderr: "" });
      expect(ending.stdout.split(/^--- the end of .+\n/m)[files.indexOf(file)]).toBe(commentsOn(file));
    });
  });

  test("have a configuration for each tool whose files picklejar reads, which a runner accepts", async () => {
    const names = readdirSync(join(root, "docs/migrations")).map((name) => basename(name, ".md"));
    const tools = names.filter((name) => name !== "sql-and-modules" && !IN_CODE.has(name));
    const configurations = tools.map((name) => `${name}/picklejar.config.js`);
    expect(blocks.map(({ file }) => file)).toEqual(expect.arrayContaining(configurations));
    const code = `
      import { MigrationRunner } from "@picklejar/core";
      for (const file of ${JSON.stringify(configurations)}) new MigrationRunner((await import("./" + file)).default);`;
    const ending = await run(process.execPath, ["--input-type=module", "--eval", code], project);
    expect(ending).toHaveEnded({ code: 0, stderr: "", stdout: "" });
  });

  test("have types that hold, and code of the application that runs", LONG, async () => {
    const files = blocks.flatMap(({ language, file }) => (language === "ts" && file !== undefined ? [file] : []));
    const compiler = join(root, "node_modules/typescript/bin/tsc");
    const options =
      "--module node20 --target es2022 --lib es2023,esnext.disposable --types node --strict --outDir out --rootDir .";
    const compiled = await run(process.execPath, [compiler, ...options.split(" "), ...files], project);
    expect(compiled).toHaveEnded({ code: 0, stdout: "" });
    const call = `
      const { openDatabase } = await import("./out/src/open-database.js");
      const database = await openDatabase("app.db");
      console.log(database.prepare("SELECT count(*) FROM users").pluck().get());
      await import("./out/src/own-migrator.js");`;
    const called = await run(process.execPath, ["--input-type=module", "--eval", call], project);
    expect(called).toHaveEnded({ code: 0, stderr: "", stdout: "0\n" });
    const inCode = await run(process.execPath, ["out/src/migrations-in-code.js"], project);
    expect(inCode).toHaveEnded({ code: 0, stderr: "", stdout: commentsOn("src/migrations-in-code.ts") });
    const tested = await run(process.execPath, ["--test", "out/src/users-node-test.js"], project);
    expect(tested).toHaveEnded({ code: 0, stdout: ["pass 1"] });
  });

  test("have a test that node:test runs, and an example with several databases", async () => {
    const tested = await run(process.execPath, ["--test", "node-test/"], project);
    expect(tested).toHaveEnded({ code: 0, stdout: ["pass 2"] });
    const several = await run(process.execPath, ["audit.js"], join(project, "several"));
    expect(several).toHaveEnded({ code: 0, stderr: "", stdout: "created\n" });
  });

  for (const [directory, count, options] of [
    [".", 1, {}],
    ["vitest", 2, LONG],
  ] as const)
    test(`have test files that Vitest runs: in ${directory}`, options, async () => {
      const others = ["jest", "mocha", "node-test", "playwright", "vitest"].map((name) => `--exclude=${name}/**`);
      const commandLine = [join(root, "node_modules/vitest/vitest.mjs"), "run", ...others];
      const ending = await run(process.execPath, commandLine, join(project, directory));
      expect(ending).toHaveEnded({ code: 0, stdout: [`${count} passed`] });
    });

  test("have a test that Jest runs", LONG, async () => {
    const ending = await run(process.execPath, [join(core, "node_modules/jest/bin/jest.js")], join(project, "jest"));
    expect(ending).toHaveEnded({ code: 0, stderr: ["1 passed", "1 test database (1 from the template)"] });
  });

  test("have a test that Mocha runs", LONG, async () => {
    const ending = await run(process.execPath, [join(core, "node_modules/mocha/bin/mocha.js")], join(project, "mocha"));
    expect(ending).toHaveEnded({ code: 0, stdout: ["2 passing"], stderr: ["2 test databases (2 from the template)"] });
  });

  test("have tests that Playwright runs, and the file of an example for playwright-bdd", LONG, async () => {
    const commandLine = [join(project, "node_modules/@playwright/test/cli.js"), "test", "--workers=1", "--reporter=line"];
    expect(await run(process.execPath, commandLine, join(project, "playwright"))).toHaveEnded({
      code: 0,
      stdout: ["3 passed"],
      stderr: ["3 test databases (3 from the template)"],
    });
    const shown = blocks.find(({ file }) => file === "playwright-bdd/steps/fixtures.js")?.text ?? "";
    const [, ...lines] = shown.split("\n");
    expect(lines.join("\n")).toBe(readFileSync(join(root, "examples/playwright-bdd/steps/fixtures.js"), "utf8"));
  });

  for (const parallel of [[], ["--parallel", "2"]])
    test(
      `have a suite that passes with a known bug in it: ${parallel.join(" ") || "in one process"}`,
      parallel.length === 0 ? {} : EVEN_DAYS,
      async () => {
        expect(await run(process.execPath, [programOf("cucumber-js"), ...parallel], project)).toHaveEnded({
          code: 0,
          stderr: ["2 scenario databases (2 from the template)", "still failing: #991"],
        });
      },
    );

  test("have a suite with several databases and no code of its own for the hooks", LONG, async () => {
    expect(await run(process.execPath, [programOf("cucumber-js")], join(project, "hotel"))).toHaveEnded({
      code: 0,
      stdout: ["4 scenarios (4 passed)"],
      stderr: ["5 scenario databases (5 from the template)"],
    });
  });

  // Vitest runs above, without the tests of other runners that are in this project.
  for (const command of commandsOf("npx ").filter((other) => other !== "npx vitest run"))
    test(`have a command that does its work: ${command}`, command.endsWith(" verify") ? LONG : {}, async () => {
      const [, name = "", ...arguments_] = command.split(" ");
      const ending = await run(process.execPath, [programOf(name), ...arguments_], project);
      expect(ending).toHaveEnded({ code: 0 });
      expect(ending.stderr).not.toContain("rror");
    });

  test("name every option that a database has, and every environment variable that is read", async () => {
    const text = pages.get("docs/configuration.md") ?? "";
    const call = `
      const { initTestDb } = await import("@picklejar/core");
      await initTestDb({ migrations: "db", anOptionThatIsNone: 1 }).catch(({ message }) => console.log(message));`;
    const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", call], project);
    const options = /The options are (.+)\.$/m.exec(stdout)?.[1]?.split(", ") ?? [];
    expect(options).toContain("ledgerTable");
    const sources = [core, hooks].flatMap((directory) => sourcesOf(join(directory, "src")));
    const variables = new Set(sources.flatMap((source) => source.match(/"PICKLEJAR_[A-Z_]+"/g) ?? []));
    expect(variables.size).toBeGreaterThan(5);
    const names = [...options, ...[...variables].map((variable) => variable.slice(1, -1))];
    expect(names.filter((name) => !new RegExp(`^\\| \`${name}\\b`, "m").test(text))).toEqual([]);
  });

  test("install the packages, and the peers that they need", () => {
    const [command = ""] = commandsOf("npm install");
    const peers = [core, hooks].flatMap((directory) => {
      const { peerDependencies, peerDependenciesMeta = {} } = manifestOf(directory);
      return Object.keys(peerDependencies).filter((name) => !Object.hasOwn(peerDependenciesMeta, name));
    });
    expect(command.split(" ").slice(3)).toEqual(["@picklejar/core", "@picklejar/cucumber-hooks", ...peers]);
  });

  test("give developers the commands that the workspace has", () => {
    const commands = commandsOf("npx --yes").map((command) => command.split(" ").at(-1));
    expect(commands).toEqual(["demo", "test"]);
    expect(Object.keys(manifestOf(root).scripts)).toEqual(expect.arrayContaining(commands));
  });
});

function sourcesOf(directory: string): string[] {
  const names = readdirSync(directory, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  return names.map((name) => readFileSync(join(directory, name), "utf8"));
}

/** What an example says that it prints: the comment after each `console.log`. */
function commentsOn(file: string): string {
  const text = blocks.find((block) => block.file === file)?.text ?? "";
  const comments = [...text.matchAll(/console\.log\(.*\); \/\/ (.+)$/gm)].map(([, comment]) => comment);
  expect(comments.length).toBe(text.split("console.log(").length - 1);
  return `${comments.join("\n")}\n`;
}

/** The commands of all shell blocks that begin with some words; `npx ` leaves out those of this workspace. */
function commandsOf(beginning: string): string[] {
  return blocks
    .filter(({ language }) => language === "sh")
    .flatMap(({ text }) => text.trim().split("\n"))
    .filter((command) => command.startsWith(beginning) && (beginning !== "npx " || !command.startsWith("npx --yes")));
}

function programOf(name: string): string {
  if (name === "cucumber-js") return join(hooks, "node_modules/@cucumber/cucumber/bin/cucumber.js");
  if (name === "picklejar") return join(core, "bundle/cli.js");
  throw new RangeError(`a page runs "${name}", which this test does not know`);
}

/** The files of all pages, in a project that has what it takes for granted: migrations, and what one installs. */
function createProject(): string {
  const project = mkdtempSync(join(process.env["PICKLEJAR_TESTS"] ?? "", "readme-"));
  const link = (name: string, target: string): void => {
    mkdirSync(dirname(join(project, "node_modules", name)), { recursive: true });
    symlinkSync(target, join(project, "node_modules", name));
  };
  for (const directory of [core, hooks]) installPackage(directory, project);
  link("@cucumber/cucumber", join(hooks, "node_modules/@cucumber/cucumber"));
  link("@playwright/test", realpathSync(join(core, "node_modules/@playwright/test")));
  for (const name of ["better-sqlite3", "@types/better-sqlite3"]) link(name, join(core, "node_modules", name));
  for (const name of ["vitest", "@types/node"])
    link(name, dirname(createRequire(join(root, "package.json")).resolve(`${name}/package.json`)));
  mkdirSync(join(project, "hotel"));
  symlinkSync("../node_modules", join(project, "hotel/node_modules"));
  const files = Object.fromEntries(blocks.flatMap(({ file, text }) => (file === undefined ? [] : [[file, text]])));
  files["package.json"] = JSON.stringify({ name: "readme", type: "module", private: true });
  for (const name of ["jest", "mocha"])
    files[`${name}/package.json`] = JSON.stringify({ name: `${name}-project`, private: true });
  files["hotel/migrations/001_guests.sql"] = "CREATE TABLE guests (id INTEGER PRIMARY KEY, name TEXT NOT NULL);";
  files["hotel/audit-migrations/001_log.sql"] = "CREATE TABLE log (id INTEGER PRIMARY KEY, what TEXT NOT NULL);";
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(project, file)), { recursive: true });
    writeFileSync(join(project, file), text);
  }
  return project;
}

interface Manifest {
  readonly peerDependencies: object;
  /** Of those that are optional. */
  readonly peerDependenciesMeta?: object;
  readonly scripts: object;
}

function manifestOf(directory: string): Manifest {
  return JSON.parse(readFileSync(join(directory, "package.json"), "utf8")) as Manifest;
}

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(program: string, arguments_: readonly string[], cwd: string): Promise<Outcome> {
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("VITEST")));
  return new Promise((resolve) => {
    const env = { ...environment, PICKLEJAR_RUN: undefined };
    const child = execFile(program, [...arguments_], { cwd, env }, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode, stdout, stderr });
    });
  });
}
