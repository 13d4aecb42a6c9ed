import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

import { describe, expect, test } from "vitest";

import { createProject, type Project } from "../helpers/create-project.js";
import { runScript } from "../helpers/run-script.js";

const LONG = { tags: "long" };

/** Ways to a schema that find their files by themselves: a module that exports `migrate`, and a migration that makes a table. */
const LIBRARIES: Readonly<
  Record<string, { migrator: string; name: (number: number) => string; migration: (table: string) => string }>
> = {
  knex: {
    migrator: `import knex from "knex";
        export const migrate = async ({ path }) => {
          const migrations = { directory: "./migrations", loadExtensions: [".cjs"] };
          const client = knex({ client: "better-sqlite3", connection: { filename: path }, useNullAsDefault: true, migrations });
          await client.migrate.latest();
          await client.destroy();
        };`,
    name: (number) => `migrations/${number}_table.cjs`,
    migration: (table) =>
      `exports.up = (knex) => knex.schema.createTable("${table}", (it) => { it.increments("id"); }); exports.down = () => undefined;`,
  },
  kysely: {
    migrator: `import { promises as fs } from "node:fs"; import path from "node:path"; import Database from "better-sqlite3";
        import { FileMigrationProvider, Kysely, Migrator, SqliteDialect } from "kysely";
        export const migrate = async (location) => {
          const db = new Kysely({ dialect: new SqliteDialect({ database: new Database(location.path) }) });
          const provider = new FileMigrationProvider({ fs, path, migrationFolder: path.resolve("migrations") });
          const { error } = await new Migrator({ db, provider }).migrateToLatest();
          if (error) throw error;
          await db.destroy();
        };`,
    name: (number) => `migrations/${number}_table.js`,
    migration: (table) => `export const up = (db) => db.schema.createTable("${table}").addColumn("id", "integer").execute();`,
  },
  typeorm: {
    migrator: `import { DataSource } from "typeorm";
        export const migrate = async ({ path }) => {
          const source = new DataSource({ type: "better-sqlite3", database: path, migrations: ["migrations/*.cjs"] });
          await source.initialize();
          await source.runMigrations();
          await source.destroy();
        };`,
    name: (number) => `migrations/160000000000${number}-Table.cjs`,
    migration: (table) =>
      `class Table160000000000${table.slice(-1)} { up(runner) { return runner.query("CREATE TABLE ${table} (id)"); } down() {} } exports.it = Table160000000000${table.slice(-1)};`,
  },
};

/** Where a library is tried every time, as Drizzle is in a configuration file; the long tests try each of them everywhere. */
const PLACES: Readonly<Record<string, string>> = { knex: "a call, whose process loaded the library before picklejar" };

describe.each(Object.entries(LIBRARIES))("a template of %s", (library, { migrator, name, migration }) => {
  const create = (config: string): Project => {
    const project = createLibraryProject(library, {
      "migrator.mjs": migrator,
      "picklejar.config.mjs": config,
      [name(1)]: migration("t1"),
    });
    return project;
  };

  const places = [
    ["a configuration file", "show();", 'import { migrate } from "./migrator.mjs"; export default { migrate };'],
    [
      "a configuration file that imports picklejar first",
      "show();",
      'import { defineConfig } from "@picklejar/core"; const { migrate } = await import("./migrator.mjs"); export default defineConfig({ migrate });',
    ],
    [
      "a call, whose process loaded the library before picklejar",
      'import { migrate } from "./migrator.mjs"; show({ migrate, version: "1" });',
      "export default {};",
    ],
    [
      "a call, whose process loaded the library after picklejar",
      'const { migrate } = await import("./migrator.mjs"); show({ migrate, version: "1" });',
      "export default {};",
    ],
  ] as const;
  for (const [where, script, config] of places)
    test(
      `is another one after each change to a folder, and the old one after going back: in ${where}`,
      PLACES[library] === where ? {} : LONG,
      async () => {
        const project = create(config);
        const [first, again] = [await show(project, script), await show(project, script)];
        expect([first, again]).toEqual([
          { tables: "t1", isBuilt: true },
          { tables: "t1", isBuilt: false },
        ]);
        project.write(name(2), migration("t2"));
        expect(await show(project, script)).toEqual({ tables: "t1,t2", isBuilt: true });
        project.write(name(2), migration("u2"));
        expect(await show(project, script)).toEqual({ tables: "t1,u2", isBuilt: true });
        renameSync(project.path(name(2)), project.path(name(3)));
        expect((await show(project, script)).isBuilt).toBe(true);
        rmSync(project.path(name(3)));
        expect(await show(project, script)).toEqual({ tables: "t1", isBuilt: false });
        project.write(name(2), migration("t2"));
        expect(await show(project, script)).toEqual({ tables: "t1,t2", isBuilt: false });
      },
    );
});

