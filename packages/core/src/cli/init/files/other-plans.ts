import { posix } from "node:path";

import type { FoundProject } from "../find-project/find-project.js";
import type { RunnerPlan } from "./proposed-file.js";

/** For node:test: a test that asks for its database itself. */
export function planNodeTest({ folder: { kind } }: FoundProject): RunnerPlan {
  const directory = ["test", "tests"].find((name) => kind(name) === "folder") ?? "test";
  const path = posix.join(directory, "picklejar.test.mjs");
  return { ...NOTHING, files: [{ path, content: TEST }], command: `node --test ${path}` };
}

/** For Mocha, which has no integration yet. */
export function planMocha({ packageManager }: FoundProject): RunnerPlan {
  return {
    ...NOTHING,
    notes: [
      "For Mocha there is no integration yet: a test calls initTestDb(), and dispose() at its end, as for node:test in docs/recipes.md.",
    ],
    command: packageManager.run("picklejar build"),
  };
}

const NOTHING = { files: [], edits: [], notes: [], packages: [], configLines: [] } as const;

const TEST = `import assert from "node:assert/strict";
import { test } from "node:test";
import { initTestDb } from "@picklejar/core";

/** Gives a test a database of its own, which goes when the test ends. */
async function createDatabase(context) {
  const database = await initTestDb();
  context.after(() => database.dispose());
  return database;
}

test("a test has a migrated database", async (context) => {
  const connection = (await createDatabase(context)).open(); // other drivers take its path or url
  const tables = connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
  assert.notEqual(tables.length, 0);
  assert.equal(connection.pragma("integrity_check", { simple: true }), "ok");
});

test("what a test writes is its own", async (context) => {
  (await createDatabase(context)).open().exec("CREATE TABLE picklejar_example (id INTEGER PRIMARY KEY)");
});

test("the next one sees nothing of it", async (context) => {
  (await createDatabase(context)).open().exec("CREATE TABLE picklejar_example (id INTEGER PRIMARY KEY)");
});
`;
