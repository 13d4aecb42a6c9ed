import { posix } from "node:path";

import type { FoundProject } from "../find-project/find-project.js";
import type { ProjectFolder } from "../find-project/project-folder.js";
import type { ProposedEdit, ProposedFile, RunnerPlan } from "./proposed-file.js";

const OPTIONS = [
  'testEnvironment: "@picklejar/core/jest/environment",',
  'globalSetup: "@picklejar/core/jest/setup",',
  'globalTeardown: "@picklejar/core/jest/teardown",',
];
const CONFIG_FILES = ["ts", "mts", "cts", "js", "mjs", "cjs", "json"].map((extension) => `jest.config.${extension}`);

/** What a suite of Jest needs: a test, and picklejar's environment in Jest's configuration. CommonJS runs in every project without flags. */
export function planJest({ folder, language, packageManager }: FoundProject): RunnerPlan {
  const tests = ["test", "tests", "__tests__"].find((name) => folder.kind(name) === "folder") ?? "test";
  const path = posix.join(tests, `picklejar.test.${language.modules === "CommonJS" ? "js" : "cjs"}`);
  const config = findConfig(folder);
  return {
    files: [{ path, content: TEST }, ...(config === undefined ? [CONFIG] : [])],
    edits: config === undefined || isWired(folder, config) ? [] : [addOptions(config)],
    notes: [],
    packages: ["jest"],
    command: packageManager.run(`jest ${path}`),
    configLines: [],
  };
}

function findConfig({ kind, manifest }: ProjectFolder): string | undefined {
  return CONFIG_FILES.find((path) => kind(path) === "file") ?? ("jest" in manifest ? "package.json" : undefined);
}

function isWired({ read }: ProjectFolder, config: string): boolean {
  return read(config)?.includes("@picklejar/core/jest/environment") === true;
}

function addOptions(path: string): ProposedEdit {
  const isJson = path.endsWith(".json");
  const lines = isJson ? OPTIONS.map((line) => line.replace(/^(\w+)/, '"$1"')) : OPTIONS;
  return { path, action: path === "package.json" ? 'add this to its "jest"' : "add this to it", lines };
}

const CONFIG: ProposedFile = {
  path: "jest.config.cjs",
  content: `module.exports = {\n${OPTIONS.map((line) => `  ${line}\n`).join("")}};\n`,
};

const TEST = `const { useTestDatabase } = require("@picklejar/core/jest");

const db = useTestDatabase();

test("a test has a migrated database", () => {
  const database = db().open(); // closed for you when the test ends; other drivers take db().path or db().url
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
  expect(tables).not.toEqual([]);
  expect(database.pragma("integrity_check", { simple: true })).toBe("ok");
});

test("what a test writes is its own", () => {
  db().open().exec("CREATE TABLE picklejar_example (id INTEGER PRIMARY KEY)");
});

test("the next one sees nothing of it", () => {
  db().open().exec("CREATE TABLE picklejar_example (id INTEGER PRIMARY KEY)");
});
`;