describe("a template of Drizzle", () => {
  test("is another one after a migration is added, edited and removed", async () => {
    const project = createLibraryProject("drizzle-orm", {
      "picklejar.config.mjs": `import Database from "better-sqlite3"; import { drizzle } from "drizzle-orm/better-sqlite3";
        import { migrate } from "drizzle-orm/better-sqlite3/migrator";
        export default { migrate: ({ path }) => { const it = new Database(path); migrate(drizzle(it), { migrationsFolder: "./drizzle" }); it.close(); } };`,
    });
    const journal = (tags: readonly string[]): string =>
      JSON.stringify({
        version: "7",
        dialect: "sqlite",
        entries: tags.map((tag, idx) => ({ idx, when: idx + 1, tag, breakpoints: true })),
      });
    project.write("drizzle/0000_a.sql", "CREATE TABLE t1 (id);");
    project.write("drizzle/meta/_journal.json", journal(["0000_a"]));
    expect(await show(project)).toEqual({ tables: "t1", isBuilt: true });
    project.write("drizzle/0001_b.sql", "CREATE TABLE t2 (id);");
    project.write("drizzle/meta/_journal.json", journal(["0000_a", "0001_b"]));
    expect(await show(project)).toEqual({ tables: "t1,t2", isBuilt: true });
    project.write("drizzle/0001_b.sql", "CREATE TABLE u2 (id);");
    expect(await show(project)).toEqual({ tables: "t1,u2", isBuilt: true });
    rmSync(project.path("drizzle/0001_b.sql"));
    project.write("drizzle/meta/_journal.json", journal(["0000_a"]));
    expect(await show(project)).toEqual({ tables: "t1", isBuilt: false });
  });
});

