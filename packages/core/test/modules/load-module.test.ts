import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { describe, expect, test } from "vitest";

import { loadModule } from "../../src/modules/load-module.js";
import { createFolder } from "../helpers/create-folder.js";

const packageDirectory = resolve(import.meta.dirname, "../..");

describe("loadModule", () => {
  test.each([
    ["module.mjs", "export const up = 1; export default 2;", { up: 1, default: 2 }],
    ["module.cjs", "module.exports = { up: 1 };", { up: 1, default: { up: 1 } }],
    ["computed.cjs", "const name = 'up'; module.exports = { [name]: 1 };", { up: 1 }],
    [
      "compiled.cjs",
      "Object.defineProperty(exports, '__esModule', { value: true }); exports.default = 3; exports.up = 4;",
      { default: 3, up: 4 },
    ],
    ["module.json", '\uFEFF{ "up": 1 }', { up: 1, default: { up: 1 } }],
    ["module.ts", "export const up: number = 1; export default { strategy: 'copy' as const };", { up: 1, strategy: "copy" }],
    ["module.mts", "enum Kind { A = 7 }\nexport const up = Kind.A;", { up: 7 }],
    ["module.cts", "const value: number = 8; module.exports = { up: value };", { up: 8 }],
  ])("gives the exports of %s by name", async (name, text, expected) => {
    const path = writeModules({ [name]: text }, name);
    expect({ ...(await loadModule(path)) }).toMatchObject(expected);
  });

  test("resolves what TypeScript resolves: ./x.js that is x.ts, and ./x", async () => {
    const path = writeModules(
      {
        "a.ts": 'import { b } from "./b.js"; import { c } from "./c"; export const sum = b + c;',
        "b.ts": "export const b: number = 1;",
        "c.ts": "export const c: number = 2;",
      },
      "a.ts",
    );
    expect((await loadModule(path))["sum"]).toBe(3);
  });

  const wrong: readonly (readonly [name: string, text: string | undefined, message: RegExp])[] = [
    ["missing.mjs", undefined, /that file does not exist/],
    ["package.mjs", 'import "no-such-package/deep";', /npm install --save-dev no-such-package\)/],
    ["package.ts", 'import "@no-such/package/deep";', /npm install --save-dev @no-such\/package\)/],
    ["package.cjs", 'require("no-such-package");', /npm install --save-dev no-such-package\)/],
    ["relative.mjs", 'import "./nowhere.js";', /that file does not exist/],
    ["relative.ts", 'import "./nowhere.js";', /that file does not exist/],
    ["syntax.mjs", "export const = 1;", /: Unexpected token '='\. Correct the syntax: node "\/.+\/syntax\.mjs" shows where\.$/],
    ["syntax.ts", "export const = 1;", /Correct the syntax at "\/.+\/syntax\.ts:1:13"\.$/],
    ["syntax.json", "{ nonsense", /\. Correct the syntax\.$/],
    ["syntax.cjs", "\nconst = 1;", /Correct the syntax at "\/.+\/syntax\.cjs:2"\.$/],
    ["throws.mjs", 'throw new Error("not today.");', /not today\. It was thrown at "\/.+\/throws\.mjs:1:7"\.$/],
    ["throws.ts", 'throw new Error("not today.");', /not today\. It was thrown at "\/.+\/throws\.ts:1:\d+"\.$/],
    ["throws.cjs", 'throw "today";', /: today\. It threw this error itself\.$/],
    ["esm.cjs", "export const a = 1;", /name it \.mjs/],
    ["misspelled.mjs", "export defualt { a: 1 };", /Correct the syntax: node "\/.+\/misspelled\.mjs" shows where\.$/],
    ["cjs.mjs", "module.exports = 1;", /name it \.cjs/],
    ["name.mjs", 'import { nothing } from "node:fs";', /that name is not exported/],
  ];
  // One in two is for the long tests.
  for (const [index, [name, text, message]] of wrong.entries())
    test(`says what is wrong with ${name}`, index % 2 === 0 ? {} : { tags: "long" }, () => {
      const path = writeModules(text === undefined ? {} : { [name]: text }, name);
      // In Node itself: Vitest has a module loader of its own.
      const failure = runNode(`${importing()}
      const error = await loadModule(${JSON.stringify(path)}).catch((error) => error);
      console.log(JSON.stringify({ name: error.name, message: error.message, hasCause: error.cause !== undefined, ...error }));`);
      expect(JSON.parse(failure)).toEqual({
        name: "ModuleLoadError",
        code: "MODULE_LOAD_FAILED",
        path,
        hasCause: true,
        message: expect.stringMatching(message) as string,
      });
      expect(failure).toContain(JSON.stringify(`"${path}"`).slice(1, -1));
    });

  test("takes a misspelled export in a package of ES modules for what it is", () => {
    const path = writeModules({ "package.json": '{ "type": "module" }', "a.js": "export defualt { a: 1 };" }, "a.js");
    const program = `${importing()} await loadModule(${JSON.stringify(path)}).catch(({ message }) => console.log(message));`;
    expect(runNode(program)).toMatch(/Correct the syntax: node "\/.+\/a\.js" shows where\.$/);
  });

  test("shares better-sqlite3 with the process, from TypeScript and JavaScript", () => {
    const source = 'import Database from "better-sqlite3"; export const Shared = Database;';
    const path = writeModules({ "a.ts": source, "b.mjs": source }, "a.ts");
    linkPackages(dirname(path));
    const program = `
      import { createRequire } from "node:module";
      ${importing()}
      const ts = await loadModule(${JSON.stringify(path)});
      const js = await loadModule(${JSON.stringify(join(dirname(path), "b.mjs"))});
      const own = createRequire(${JSON.stringify(join(packageDirectory, "package.json"))})("better-sqlite3");
      console.log(ts.Shared === own, js.Shared === own);`;
    expect(runNode(program)).toBe("true true");
  });

  test("shares modules of picklejar with the process, although its link leads out of node_modules", () => {
    const source =
      'import { ModuleLoadError } from "@picklejar/core/dist/errors/classes/config-errors.js"; export const Shared = ModuleLoadError;';
    const path = writeModules(
      {
        "a.ts": source.replace("@picklejar/core", packageDirectory),
        "b.mts": source.replace("@picklejar/core", packageDirectory),
      },
      "a.ts",
    );
    const program = `
      ${importing()}
      const { ModuleLoadError } = await import(${JSON.stringify(pathToFileURL(join(packageDirectory, "dist/errors/classes/config-errors.js")).href)});
      console.log((await loadModule(${JSON.stringify(path)})).Shared === ModuleLoadError);`;
    expect(runNode(program)).toBe("true");
  });

  test("does not remember a failure", () => {
    const path = writeModules({ "a.mjs": "throw new Error('first')" }, "a.mjs");
    const program = `
      import { writeFileSync } from "node:fs";
      ${importing()}
      const first = await loadModule(${JSON.stringify(path)}).catch((error) => error.cause.message);
      writeFileSync(${JSON.stringify(path)}, "export const up = 1");
      console.log(first, (await loadModule(${JSON.stringify(path)})).up);`;
    expect(runNode(program)).toBe("first 1");
  });
});

/** Writes files into a new folder, and gives the path of one of them. */
function writeModules(files: Readonly<Record<string, string>>, main: string): string {
  return join(createFolder(files), main);
}

function linkPackages(directory: string): void {
  mkdirSync(join(directory, "node_modules"));
  const installed = dirname(createRequire(import.meta.url).resolve("better-sqlite3/package.json"));
  symlinkSync(installed, join(directory, "node_modules/better-sqlite3"));
}

/** The line that imports `loadModule` as built. */
function importing(): string {
  return `import { loadModule } from ${JSON.stringify(pathToFileURL(join(packageDirectory, "dist/modules/load-module.js")).href)};`;
}

/** From a file: a program on the command line sees `module` and `require` as globals. */
function runNode(program: string): string {
  return execFileSync(process.execPath, [writeModules({ "program.mjs": program }, "program.mjs")], { encoding: "utf8" }).trim();
}
