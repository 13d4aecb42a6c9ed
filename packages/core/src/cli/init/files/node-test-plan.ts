import { posix } from "node:path";

import type { FoundProject } from "../find-project/find-project.js";
import type { RunnerPlan } from "./proposed-file.js";

/** What a suite of node:test needs: a test that asks for its database. */
export function planNodeTest({ folder: { kind } }: FoundProject): RunnerPlan {
  const directory = ["test", "tests"].find((name) => kind(name) === "folder") ?? "test";
  const path = posix.join(directory, "picklejar.test.mjs");
  return {
    files: [{ path, content: TEST }],
    edits: [],
    notes: [],
    packages: [],
    command: `node --test ${path}`,
    configLines: [],
  };
}

const TEST = `import assert from "node:assert/strict";
import { test } from "node:test";
import { testDatabase } from "@picklejar/core/node-test";

test("a test has a migrated database", async (t) => {
  const db = await testDatabase(t);
  const database = db.open(); // closed for you when the test ends; other drivers take db.path or db.url
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
  assert.notEqual(tables.length, 0);
  assert.equal(database.pragma("integrity_check", { simple: true }), "ok");
});

test("what a test writes is its own", async (t) => {
  const db = await testDatabase(t);
  db.open().exec("CREATE TABLE picklejar_example (id INTEGER PRIMARY KEY)");
});

test("the next one sees nothing of it", async (t) => {
  const db = await testDatabase(t);
  db.open().exec("CREATE TABLE picklejar_example (id INTEGER PRIMARY KEY)");
});
`;
