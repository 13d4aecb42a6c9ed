import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";

import { builtModule, CLI_PATH } from "../helpers/run-cli.js";
import { coreDirectory } from "../helpers/create-project.js";
import { runScript, type ScriptResult } from "../helpers/run-script.js";

/** What may be imported from outside; `integration` is for packages that need this Node themselves. */
const ENTRIES = [
  "index.js",
  "runners/vitest/setup.js",
  "runners/jest/setup.js",
  "runners/mocha/root-hooks.js",
  "runners/node-test/test-database.js",
];

describe("an old Node", () => {
  describe.each(["18.20.8", "20.18.3"])("of version %s", (version) => {
    let ending: ScriptResult;

    beforeAll(async () => {
      ending = await runScript(`${pretend(version)}
        for (const entry of ${JSON.stringify(ENTRIES.map(builtModule))})
          await import(entry).then(() => console.log("{}"), ({ code, nodeVersion, message }) => console.log(JSON.stringify({ code, nodeVersion, message })));`);
    });

    test.each(ENTRIES)("is refused with a sentence by %s, before anything else is run", (entry) => {
      expect(ending).toHaveEnded({ code: 0, stderr: "" });
      const lines = ending.stdout.trim().split("\n");
      expect(JSON.parse(lines[ENTRIES.indexOf(entry)] ?? "")).toEqual({
        code: "NODE_UNSUPPORTED",
        nodeVersion: version,
        message: `@picklejar/core needs Node 20.19 or later, and this is Node ${version}. Use a newer Node.`,
      });
    });
  });

  test("is refused by the command line", async () => {
    const { code, stderr } = await runScript(`${pretend("18.20.8")} await import(${JSON.stringify(`file://${CLI_PATH}`)});`);
    expect(code).toBe(1);
    expect(stderr).toContain("@picklejar/core needs Node 20.19 or later, and this is Node 18.20.8.");
  });

  test.each([...ENTRIES, "integration.js", "cli/main.js"])("is looked for first in %s", (entry) => {
    const imports = readFileSync(join(coreDirectory, "dist", entry), "utf8").match(
      /^(?:import|export) .*?from ".+?";|^import ".+?";/gms,
    );
    expect(imports?.[0]).toMatch(/refuse-old-node\.js/);
  });
});

describe("better-sqlite3 13 on a Node without Node-API 10", () => {
  test("is refused with a sentence before it is loaded, as it would end the process without one", async () => {
    const { code, signal, stdout } = await runScript(`
      import Module from "node:module"; import fs from "node:fs"; import os from "node:os"; import path from "node:path";
      const folder = fs.mkdtempSync(path.join(os.tmpdir(), "fake-"));
      fs.writeFileSync(path.join(folder, "package.json"), '{ "version": "13.2.0" }');
      fs.writeFileSync(path.join(folder, "index.js"), "process.abort();");
      const resolve = Module._resolveFilename;
      Module._resolveFilename = (name, ...rest) => name === "better-sqlite3" ? path.join(folder, "index.js")
        : name === "better-sqlite3/package.json" ? path.join(folder, "package.json") : resolve(name, ...rest);
      ${pretend("22.13.0", "9")}
      const { loadSqlite } = await import(${JSON.stringify(builtModule("sqlite/load-sqlite.js"))});
      try { loadSqlite(); } catch ({ code, message }) { console.log(JSON.stringify({ code, message })); }
      fs.rmSync(folder, { recursive: true });`);
    expect([code, signal]).toEqual([0, null]);
    expect(JSON.parse(stdout)).toEqual({
      code: "SQLITE_UNAVAILABLE",
      message: expect.stringMatching(
        /better-sqlite3 13\.2\.0 needs Node 22\.14 or later\. Install better-sqlite3 12 \(npm install better-sqlite3@12\), or use a newer Node\.$/,
      ),
    });
  });
});

describe("better-sqlite3 without its binary", () => {
  test("is refused with how to allow its install script, and without the start of a list", async () => {
    const { code, signal, stdout } = await runScript(`
      import Module from "node:module";
      const load = Module._load;
      Module._load = (name, ...rest) => {
        if (name !== "better-sqlite3") return load(name, ...rest);
        return class { constructor() { throw new Error("Could not locate the bindings file. Tried:\\n → /x/better_sqlite3.node"); } };
      };
      const { loadSqlite } = await import(${JSON.stringify(builtModule("sqlite/load-sqlite.js"))});
      try { loadSqlite(); } catch ({ code, message }) { console.log(JSON.stringify({ code, message })); }`);
    expect([code, signal]).toEqual([0, null]);
    expect(JSON.parse(stdout)).toEqual({
      code: "SQLITE_UNAVAILABLE",
      message: expect.stringMatching(
        /: Could not locate the bindings file\. Its install script.*`npm rebuild better-sqlite3`, after `npm install-scripts approve.*`pnpm approve-builds`\.$/,
      ),
    });
  });
});

/** Code that makes a process take itself for one of another Node. */
function pretend(node: string, napi = "10"): string {
  return `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${node}", napi: "${napi}" } });`;
}
