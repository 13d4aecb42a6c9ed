import { describe, expect, test } from "vitest";

import { initTestDb } from "../../../src/databases/at-path/init-test-db.js";
import { skipWhenInitialized } from "../../../src/databases/at-path/skip-when-initialized.js";

describe("initTestDb", () => {
  test.each<[given: readonly unknown[], message: string]>([
    [[undefined, null], "initTestDb: options: expected an object, got null"],
    [["a.db", 1], "initTestDb: options: expected an object, got 1"],
    [["a.db", ["db"]], "initTestDb: options: expected an object, got [ 'db' ]"],
    [[["db"]], "initTestDb: path: expected a path, a URL, or options, got [ 'db' ]"],
    [[null], "initTestDb: path: expected a path, a URL, or options, got null"],
    [[{ recheck: true }, { recheck: true }], "initTestDb: options: expected them once"],
    [[{ path: "x.db" }], "initTestDb: path is not an option, but the first argument: initTestDb(path, options)"],
    [[{ migratons: "db" }], 'initTestDb: migratons is not an option. Did you mean "migrations"?'],
    [["a.db", { recheck: 1 }], "initTestDb: recheck: expected true or false, got 1"],
  ])("refuses the arguments %j, and says what they should be", async (given, message) => {
    const failure = Promise.resolve(Reflect.apply(initTestDb, undefined, given));
    await expect(failure).rejects.toThrow(TypeError);
    await expect(failure).rejects.toThrow(message);
  });
});

describe("skipWhenInitialized", () => {
  test.each<[given: readonly unknown[], message: string]>([
    [[], "skipWhenInitialized: migrate: expected a function, got undefined"],
    [[{ database: "audit" }], "skipWhenInitialized: migrate: expected a function, got { database: 'audit' }"],
    [[migrate, null], "skipWhenInitialized: options: expected an object, got null"],
    [[migrate, "audit"], "skipWhenInitialized: options: expected an object, got 'audit'"],
    [[migrate, { databse: "audit" }], 'skipWhenInitialized: databse is not an option. Did you mean "database"?'],
    [[migrate, { database: 1 }], "skipWhenInitialized: database: expected a string, got 1"],
  ])("refuses %j after the path, and migrates nothing", async (given, message) => {
    const failure = Promise.resolve(Reflect.apply(skipWhenInitialized, undefined, ["app.db", ...given]));
    await expect(failure).rejects.toThrow(TypeError);
    await expect(failure).rejects.toThrow(message);
  });
});

function migrate(): never {
  throw new Error("it ran");
}