describe("a template is another one after a change", () => {
  const READ = 'const read = (text) => it.exec("CREATE TABLE " + text.trim() + " (id)");';
  const name = '["da", "ta/x.txt"].join("")';

  const changes: readonly (readonly [
    claim: string,
    seed: string,
    change: (project: Project) => void,
    options?: typeof LONG,
  ])[] = [
    ["a file that is read at once", `read(fs.readFileSync(${name}, "utf8"))`, write("data/x.txt", "u")],
    ["a file that is read as bytes", `read(String(fs.readFileSync(${name})))`, write("data/x.txt", "u"), LONG],
    ["a file that a promise reads", `read(await fs.promises.readFile(${name}, "utf8"))`, write("data/x.txt", "u"), LONG],
    [
      "a file that is opened",
      `const file = await fs.promises.open(${name}); read(await file.readFile("utf8")); await file.close()`,
      write("data/x.txt", "u"),
      LONG,
    ],
    [
      "a file that a stream reads",
      `for await (const part of fs.createReadStream(${name})) read(String(part))`,
      write("data/x.txt", "u"),
      LONG,
    ],
    [
      "a file that a callback reads",
      `read(await new Promise((resolve) => fs.readFile(${name}, "utf8", (_, text) => resolve(text))))`,
      write("data/x.txt", "u"),
      LONG,
    ],
    [
      "a file that is copied",
      `fs.cpSync("da" + "ta", process.env.OUT, { recursive: true }); read(fs.readFileSync(process.env.OUT + "/x.txt", "utf8"))`,
      write("data/x.txt", "u"),
      LONG,
    ],
    [
      "a file that is copied by a promise",
      `await fs.promises.cp("da" + "ta", process.env.OUT, { recursive: true }); read(fs.readFileSync(process.env.OUT + "/x.txt", "utf8"))`,
      write("data/x.txt", "u"),
      LONG,
    ],
    ["the names in a folder", 'read("t" + fs.readdirSync("da" + "ta").length)', write("data/y.txt", "")],
    [
      "the names in a folder that is made unless it is there",
      'fs.mkdirSync("da" + "ta", { recursive: true }); read("t" + fs.readdirSync("da" + "ta").length)',
      write("data/y.txt", ""),
    ],
    [
      "the names in a folder that a handle gives",
      'let count = 0; for await (const _ of await fs.promises.opendir("da" + "ta")) count++; read("t" + count)',
      write("data/y.txt", ""),
      LONG,
    ],
    [
      "the names in folders below",
      'read("t" + fs.readdirSync("da" + "ta", { recursive: true }).length)',
      write("data/deep/y.txt", ""),
      LONG,
    ],
    [
      "a module of a computed name",
      'read((await import("./da" + "ta/m.mjs")).table)',
      write("data/m.mjs", 'export const table = "u";'),
      LONG,
    ],
    [
      "what such a module imports",
      'read((await import("./da" + "ta/m.mjs")).table)',
      write("data/n.mjs", 'export const table = "u";'),
    ],
    [
      "a required module of a computed name",
      'read(require("./da" + "ta/c.cjs"))',
      write("data/c.cjs", 'module.exports = "u";'),
      LONG,
    ],
    ["a module that a loader of its own loads", 'read(require("./da" + "ta/l.own"))', write("data/l.own", "u"), LONG],
    ["a file that was not there", 'read(fs.existsSync("da" + "ta/new.txt") ? "u" : "t")', write("data/new.txt", "")],
    [
      "a file that was there",
      'read(fs.existsSync("da" + "ta/x.txt") ? "t" : "u")',
      (project) => rmSync(project.path("data/x.txt")),
      LONG,
    ],
    [
      "a file behind a linked folder",
      'read(fs.readFileSync("lin" + "ked/x.txt", "utf8"))',
      write("elsewhere/x.txt", "u"),
      LONG,
    ],
    [
      "where a link leads",
      'read(fs.readFileSync("lin" + "ked/x.txt", "utf8"))',
      (project) => {
        rmSync(project.path("linked"));
        symlinkSync(project.path("data"), project.path("linked"));
        project.write("data/x.txt", "u");
      },
      LONG,
    ],
    [
      "a module of a linked package",
      'read((await import("wor" + "kspace")).table)',
      write("packages/workspace/index.mjs", 'export const table = "u";'),
      LONG,
    ],
    [
      "a file that a linked package reads",
      'read((await import("wor" + "kspace")).read())',
      write("packages/workspace/x.txt", "u"),
    ],
  ];
  for (const [claim, seed, change, options = {}] of changes)
    test(`of ${claim}`, options, async () => {
      const project = createSeedProject(`${READ} ${seed};`);
      const first = await show(project);
      expect(first.isBuilt).toBe(true);
      expect(await show(project)).toEqual({ ...first, isBuilt: false });
      change(project);
      const changed = await show(project);
      expect(changed.isBuilt).toBe(true);
      expect(changed.tables).not.toBe(first.tables);
    });

  const others: typeof changes = [
    ["nothing", "", () => undefined, LONG],
    ["a file that nothing reads", "", write("data/x.txt", "u")],
    [
      "what the seed itself writes",
      'fs.writeFileSync("writ" + "ten.txt", String(Math.random())); fs.readFileSync("writ" + "ten.txt")',
      write("written.txt", "other"),
    ],
    [
      "a file of an installed package",
      'require("installed")',
      write("node_modules/installed/index.js", "exports.other = 1;"),
      LONG,
    ],
    [
      "times alone",
      `fs.readFileSync(${name})`,
      (project) => project.write("data/x.txt", readFileSync(project.path("data/x.txt"), "utf8")),
    ],
    [
      "package.json, which says how a module is loaded",
      'await import("./da" + "ta/m.mjs")',
      write("package.json", '{ "type": "module", "name": "other" }'),
      LONG,
    ],
  ];
  for (const [claim, seed, change, options = {}] of others)
    test(`not of ${claim}`, options, async () => {
      const project = createSeedProject(seed);
      const first = await show(project);
      change(project);
      expect(await show(project)).toEqual({ ...first, isBuilt: false });
    });
});

