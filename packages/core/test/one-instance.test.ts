import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { describeExports } from "../packaging/package-exports.js";
import { createProject, coreDirectory } from "./helpers/create-project.js";
import { runScript } from "./helpers/run-script.js";

describe("require and import of @picklejar/core", () => {
  test("give one instance in one process: one class of errors, and one database for a path", async () => {
    const project = createProject();
    project.write("picklejar.config.js", 'export default { migrations: "db" };');
    project.write(
      "both.cjs",
      `const required = require("@picklejar/core");
       import("@picklejar/core").then(async (imported) => {
         const first = await required.initTestDb("app.db");
         const second = await imported.initTestDb("app.db");
         const error = await imported.initTestDb("nowhere/app.db").catch((thrown) => thrown);
         console.log(JSON.stringify({
           names: Object.keys(imported).toSorted().join() === Object.keys(required).toSorted().join(),
           origins: [first.origin, second.origin],
           isInstance: error instanceof required.PicklejarError,
         }));
       });`,
    );
    const { code, stdout, stderr } = await runScript(project.path("both.cjs"), { cwd: project.directory });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(JSON.parse(stdout)).toEqual({ names: true, origins: ["created", "cached"], isInstance: true });
  });

  test("say so where a name cannot be required, has moved, or is configured in the wrong place", async () => {
    const project = createProject();
    project.write(
      "names.cjs",
      `for (const name of ["vitest", "vitest-fixture", "jest-setup", "jest-teardown"])
         try { require("@picklejar/core/" + name); } catch (error) { console.log(error.message); }`,
    );
    const { stdout, stderr } = await runScript(project.path("names.cjs"), { cwd: project.directory });
    expect(stderr).toBe("");
    expect(stdout.trimEnd().split("\n")).toEqual([
      '"@picklejar/core/vitest" cannot be loaded with require(), because it imports an ES module. Use import.',
      ...[
        ["vitest-fixture", "vitest"],
        ["jest-setup", "jest/setup"],
        ["jest-teardown", "jest/teardown"],
      ].map(
        ([before, now]) =>
          `"@picklejar/core/${before}" is "@picklejar/core/${now}" now. Change the name where it is imported or configured.`,
      ),
    ]);
  });
});

describe("import of @picklejar/core/vitest in a browser", () => {
  test.each([
    ["vitest", 'import { test, withTestDatabase } from "@picklejar/core/vitest";'],
    ["vitest/hooks", 'import "@picklejar/core/vitest/hooks";'],
  ])("says of %s that it needs Node", async (name, code) => {
    const project = createProject();
    project.write("browser.mjs", `${code}\nconsole.log("imported");`);
    const {
      code: status,
      stdout,
      stderr,
    } = await runScript(project.path("browser.mjs"), {
      cwd: project.directory,
      // As Vite resolves what it serves to a browser.
      env: { NODE_OPTIONS: "--conditions=browser" },
    });
    expect({ status, stdout, stderr }).toEqual({
      status: 1,
      stdout: "",
      stderr: expect.stringContaining(
        `TypeError: "@picklejar/core/${name}" does not work in Vitest's browser mode, since better-sqlite3 needs Node. ` +
          'Put the tests that ask a database into a project of their own, without "browser".',
      ),
    });
  });
});

describe("package.json", () => {
  test("has the exports that follow from the entries", () => {
    const { exports, typesVersions, publishConfig } = JSON.parse(readFileSync(`${coreDirectory}/package.json`, "utf8"));
    const { published, ...described } = describeExports();
    expect({ exports, typesVersions, publishConfig }).toMatchObject({ ...described, publishConfig: published });
    expect(Object.keys(exports)).toEqual(Object.keys(described.exports));
  });
});
