import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { suggestFolder } from "../../../src/migrations/files/suggest-folder.js";
import { createFolder } from "../../helpers/create-folder.js";

const UP = "CREATE TABLE a (x);";

describe("suggestFolder", () => {
  test.each([
    [["up/001_a.sql", "down/001_a.sql"], "up"],
    [["deploy/a.sql", "revert/a.sql", "verify/a.sql"], "deploy"],
    [["mysql/001_a.sql", "postgres/001_a.sql", "sqlite/001_a.sql"], "sqlite"],
    [["Down/001_a.sql", "sql/001_a.sql"], "sql"],
  ])("names of the folders %j the one that goes up, in SQLite: %s", (names, folder) => {
    const location = createFolder(Object.fromEntries(names.map((name) => [name, UP])));
    expect(suggestFolder(location)).toBe(`Did you mean "${join(location, folder)}"?`);
  });

  test.each([[["down/001_a.sql"]], [["undo/001_a.sql", "postgres/001_a.sql"]]])("names none of the folders %j", (names) => {
    const location = createFolder(Object.fromEntries(names.map((name) => [name, UP])));
    expect(suggestFolder(location)).toBe('Add the first one, for example "001_init.sql".');
  });

  test("names no folder of ways down for one that is missing and called much the same", () => {
    expect(suggestFolder(join(createFolder({ "down/001_a.sql": UP }), "dawn"))).toBe("Create it, or correct the path.");
  });

  test("does not fail on a link that leads nowhere", () => {
    const folder = createFolder();
    symlinkSync("self", join(folder, "self"));
    expect(suggestFolder(join(folder, "self/migrations"))).toContain(`only "${folder}" exists`);
  });
});
