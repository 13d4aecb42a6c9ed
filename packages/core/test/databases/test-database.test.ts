import { describe, expect, test } from "vitest";

import { initTestDb } from "../../src/databases/at-path/init-test-db.js";
import { createProject } from "../helpers/create-project.js";

describe("TestDatabase", () => {
  test.each([undefined, ":memory:"])("opens nothing after dispose, and says so (%s)", async (path) => {
    const database = await initTestDb(path, { migrations: createProject().path("db") });
    database.open();
    await database.dispose();
    expect(() => database.open()).toThrow(TypeError);
    expect(() => database.open()).toThrow("open() was called after dispose()");
  });
});