test("a template does not serve a file that came while it was built, after it was looked for", async () => {
  const project = createSeedProject(
    'it.exec("CREATE TABLE " + (fs.existsSync("da" + "ta/new.txt") ? "u" : "t") + " (id)"); require("child_process").execFileSync("sh", ["-c", "touch data/new.txt"])',
  );
  expect(await show(project)).toEqual({ tables: "t", isBuilt: true });
  expect(await show(project)).toEqual({ tables: "u", isBuilt: true });
});

test("a second build in one process sees what was added, and refuses what the process has loaded in an older version", async () => {
  const { knex } = LIBRARIES;
  const project = createLibraryProject("knex", {
    "migrator.mjs": knex?.migrator ?? "",
    "migrations/1_table.cjs": knex?.migration("t1") ?? "",
    "second.cjs": knex?.migration("t2") ?? "",
    "third.cjs": knex?.migration("t3") ?? "",
  });
  const script = project.write(
    "main.mjs",
    `import { copyFileSync } from "node:fs"; import { initTestDb } from "@picklejar/core"; import { migrate } from "./migrator.mjs";
     const show = async (version) => {
       try {
         const it = await initTestDb({ migrate, version });
         const connection = it.open();
         console.log(connection.prepare("SELECT group_concat(name) FROM sqlite_schema WHERE name LIKE 't_'").pluck().get());
         connection.close();
         await it.dispose();
       } catch (error) { console.log(error.code, error.inputs.join()); }
     };
     await show("1");
     copyFileSync("second.cjs", "migrations/2_table.cjs");
     await show("2");
     copyFileSync("third.cjs", "migrations/2_table.cjs");
     await show("3");`,
  );
  const { stdout, stderr } = await runScript(script, { cwd: project.directory, env: { PICKLEJAR_RUN: undefined } });
  expect(stdout || stderr).toBe("t1\nt1,t2\nTEMPLATE_INPUTS_CHANGED module migrations/2_table.cjs\n");
});

test("a template that depends on the working directory serves that directory only", { tags: "long" }, async () => {
  const project = createProject({
    "db/1_t.sql": "CREATE TABLE base (id);",
    "data/x.txt": "t",
    "below/data/x.txt": "u",
    "picklejar.config.mjs":
      'import fs from "node:fs"; export default { migrations: "db", seed: (it) => it.exec("CREATE TABLE " + fs.readFileSync("da" + "ta/x.txt", "utf8") + " (id)") };',
  });
  expect(await show(project)).toEqual({ tables: "t", isBuilt: true });
  expect(await show(project, undefined, {}, project.path("below"))).toEqual({ tables: "u", isBuilt: true });
  expect(await show(project)).toEqual({ tables: "t", isBuilt: false });
});

describe("a template of a configuration in TypeScript", () => {
  const loaders = [
    ["jiti", undefined, {}],
    ["tsx", `--import ${join(dirname(createRequire(import.meta.url).resolve("tsx/package.json")), "dist/loader.mjs")}`, LONG],
  ] as const;
  for (const [loader, nodeOptions, options] of loaders)
    test(`is another one after a module of a computed name changed, with ${loader}`, options, async () => {
      const project = createProject({
        "db/1_t.sql": "CREATE TABLE t (id);",
        "seeds/a.ts": 'export const table: string = "a";',
        "picklejar.config.ts":
          'export default { migrations: "db", seed: async (it: any) => { const { table } = await import("./see" + "ds/a.ts"); it.exec(`CREATE TABLE ${table} (id)`); } };',
      });
      expect(await show(project, undefined, { NODE_OPTIONS: nodeOptions })).toEqual({ tables: "a,t", isBuilt: true });
      project.write("seeds/a.ts", 'export const table: string = "b";');
      expect(await show(project, undefined, { NODE_OPTIONS: nodeOptions })).toEqual({ tables: "b,t", isBuilt: true });
    });
});

