import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

import { beforeAll, describe, expect, test } from "vitest";

import { EVEN_DAYS, ODD_DAYS, ofToday, type TagOptions } from "../../../../test/helpers/of-today.js";
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

const PLACES = [
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

/** Only Knex takes functions of Node when it is loaded; of the others, both ways to begin are tried. Drizzle is tried every time, further below. */
const PAIRS = Object.keys(LIBRARIES).flatMap((library) =>
  PLACES.filter(([where]) => library === "knex" || !/first$|after/.test(where)).map((place) => ({ library, place })),
);

describe("a template of a library", () => {
  for (const { library, place } of ofToday(PAIRS, 4)) {
    const [where, script, config] = place;
    test(
      `is another one after each change to a folder, and the old one after going back: ${library}, in ${where}`,
      // Each asks eight processes, one after the other.
      { ...LONG, timeout: 300_000 },
      async () => {
        const { migrator = "", name = String, migration = String } = LIBRARIES[library] ?? {};
        const project = createLibraryProject(library, {
          "migrator.mjs": migrator,
          "picklejar.config.mjs": config,
          [name(1)]: migration("t1"),
        });
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
  }
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

/** Each row reads in a folder of its own, and makes a table that tells of what it read. */
interface Row {
  readonly claim: string;
  /** Statements of the seed, with `at(name)` for a path in the row's folder, which nobody finds in the code, and `read(text)`, which makes the table. */
  readonly seed: string;
  readonly change: (project: Project, folder: string) => unknown;
  readonly options?: TagOptions;
}

describe("a template is another one after a change", () => {
  const rows: readonly Row[] = [
    { claim: "a file that is read at once", seed: `read(fs.readFileSync(at("x.txt"), "utf8"))`, change: write("x.txt", "u") },
    {
      claim: "a file that is read as bytes",
      seed: `read(String(fs.readFileSync(at("x.txt"))))`,
      change: write("x.txt", "u"),
      options: EVEN_DAYS,
    },
    {
      claim: "a file that a promise reads",
      seed: `read(await fs.promises.readFile(at("x.txt"), "utf8"))`,
      change: write("x.txt", "u"),
      options: ODD_DAYS,
    },
    {
      claim: "a file that is opened",
      seed: `const file = await fs.promises.open(at("x.txt")); read(await file.readFile("utf8")); await file.close()`,
      change: write("x.txt", "u"),
      options: EVEN_DAYS,
    },
    {
      claim: "a file that a stream reads",
      seed: `for await (const part of fs.createReadStream(at("x.txt"))) read(String(part))`,
      change: write("x.txt", "u"),
      options: ODD_DAYS,
    },
    {
      claim: "a file that a callback reads",
      seed: `read(await new Promise((resolve) => fs.readFile(at("x.txt"), "utf8", (_, text) => resolve(text))))`,
      change: write("x.txt", "u"),
      options: EVEN_DAYS,
    },
    {
      claim: "a file that is copied",
      seed: `fs.cpSync(at("."), out, { recursive: true }); read(fs.readFileSync(out + "/x.txt", "utf8"))`,
      change: write("x.txt", "u"),
      options: ODD_DAYS,
    },
    {
      claim: "a file that is copied by a promise",
      seed: `await fs.promises.cp(at("."), out, { recursive: true }); read(fs.readFileSync(out + "/x.txt", "utf8"))`,
      change: write("x.txt", "u"),
      options: EVEN_DAYS,
    },
    {
      claim: "the names in a folder",
      seed: `read("t" + fs.readdirSync(at(".")).length)`,
      change: write("y.txt", ""),
    },
    {
      claim: "the names in a folder that is made unless it is there",
      seed: `fs.mkdirSync(at("."), { recursive: true }); read("t" + fs.readdirSync(at(".")).length)`,
      change: write("y.txt", ""),
      options: EVEN_DAYS,
    },
    {
      claim: "the names in a folder that a handle gives",
      seed: `let count = 0; for await (const _ of await fs.promises.opendir(at("."))) count++; read("t" + count)`,
      change: write("y.txt", ""),
      options: ODD_DAYS,
    },
    {
      claim: "the names in folders below",
      seed: `read("t" + fs.readdirSync(at("."), { recursive: true }).length)`,
      change: write("deep/y.txt", ""),
      options: EVEN_DAYS,
    },
    {
      claim: "a module of a computed name",
      seed: `read((await import("./" + at("m.mjs"))).table)`,
      change: write("m.mjs", 'export const table = "u";'),
      options: ODD_DAYS,
    },
    {
      claim: "what such a module imports",
      seed: `read((await import("./" + at("m.mjs"))).table)`,
      change: write("n.mjs", 'export const table = "u";'),
    },
    {
      claim: "a required module of a computed name",
      seed: `read(require("./" + at("c.cjs")))`,
      change: write("c.cjs", 'module.exports = "u";'),
      options: EVEN_DAYS,
    },
    {
      claim: "a module that a loader of its own loads",
      seed: `read(require("./" + at("l.own")))`,
      change: write("l.own", "u"),
      options: ODD_DAYS,
    },
    {
      claim: "a file that was not there",
      seed: `read(fs.existsSync(at("new.txt")) ? "u" : "t")`,
      change: write("new.txt", ""),
    },
    {
      claim: "a file that was there",
      seed: `read(fs.existsSync(at("x.txt")) ? "t" : "u")`,
      change: (project, folder) => rmSync(project.path(`${folder}/x.txt`)),
      options: EVEN_DAYS,
    },
    {
      claim: "a file behind a linked folder",
      seed: `read(fs.readFileSync(at("linked/x.txt"), "utf8"))`,
      change: write("elsewhere/x.txt", "u"),
      options: ODD_DAYS,
    },
    {
      claim: "where a link leads",
      seed: `read(fs.readFileSync(at("linked/x.txt"), "utf8"))`,
      change: (project, folder) => {
        rmSync(project.path(`${folder}/linked`));
        symlinkSync(project.path(`${folder}/deep`), project.path(`${folder}/linked`));
        project.write(`${folder}/deep/x.txt`, "u");
      },
      options: EVEN_DAYS,
    },
    {
      claim: "a module of a linked package",
      seed: `read((await import(at("package"))).table)`,
      change: write("package/index.mjs", 'export const table = "u";'),
      options: ODD_DAYS,
    },
    {
      claim: "a file that a linked package reads",
      seed: `read((await import(at("package"))).read())`,
      change: write("package/x.txt", "u"),
      options: ODD_DAYS,
    },
  ];
  let project: Project;
  let last: Shown;

  beforeAll(async () => {
    project = createProjectOf(rows);
    last = await show(project);
  });

  test("and only then", async () => {
    expect(last.isBuilt).toBe(true);
    expect(await show(project)).toEqual({ ...last, isBuilt: false });
  });

  for (const [index, { claim, change, options = {} }] of rows.entries())
    test(`of ${claim}`, options, async () => {
      const before = last;
      change(project, `data${index}`);
      last = await show(project);
      expect(last.isBuilt).toBe(true);
      const isOfRow = (table: string): boolean => table.endsWith(`_${index}`);
      const [tables, tablesBefore] = [last, before].map((shown) => shown.tables.split(","));
      expect(tables?.filter(isOfRow)).not.toEqual(tablesBefore?.filter(isOfRow));
      expect(tables?.filter((table) => !isOfRow(table))).toEqual(tablesBefore?.filter((table) => !isOfRow(table)));
    });
});

describe("a template stays the same after a change", () => {
  const rows: readonly Row[] = [
    { claim: "a file that nothing reads", seed: "", change: write("x.txt", "u") },
    {
      claim: "what the seed itself writes",
      seed: `fs.writeFileSync(at("written.txt"), String(Math.random())); fs.readFileSync(at("written.txt"))`,
      change: write("written.txt", "other"),
    },
    {
      claim: "a file of an installed package",
      seed: 'require("installed")',
      change: (project) => project.write("node_modules/installed/index.js", "exports.other = 1;"),
      options: EVEN_DAYS,
    },
    {
      claim: "times alone",
      seed: `fs.readFileSync(at("x.txt"))`,
      change: (project, folder) => project.write(`${folder}/x.txt`, readFileSync(project.path(`${folder}/x.txt`), "utf8")),
      options: ODD_DAYS,
    },
    {
      claim: "package.json, which says how a module is loaded",
      seed: `await import("./" + at("m.mjs"))`,
      change: (project) => project.write("package.json", '{ "type": "module", "name": "other" }'),
      options: EVEN_DAYS,
    },
  ];
  let project: Project;
  let first: Shown;

  beforeAll(async () => {
    project = createProjectOf(rows);
    first = await show(project);
  });

  for (const [index, { claim, change, options = {} }] of rows.entries())
    test(`of ${claim}`, options, async () => {
      change(project, `data${index}`);
      expect(await show(project)).toEqual({ ...first, isBuilt: false });
    });
});

test("a template does not serve a file that came while it was built, after it was looked for", async () => {
  const project = createProject({
    "db/1_t.sql": "CREATE TABLE base (id);",
    "picklejar.config.mjs": `import fs from "node:fs"; import { execFileSync } from "node:child_process";
      export default { migrations: "db", seed: (it) => {
        it.exec("CREATE TABLE " + (fs.existsSync("n" + "ew.txt") ? "u" : "t") + " (id)");
        execFileSync("sh", ["-c", "touch new.txt"]);
      } };`,
  });
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
    ["jiti", undefined, EVEN_DAYS],
    [
      "tsx",
      `--import ${join(dirname(createRequire(import.meta.url).resolve("tsx/package.json")), "dist/loader.mjs")}`,
      ODD_DAYS,
    ],
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

function write(name: string, content: string): Row["change"] {
  return (project, folder) => project.write(`${folder}/${name}`, content);
}

const modules = join(import.meta.dirname, "../../node_modules");

function createLibraryProject(library: string, files: Readonly<Record<string, string>>): Project {
  const project = createProject(files);
  symlinkSync(join(modules, library), project.path(`node_modules/${library}`));
  return project;
}

/** A project whose seed does what all rows do. */
function createProjectOf(rows: readonly Row[]): Project {
  const folders = rows.map((_, index) => `data${index}`);
  const project = createProject({
    "db/1_t.sql": "CREATE TABLE base (id);",
    ...Object.fromEntries(
      folders.flatMap((folder) => Object.entries(FILES_OF_A_ROW).map(([name, text]) => [`${folder}/${name}`, text])),
    ),
    "node_modules/installed/package.json": '{ "name": "installed", "version": "1.0.0" }',
    "node_modules/installed/index.js": "exports.one = 1;",
    "picklejar.config.mjs": `import fs from "node:fs"; import { createRequire } from "node:module";
      const require = createRequire(import.meta.url);
      require.extensions[".own"] = (module, path) => { module.exports = fs.readFileSync(path, "utf8"); };
      const rows = [${rows.map(({ seed }) => `async ({ at, out, read }) => { ${seed}; }`).join(",\n")}];
      export default { migrations: "db", seed: async (it) => {
        for (const [index, row] of rows.entries())
          await row({
            at: (name) => name === "package" ? ["package", index].join("-") : ["data", index, "/", name].join(""),
            out: process.env.OUT + index,
            read: (text) => it.exec("CREATE TABLE " + text.trim() + "_" + index + " (id)"),
          });
      } };`,
  });
  for (const [index, folder] of folders.entries()) {
    symlinkSync(project.path(`${folder}/elsewhere`), project.path(`${folder}/linked`));
    symlinkSync(project.path(`${folder}/package`), project.path(`node_modules/package-${index}`));
  }
  return project;
}

const FILES_OF_A_ROW = {
  "x.txt": "t",
  "m.mjs": 'export { table } from "./n.mjs";',
  "n.mjs": 'export const table = "t";',
  "c.cjs": 'module.exports = "t";',
  "l.own": "t",
  "deep/x.txt": "t",
  "elsewhere/x.txt": "t",
  "package/package.json": '{ "name": "package", "exports": "./index.mjs" }',
  "package/index.mjs":
    'import { readFileSync } from "node:fs"; export const table = "t"; export const read = () => readFileSync(new URL("x" + ".txt", import.meta.url), "utf8");',
  "package/x.txt": "t",
} as const;

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
  const before = listTemplates(project);
  const out = project.path("node_modules/.out");
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
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
    env: { PICKLEJAR_RUN: undefined, OUT: `${out}/`, ...env },
  });
  if (code !== 0) throw new Error(stderr);
  return { tables: stdout.trim(), isBuilt: listTemplates(project).some((name) => !before.includes(name)) };
}

function listTemplates(project: Project): string[] {
  try {
    return readdirSync(project.path("node_modules/.cache/picklejar")).filter((name) => name.endsWith(".db"));
  } catch {
    return [];
  }
}
