import { posix } from "node:path";

import type { FoundProject } from "../find-project/find-project.js";
import type { ProjectFolder } from "../find-project/project-folder.js";
import type { ProposedEdit, ProposedFile, RunnerPlan } from "./proposed-file.js";

const ENTRY = '"@picklejar/core/mocha"';
const CONFIG_FILES = ["js", "cjs", "mjs", "yaml", "yml", "jsonc", "json"].map((extension) => `.mocharc.${extension}`);

/** What a suite of Mocha needs: a test, and picklejar's root hooks in Mocha's configuration. CommonJS runs in every project without flags. */
export function planMocha({ folder, language, packageManager }: FoundProject): RunnerPlan {
  const tests = ["test", "tests", "spec"].find((name) => folder.kind(name) === "folder") ?? "test";
  const path = posix.join(tests, `picklejar.test.${language.modules === "CommonJS" ? "js" : "cjs"}`);
  const config = findConfig(folder);
  return {
    files: [{ path, content: TEST }, ...(config === undefined ? [CONFIG] : [])],
    edits: config === undefined || isWired(folder, config) ? [] : [addRequire(config)],
    notes: [],
    packages: ["mocha"],
    command: packageManager.run(`mocha ${path}`),
    configLines: [],
  };
}

function findConfig({ kind, manifest }: ProjectFolder): string | undefined {
  return CONFIG_FILES.find((path) => kind(path) === "file") ?? ("mocha" in manifest ? "package.json" : undefined);
}

function isWired({ read }: ProjectFolder, config: string): boolean {
  return read(config)?.includes("@picklejar/core/mocha") === true;
}

function addRequire(path: string): ProposedEdit {
  const place = path === "package.json" ? 'its "mocha"' : "it";
  const action = `add this to ${place}, or to the list if it has a "require"`;
  if (/\.ya?ml$/.test(path)) return { path, action, lines: [`require: [${ENTRY}]`] };
  return { path, action, lines: [/\.jsonc?$/.test(path) ? `"require": [${ENTRY}],` : `require: [${ENTRY}],`] };
}

const CONFIG: ProposedFile = { path: ".mocharc.json", content: `{ "require": [${ENTRY}] }\n` };

const TEST = `const assert = require("node:assert/strict");

// Functions, not arrows: \`this\` has the test's database.
describe("picklejar", function () {
  it("gives a test a migrated database", function () {
    const database = this.db.open(); // closed for you when the test ends; other drivers take this.db.path or this.db.url
    const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
    assert.notEqual(tables.length, 0);
    assert.equal(database.pragma("integrity_check", { simple: true }), "ok");
  });

  it("keeps what a test writes from others", function () {
    this.db.open().exec("CREATE TABLE picklejar_example (id INTEGER PRIMARY KEY)");
  });

  it("gives the next one a database without it", function () {
    this.db.open().exec("CREATE TABLE picklejar_example (id INTEGER PRIMARY KEY)");
  });
});
`;
