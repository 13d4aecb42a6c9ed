import { describe, expect, test } from "vitest";

import { createToolProject, tablesIn } from "../../helpers/tool-project.js";

describe("folders named after versions", () => {
  test("have migrations whose names repeat, told apart by their folder", async () => {
    const project = createToolProject("m", {
      "m/0.10/00__users.sql": "CREATE TABLE users (id INTEGER);",
      "m/0.11/00__notes.sql": "CREATE TABLE notes (id INTEGER);",
      "m/0.11/01__users.sql": "ALTER TABLE users ADD COLUMN name TEXT;",
    });
    const path = await project.createTestDatabase();
    const executed = ["0.10/00__users", "0.11/00__notes", "0.11/01__users"];
    expect(await project.runner().verify(path)).toEqual({ executed, pending: [] });
    expect(tablesIn(path)).toEqual(["notes", "picklejar_migrations", "users"]);
  });

  test("have an order that has to be said if names and numbers differ", async () => {
    const project = createToolProject("m", {
      "m/0.9/00__a.sql": "CREATE TABLE a (x);",
      "m/0.10/00__b.sql": "CREATE TABLE b (x);",
    });
    const path = project.path("app.db");
    await expect(project.upgrade(path)).rejects.toMatchObject({
      code: "MIGRATION_ORDER_AMBIGUOUS",
      names: ["0.10/00__b", "0.9/00__a"],
    });
    expect((await project.upgrade(path, { order: "natural" })).applied).toEqual(["0.9/00__a", "0.10/00__b"]);
  });

  test("may drop a table, but not beside the file of its name that creates it", async () => {
    const project = createToolProject("m", {
      "m/0.9/00__create_a.sql": "CREATE TABLE a (x);",
      "m/0.9/01__drop_b.sql": "DROP TABLE IF EXISTS b; CREATE TABLE c (x);",
      "m/0.10/00__drop_a.sql": "DROP TABLE a;",
    });
    const path = await project.createTestDatabase({ order: "natural" });
    expect(tablesIn(path)).toEqual(["c", "picklejar_migrations"]);
    project.write("m/0.9/00__drop_a.sql", "DROP TABLE a;");
    await expect(project.upgrade(project.path("app.db"), { order: "natural" })).rejects.toMatchObject({
      code: "MIGRATION_FILE_UNKNOWN",
      path: project.path("m/0.9/00__drop_a.sql"),
    });
  });

  test("have no file beside them, and no ways down", async () => {
    const project = createToolProject("m", { "m/0.9/00__a.sql": "CREATE TABLE a (x);", "m/LATEST.sql": "CREATE TABLE a (x);" });
    const path = project.path("app.db");
    await expect(project.upgrade(path)).rejects.toMatchObject({
      code: "MIGRATION_FILE_UNKNOWN",
      path: project.path("m/LATEST.sql"),
    });
    expect((await project.upgrade(path, { ignore: ["LATEST.sql"] })).applied).toEqual(["0.9/00__a"]);
    project.write("m/0.9/00__a.down.sql", "DROP TABLE a;");
    await expect(project.upgrade(path, { ignore: ["LATEST.sql"] })).rejects.toMatchObject({ code: "MIGRATION_FILE_UNKNOWN" });
  });
});

describe("Flyway's names", () => {
  test("run in the order of their versions, with picklejar's ledger", async () => {
    const project = createToolProject("m", {
      "m/V1__users.sql": "CREATE TABLE users (id INTEGER);",
      "m/V1_1__notes.sql": "CREATE TABLE notes (id INTEGER);",
      "m/V10__b.sql": "CREATE TABLE b (x);",
      "m/V2__a.sql": "CREATE TABLE a (x);",
      "m/U2__a.sql": "DROP TABLE a;",
      "m/U10__b.sql": "DROP TABLE b;",
    });
    const path = await project.createTestDatabase();
    expect((await project.runner().verify(path)).executed).toEqual(["V1__users", "V1_1__notes", "V2__a", "V10__b"]);
    expect((await project.runner().down(path, { to: "V2__a" })).reverted).toEqual(["V10__b", "V2__a"]);
  });
});
