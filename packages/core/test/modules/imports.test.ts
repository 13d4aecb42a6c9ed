import { mkdirSync, symlinkSync } from "node:fs";
import { dirname, join, relative } from "node:path";

import { describe, expect, test } from "vitest";

import { collectModules, type CollectedModules } from "../../src/modules/collect-modules.js";
import { scanImports } from "../../src/modules/scan-imports.js";
import { createFolder } from "../helpers/create-folder.js";
import { processorTime } from "../helpers/growth.js";

describe("scanImports", () => {
  test.each([
    'import x from "x";',
    "import x, { y } from 'x'",
    "import * as z from`x`",
    'import{a}from"x"',
    'import"x"',
    'import type { X } from "x";',
    'import {\n  a, // from "elsewhere"\n  b,\n} from "x";',
    'import x from /* the */ "x" with { type: "json" };',
    'export * from "x"; export * as y from "y";',
    'export { a } from "x"',
    'const x = await import("x");',
    'const x = import(/* webpackIgnore: true */\n  "x"\n);',
    'const x = import(`x`, { with: { type: "json" } });',
    'const x = require("x");',
    'const x = require ( "x" ).y;',
    'const x = module.require("x");',
    'const path = require.resolve("x");',
    'import x = require("x");',
    'const load = createRequire(import.meta.url); load("x");',
    'const x = createRequire(pathToFileURL(__filename))("x");',
    'const path = import.meta.resolve("x");',
    String.raw`import "\x78";`,
    "// don't\nimport 'x';",
    'const pattern = /["\']/; import "x";',
    'const url = "http://example.org"; import("x");',
    "const text = `a ${b} c`; import 'x'; // `",
  ])("finds x in %j", (source) => {
    expect(scanImports(source).specifiers).toContain("x");
  });

  test.each<[claim: string, source: string]>([
    [
      "comments after a word that could begin an import",
      `// what to import\n${"/** a */\n".repeat(60)}from ${"/* b */ ".repeat(60)}`,
    ],
    ["white space after the module's own place", `import.meta.url${" ".repeat(100_000)}`],
    ["a long text", `const wasm = "${"A".repeat(20_000_000)}";`],
    ["a minified file", `${'var a="b",c=\'d\',e=`f`;import(g);h(a,"i");'.repeat(25_000)}createRequire`],
  ])("is done in no time with %s", (_claim, source) => {
    const takenMs = processorTime(() => expect(scanImports(`${source}\nimport "x";`).specifiers).toContain("x"));
    expect(takenMs).toBeLessThan(5000);
  });

  test.each(['import("./" + name)', "import(`./${name}.js`)", "require(name)", "require.resolve(path.join(a, b))"])(
    "tells that %s is computed",
    (source) => {
      expect(scanImports(source).computed).toHaveLength(1);
    },
  );

  test.each(['import("./name")', "import(/* x */ `./name`)", "import.meta.url", "loader.import(name)"])(
    "does not take %s for computed",
    (source) => {
      expect(scanImports(source).computed).toEqual([]);
    },
  );

  test("reads a data file of 200 kB in well under a second", () => {
    const source = "const row = { a: 'it', b: \"two\", c: `three` }; // don't /* ( import from\n".repeat(3000);
    expect(processorTime(() => void scanImports(source))).toBeLessThan(1000);
  });
});