function write(name: string, content: string): (project: Project) => void {
  return (project) => void project.write(name, content);
}

const modules = join(import.meta.dirname, "../../node_modules");

function createLibraryProject(library: string, files: Readonly<Record<string, string>>): Project {
  const project = createProject(files);
  symlinkSync(join(modules, library), project.path(`node_modules/${library}`));
  return project;
}

/** A project whose seed runs some statements, with files around it. */
function createSeedProject(statements: string): Project {
  const project = createProject({
    "db/1_t.sql": "CREATE TABLE base (id);",
    "data/x.txt": "t",
    "data/m.mjs": 'export { table } from "./n.mjs";',
    "data/n.mjs": 'export const table = "t";',
    "data/c.cjs": 'module.exports = "t";',
    "data/l.own": "t",
    "data/deep/x.txt": "t",
    "elsewhere/x.txt": "t",
    "packages/workspace/package.json": '{ "name": "workspace", "exports": "./index.mjs" }',
    "packages/workspace/index.mjs":
      'import { readFileSync } from "node:fs"; export const table = "t"; export const read = () => readFileSync(new URL("x" + ".txt", import.meta.url), "utf8");',
    "packages/workspace/x.txt": "t",
    "node_modules/installed/package.json": '{ "name": "installed", "version": "1.0.0" }',
    "node_modules/installed/index.js": "exports.one = 1;",
    "picklejar.config.mjs": `import fs from "node:fs"; import { createRequire } from "node:module";
      const require = createRequire(import.meta.url);
      require.extensions[".own"] = (module, path) => { module.exports = fs.readFileSync(path, "utf8"); };
      export default { migrations: "db", seed: async (it) => { ${statements} } };`,
  });
  symlinkSync(project.path("elsewhere"), project.path("linked"));
  symlinkSync(project.path("packages/workspace"), project.path("node_modules/workspace"));
  return project;
}

interface Shown {
  readonly tables: string;
  readonly isBuilt: boolean;
}

/** The tables of a database that a process of its own asks for, and whether that built a template. */
async function show(
  project: Project,
  script = "show();",
  env: Readonly<Record<string, string | undefined>> = {},
  cwd = project.directory,
): Promise<Shown> {
  const before = listTemplates(project).length;
  const out = project.path("node_modules/.out");
  rmSync(out, { recursive: true, force: true });
  mkdirSync(dirname(out), { recursive: true });
  const path = project.path("node_modules/show.mjs");
  writeFileSync(
    path,
    `import { initTestDb } from "@picklejar/core";
     export const show = async (options) => {
       const it = await initTestDb(options);
       const connection = it.open();
       console.log(connection.prepare("SELECT group_concat(name) FROM (SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%migration%' AND name NOT LIKE '%lock%' AND name NOT LIKE 'sqlite%' AND name <> 'base' ORDER BY name)").pluck().get() ?? "");
       connection.close();
       await it.dispose();
     };`,
  );
  const main = project.write(
    "main.mjs",
    `import { show } from "./node_modules/show.mjs"; ${script.replace("show(", "await show(")}`,
  );
  const { code, stdout, stderr } = await runScript(main, {
    cwd,
    env: { PICKLEJAR_RUN: undefined, OUT: out, ...env },
  });
  if (code !== 0) throw new Error(stderr);
  return { tables: stdout.trim(), isBuilt: listTemplates(project).length > before };
}

function listTemplates(project: Project): string[] {
  try {
    return readdirSync(project.path("node_modules/.cache/picklejar")).filter((name) => name.endsWith(".db"));
  } catch {
    return [];
  }
}
