import { describe, expect, test } from "vitest";

import { EVEN_DAYS, ODD_DAYS } from "../../../../test/helpers/of-today.js";
import { createJestProject, runJest } from "./jest-project.js";
import { leftovers } from "./runner-traces.js";
import { createVitestProject, retainedFrom, runVitest } from "./vitest-project.js";

/** What tests of applications do, and some forget to take back: what explains a failed test is loaded only afterwards. */
const REPLACE = `
  const fail = () => { throw new Error("replaced"); };
  // Without those that better-sqlite3 and Node's own functions call.
  for (const name of ["lstatSync", "mkdirSync", "readdirSync", "readFileSync", "realpathSync", "statSync"])
    mocks.spyOn(fs, name).mockImplementation(fail);
  for (const name of ["createHash", "hash", "randomBytes"]) mocks.spyOn(crypto, name).mockImplementation(fail);
  for (const name of ["basename", "extname", "join", "resolve"]) mocks.spyOn(path, name).mockImplementation(fail);
  mocks.spyOn(Module, "_load").mockImplementation(fail);
  mocks.spyOn(Module.prototype, "require").mockImplementation(fail);
  mocks.spyOn(Module._extensions, ".js").mockImplementation(fail);
  process.chdir("/");
  mocks.useFakeTimers();`;

const MODULES = ["crypto", "fs", "path"];

describe("a test that fails with functions of Node replaced, fake timers and another working directory", () => {
  test("has its database retained and explained in Vitest", ODD_DAYS, async () => {
    const project = createVitestProject({
      "replacing.test.js": `
        import { vi as mocks } from "vitest";
        import { Module } from "node:module";
        ${MODULES.map((name) => `import ${name} from "node:${name}";`).join("\n")}
        test("fails", ({ db }) => {
          write(db);
          ${REPLACE}
          expect(1).toBe(2);
        });
        test("marks", ({ db }) => {
          mocks.restoreAllMocks();
          write(db);
          ${REPLACE}
          db.mark("written");
          expect(db.changes({ since: "written" })).toEqual({});
        });`,
    });
    const { code, output } = await runVitest(project);
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining("+ id=1: body='mine'") });
    expect(output).toContain("1 failed | 1 passed");
    expect(retainedFrom(project, "replacing.test.js")).toMatchObject([{ name: "fails" }]);
    expect(leftovers(project)).toEqual([]);
  });

  test("has its database retained and explained in Jest", EVEN_DAYS, async () => {
    const project = createJestProject({
      "replacing.test.js": `
        const mocks = jest;
        const { Module } = require("node:module");
        ${MODULES.map((name) => `const ${name} = require("node:${name}");`).join("\n")}
        const db = useTestDatabase();
        afterEach(() => { jest.restoreAllMocks(); jest.useRealTimers(); });
        test("fails", () => {
          write(db());
          jest.resetModules();
          ${REPLACE.replace(/.*Module.*\n/g, "")}
          expect(1).toBe(2);
        });`,
    });
    const { code, output } = await runJest(project);
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining("+ id=1: body='mine'") });
    expect(retainedFrom(project, "replacing.test.js")).toMatchObject([{ name: "fails" }]);
    expect(leftovers(project)).toEqual([]);
  });
});