describe("collectModules", () => {
  test.each([
    ["an exact file", 'import "./a.js"', "a.js"],
    ["the TypeScript of a .js", 'import "./a.js"', "a.ts"],
    ["the TypeScript of a .mjs", 'import "./a.mjs"', "a.mts"],
    ["the TypeScript of a .cjs", 'require("./a.cjs")', "a.cts"],
    ["the TSX of a .js", 'import "./a.js"', "a.tsx"],
    ["a file without its extension", 'require("./a")', "a.json"],
    ["the index of a folder", 'require("./a")', "a/index.ts"],
    ["the index of the folder itself", 'require(".")', "index.cjs"],
    ["a file with a query", 'import "./a.js?x=1"', "a.js"],
    ["an escaped URL", 'import "./a%20b.js"', "a b.js"],
    ["a URL beside the module", 'new URL("./a.sql", import.meta.url)', "a.sql"],
    ["a URL without ./", 'new URL("a.sql", import.meta.url)', "a.sql"],
    ["a database that a URL names", 'new URL("./a.db", import.meta.url)', "a.db"],
    ["a resolved file", 'import.meta.resolve("./a.sql")', "a.sql"],
    ["a join with __dirname", 'join(__dirname, "a.sql")', "a.sql"],
    ["a join of several parts", 'join(import.meta.dirname, "a", "b", "c.json")', "a/b/c.json"],
    ["a join with the folder of a URL", 'join(dirname(fileURLToPath(import.meta.url)), "a.sql")', "a.sql"],
    [
      "a join with a variable",
      'const here = fileURLToPath(new URL(".", import.meta.url)); join(here, "a", "b.sql")',
      "a/b.sql",
    ],
    ["a name after an apostrophe", "/* don't */ read('a.sql')", "a.sql"],
    ["a name after a quote in a pattern", 'text.replace(/"/g, ""); read("a.sql")', "a.sql"],
    ["a concatenation", '__dirname + "/a.sql"', "a.sql"],
    ["a template", "`${__dirname}/a.sql`", "a.sql"],
    ["a template with a variable", "`${here}/data/a.sql`", "data/a.sql"],
    ["a join with the working directory", 'join(process.cwd(), "src", "data", "a.sql")', "data/a.sql"],
    ["a file that the project's folder has", 'readFileSync("../fixtures/a.sql"); readFileSync("src/b.csv")', "b.csv"],
  ])("follows %s", async (_claim, source, path) => {
    const directory = createFolder({ "src/entry.mjs": source, [`src/${path}`]: "" });
    const collected = await collectFrom(directory, "src/entry.mjs");
    expect(namesOf(collected, directory)).toEqual(["src/entry.mjs", `src/${path}`].toSorted());
    expect(collected.unresolved).toEqual([]);
  });

  test.each([
    ["a database that it only names", 'open("a.db"); open("./a.sqlite3")', ["a.db", "a.sqlite3"]],
    ["the log of a database", 'open("./a.db-wal")', ["a.db-wal"]],
    ["a file of another folder with that name", 'read("a.sql")', ["other/a.sql"]],
    ["a builtin", 'import "node:fs"; import "path"; import "fs/promises"', []],
    ["a web address", 'import "https://example.org/x.js"; import "data:text/javascript,1"', []],
    ["SQL that looks like an import", `db.exec('SELECT * from "users"')`, []],
    [
      "texts that can be no path",
      `createRequire; exec("/* ${"x".repeat(300)} */"); exec("./${"y".repeat(300)}"); at(__dirname, "a\\0b")`,
      [],
    ],
  ])("passes over %s", async (_claim, source, others) => {
    const directory = createFolder({ "entry.mjs": source, ...Object.fromEntries(others.map((name) => [name, "x"])) });
    const collected = await collectFrom(directory, "entry.mjs");
    expect(namesOf(collected, directory)).toEqual(["entry.mjs"]);
    expect(collected.unresolved).toEqual([]);
  });

  test("takes a file of the project's folder by its bare name, too", async () => {
    const directory = createFolder({ "test/entry.mjs": 'readFileSync("seed.sql")', "seed.sql": "" });
    expect(namesOf(await collectFrom(directory, "test/entry.mjs"), directory)).toEqual(["seed.sql", "test/entry.mjs"]);
  });

  test.each(['import("./a%00b.js")', 'import("file://elsewhere/a.js")', 'import("file:///a%2Fb.js")'])(
    "tells that %s cannot be followed",
    async (source) => {
      const directory = createFolder({ "entry.mjs": source });
      expect((await collectFrom(directory, "entry.mjs")).unresolved).toHaveLength(1);
    },
  );

  test("leaves out a database that tests make, however it is named", async () => {
    const directory = createFolder({ "entry.mjs": 'new URL("./build/a.db", import.meta.url)', "build/a.db": "x" });
    const options = { directory, isTestDatabase: (path: string) => path.endsWith("a.db") };
    expect(namesOf(await collectModules([join(directory, "entry.mjs")], options), directory)).toEqual(["entry.mjs"]);
  });

  test("takes installed packages by name and version, nearest first, and does not enter them", async () => {
    const directory = createFolder({
      "entry.mjs": 'import "plain/deep/file.js"; import "@scope/named"; import "./nested/inner.mjs";',
      "nested/inner.mjs": 'import "plain";',
      "node_modules/plain/package.json": '{ "version": "1.0.0" }',
      "node_modules/plain/deep/file.js": 'import "./other.js"',
      "nested/node_modules/plain/package.json": '{ "version": "2.0.0" }',
      "node_modules/@scope/named/package.json": '{ "version": "3.0.0" }',
    });
    const collected = await collectFrom(directory, "entry.mjs");
    expect([...collected.packages.keys()].toSorted()).toEqual(["@scope/named@3.0.0", "plain@1.0.0", "plain@2.0.0"]);
    expect(namesOf(collected, directory)).toEqual(["entry.mjs", "nested/inner.mjs"]);
  });

  test("enters a package of the workspace that pnpm injected, since its version stays when it changes", async () => {
    const store = "node_modules/.pnpm/shared@file+packages+shared/node_modules";
    const directory = createFolder({
      "entry.mjs": 'import "shared";',
      [`${store}/shared/package.json`]: '{ "name": "shared", "version": "1.0.0", "main": "main.js" }',
      [`${store}/shared/main.js`]: 'require("installed");',
      "node_modules/.pnpm/installed@6.0.0/node_modules/installed/package.json": '{ "version": "6.0.0" }',
    });
    link(directory, "node_modules/.pnpm/installed@6.0.0/node_modules/installed", `${store}/installed`);
    link(directory, `${store}/shared`, "node_modules/shared");
    const collected = await collectFrom(directory, "entry.mjs");
    expect(namesOf(collected, directory)).toEqual(["entry.mjs", `${store}/shared/main.js`]);
    expect([...collected.packages.keys()]).toEqual(["installed@6.0.0"]);
  });

  test("enters a linked package by what it exports to import and to require", async () => {
    const directory = createFolder({
      "app/entry.mjs": 'import "shared/feature";',
      "shared/package.json": JSON.stringify({ exports: { "./feature": { import: "./esm.mjs", require: "./common.cjs" } } }),
      "shared/esm.mjs": 'import "./deep.mjs"; import "installed";',
      "shared/common.cjs": "",
      "shared/deep.mjs": "",
      "shared/node_modules/installed/package.json": '{ "version": "4.0.0" }',
    });
    link(directory, "shared", "app/node_modules/shared");
    const collected = await collectFrom(directory, "app/entry.mjs");
    expect(namesOf(collected, directory)).toEqual(["app/entry.mjs", "shared/common.cjs", "shared/deep.mjs", "shared/esm.mjs"]);
    expect([...collected.packages.keys()]).toEqual(["installed@4.0.0"]);
  });

  test("enters the package itself by its name, and what #imports lead to", async () => {
    const directory = createFolder({
      "package.json": JSON.stringify({
        name: "self",
        exports: { "./a": "./a.js" },
        imports: { "#b": "./b.js", "#c": "installed", "#d/*": "./d/*.js" },
      }),
      "entry.mjs": 'import "self/a"; import "#b"; import "#c"; import "#d/e";',
      "a.js": "",
      "b.ts": "",
      "b.js": "",
      "d/e.js": "",
      "node_modules/installed/package.json": '{ "version": "5.0.0", "main": "main.js" }',
      "node_modules/installed/main.js": "",
    });
    const collected = await collectFrom(directory, "entry.mjs");
    expect(namesOf(collected, directory)).toEqual(["a.js", "b.js", "b.ts", "d/e.js", "entry.mjs"]);
    expect([...collected.packages.keys()]).toEqual(["installed@5.0.0"]);
    expect(collected.unresolved).toEqual([]);
  });

  test("takes @picklejar/core by its version, although it is linked", async () => {
    const directory = createFolder({
      "app/entry.mjs": 'import { defineConfig } from "@picklejar/core";',
      "core/package.json": '{ "name": "@picklejar/core", "version": "1.2.3", "exports": "./index.js" }',
      "core/index.js": "",
    });
    link(directory, "core", "app/node_modules/@picklejar/core");
    const collected = await collectFrom(directory, "app/entry.mjs");
    expect([...collected.packages.keys()]).toEqual(["@picklejar/core@1.2.3"]);
    expect(namesOf(collected, directory)).toEqual(["app/entry.mjs"]);
  });

  test("follows a link to where a module really is", async () => {
    const directory = createFolder({
      "entry.mjs": 'import "./link.mjs";',
      "real/module.mjs": 'import "./beside.mjs";',
      "real/beside.mjs": "",
    });
    symlinkSync(join(directory, "real/module.mjs"), join(directory, "link.mjs"));
    expect(namesOf(await collectFrom(directory, "entry.mjs"), directory)).toEqual([
      "entry.mjs",
      "real/beside.mjs",
      "real/module.mjs",
    ]);
  });

  test("ends where modules import each other", async () => {
    const directory = createFolder({ "a.mjs": 'import "./b.mjs";', "b.mjs": 'import "./a.mjs"; import "./b.mjs";' });
    expect(namesOf(await collectFrom(directory, "a.mjs"), directory)).toEqual(["a.mjs", "b.mjs"]);
  });
});

function link(directory: string, target: string, path: string): void {
  mkdirSync(dirname(join(directory, path)), { recursive: true });
  symlinkSync(join(directory, target), join(directory, path));
}

async function collectFrom(directory: string, entry: string): Promise<CollectedModules> {
  return collectModules([join(directory, entry)], { directory, isTestDatabase: () => false });
}

function namesOf({ files }: CollectedModules, directory: string): string[] {
  return [...files.keys()].map((path) => relative(directory, path)).toSorted();
}
