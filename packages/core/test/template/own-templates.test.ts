import { readdirSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { EVEN_DAYS, ODD_DAYS, type TagOptions } from "../../../../test/helpers/of-today.js";
import { createProject, type Project } from "../helpers/create-project.js";
import { runScript } from "../helpers/run-script.js";

const TABLES = `import Database from "better-sqlite3";
  export const make = (path, table) => new Database(path).exec("CREATE TABLE " + table + " (id)").close();
  export const tablesOf = (path) => {
    const database = new Database(path);
    const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'picklejar%'").pluck().all();
    const mode = database.pragma("application_id", { simple: true });
    database.close();
    return tables.join() + (mode === 0 ? "" : mode);
  };\n`;

describe("databases of one configuration file", () => {
  const options: readonly (readonly [option: string, config: string, tables: readonly string[], options?: TagOptions])[] = [
    ["migrate", "migrate: ({ path }) => make(path, name)", ["a", "b"]],
    ["seed", 'migrations: "db", seed: (it) => it.exec("CREATE TABLE " + name + " (id)")', ["t,a", "t,b"], ODD_DAYS],
    [
      "connection",
      'migrations: "db", connection: (it) => it.pragma("application_id = " + name.charCodeAt())',
      ["t97", "t98"],
      EVEN_DAYS,
    ],
    [
      "migrations",
      'migrations: [{ name: "1", up: ({ context }) => context.exec("CREATE TABLE " + name + " (id)") }]',
      ["a", "b"],
      ODD_DAYS,
    ],
  ];
  for (const [option, config, tables, testOptions = {}] of options)
    test(`have templates of their own if they differ in what ${option} closes over`, testOptions, async () => {
      const project = createProject({ "db/1_t.sql": "CREATE TABLE t (id);", "tables.mjs": TABLES });
      project.write(
        "picklejar.config.mjs",
        `import { make } from "./tables.mjs";
       const database = (name) => ({ ${config} });
       export default { databases: { default: database("a"), audit: database("b") } };`,
      );
      expect(await show(project, ['await show({ database: "default" });', 'await show({ database: "audit" });'])).toEqual(
        tables,
      );
      expect(await show(project, ['await show({ database: "audit" });', 'await show({ database: "default" });'])).toEqual(
        tables.toReversed(),
      );
    });

  test("share a template if they hold no function and say the same", async () => {
    const project = createProject({ "db/1_t.sql": "CREATE TABLE t (id);", "tables.mjs": TABLES });
    project.write(
      "picklejar.config.json",
      '{ "databases": { "default": { "migrations": "db" }, "audit": { "migrations": "db" } } }',
    );
    await show(project, ["await show();", 'await show({ database: "audit" });']);
    expect(listTemplates(project)).toHaveLength(1);
  });
});

describe("configurations given in code", () => {
  for (const [what, call, options] of [
    ["migrate", 'initTestDb({ migrate: ({ path }) => migrate(path), version: "1" })', {}],
    ["seed", 'initTestDb({ migrations: [{ name: "1", up: "SELECT 1" }], seed: (it) => fill(it), version: "1" })', EVEN_DAYS],
    ["an imported configuration", "initTestDb(config)", ODD_DAYS],
  ] as const)
    test(`of two packages have templates of their own, with ${what} of one text`, options, async () => {
      const project = createProject({ "tables.mjs": TABLES });
      for (const [name, table] of [
        ["a", "users"],
        ["b", "invoices"],
      ] as const) {
        const start =
          'import { make } from "../../tables.mjs"; export const migrate = (path) => make(path, TABLE); export const fill = (it) => it.exec("CREATE TABLE " + TABLE + " (id)");';
        project.write(`packages/${name}/migrator.mjs`, start.replaceAll(/TABLE(?! ")/g, JSON.stringify(table)));
        project.write(
          `packages/${name}/config.mjs`,
          'import { migrate } from "./migrator.mjs"; export const config = { migrate: ({ path }) => migrate(path), version: "1" };',
        );
        project.write(
          `packages/${name}/show.mjs`,
          `import { initTestDb } from "@picklejar/core"; import { tablesOf } from "../../tables.mjs"; import { fill, migrate } from "./migrator.mjs";
         import { config } from "./config.mjs"; void fill, migrate, config;
         const database = await ${call}; console.log(tablesOf(database.path)); await database.dispose();`,
        );
      }
      const shown = [];
      for (const name of ["a", "b"]) {
        const { stdout, stderr } = await run(project.path(`packages/${name}/show.mjs`), project.path(`packages/${name}`));
        shown.push(stdout.trim() || stderr);
      }
      expect(shown).toEqual(["users", "invoices"]);
    });

  const functions: readonly (readonly [what: string, script: string, options?: TagOptions])[] = [
    ["made in a loop", 'for (const name of ["a", "b"]) await show({ migrate: ({ path }) => make(path, name), version: "1" });'],
    [
      "made by a function of another module",
      'import { configOf } from "./config-of.mjs"; await show(configOf("a")); await show(configOf("b"));',
      ODD_DAYS,
    ],
    [
      "that call a function that they were given",
      'import { configWith } from "./config-of.mjs"; for (const name of ["a", "b"]) await show(configWith((path) => make(path, name)));',
      EVEN_DAYS,
    ],
    [
      "with a variable of the module that changes",
      'let name = "a"; const config = () => ({ migrate: ({ path }) => make(path, name), version: "1" }); await show(config()); name = "b"; await show(config());',
    ],
    [
      "that are methods bound to instances",
      'class Schema { constructor(name) { this.name = name; } migrate({ path }) { make(path, this.name); } }\nfor (const name of ["a", "b"]) { const it = new Schema(name); await show({ migrate: it.migrate.bind(it), version: "1" }); }',
      ODD_DAYS,
    ],
    [
      "that close over an instance",
      'class Schema { #name; constructor(name) { this.#name = name; } make(path) { make(path, this.#name); } }\nfor (const name of ["a", "b"]) { const it = new Schema(name); await show({ migrate: ({ path }) => it.make(path), version: "1" }); }',
      EVEN_DAYS,
    ],
    [
      "made by eval",
      'for (const name of ["a", "b"]) await show({ migrate: eval("({ path }) => make(path, name)"), version: "1" });',
      ODD_DAYS,
    ],
    [
      "of migrations",
      'for (const name of ["a", "b"]) await show({ migrations: [{ name: "1", up: ({ context }) => context.exec("CREATE TABLE " + name + " (id)") }], version: "1" });',
      EVEN_DAYS,
    ],
  ];
  for (const [what, script, testOptions = {}] of functions)
    test(`get the database that they make: functions of one text, ${what}`, testOptions, async () => {
      const project = createProject({
        "tables.mjs": TABLES,
        "config-of.mjs": `import { make } from "./tables.mjs";
        export const configOf = (name) => ({ migrate: ({ path }) => make(path, name), version: "1" });
        export const configWith = (migrate) => ({ migrate: ({ path }) => migrate(path), version: "1" });`,
      });
      expect(await show(project, [script])).toEqual(["a", "b"]);
      expect(await show(project, [script])).toEqual(["a", "b"]);
    });

  test("share a template between processes and callers, where one module defines the configuration", async () => {
    const project = createProject({
      "tables.mjs": TABLES,
      "config-of.mjs": `import { make } from "./tables.mjs"; export const configOf = (name) => ({ migrate: ({ path }) => make(path, name), version: "1" });`,
    });
    const script = 'import { configOf } from "./config-of.mjs"; await show(configOf("a")); await show(configOf("a"));';
    await show(project, [script]);
    await show(project, [script, "// another text"]);
    expect(listTemplates(project)).toHaveLength(1);
  });

  test("never take the fast path for a database that other functions of one text made", async () => {
    const project = createProject({ "tables.mjs": TABLES });
    const script = `import { initTestDb, MigrationRunner } from "@picklejar/core";
      const migrations = (name) => [{ name: "1", up: ({ context }) => void context.exec("CREATE TABLE " + name + " (id)") }];
      const database = await initTestDb({ migrations: migrations("a"), version: "1" });
      const counts = [];
      for (const name of ["a", "b"])
        counts.push((await new MigrationRunner({ migrations: migrations(name) }).initOrUpgrade(database.path + "-" + name)).applied.length);
      console.log(JSON.stringify(counts));
      await database.dispose();`;
    const { stdout, stderr } = await run(project.write("counts.mjs", script), project.directory);
    expect(stdout.trim() || stderr).toBe("[0,1]");
  });
});

/** The tables of each database that the statements show, in a process of its own. */
async function show(project: Project, statements: readonly string[]): Promise<string[]> {
  const script = project.write(
    `show-${statements.length}.mjs`,
    `import { initTestDb } from "@picklejar/core";
     import { make, tablesOf } from "./tables.mjs";
     void make;
     const show = async (options) => { const it = await initTestDb(options); console.log(tablesOf(it.path)); await it.dispose(); };
     ${statements.join("\n")}`,
  );
  const { code, stdout, stderr } = await run(script, project.directory);
  if (code !== 0) throw new Error(stderr);
  return stdout.trim().split("\n");
}

function run(script: string, cwd: string): ReturnType<typeof runScript> {
  return runScript(script, { cwd, env: { PICKLEJAR_RUN: undefined } });
}

function listTemplates(project: Project): string[] {
  return readdirSync(project.path("node_modules/.cache/picklejar")).filter((name) => name.endsWith(".db"));
}
