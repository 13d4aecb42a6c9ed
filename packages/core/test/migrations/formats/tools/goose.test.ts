import { describe, expect, test } from "vitest";

import { createToolProject, readRows, tablesIn, type ToolProject } from "../../../helpers/tool-project.js";
import { withConnection } from "../../dump-database.js";

const USERS = "-- +goose Up\nCREATE TABLE users (id INTEGER);\n\n-- +goose Down\nDROP TABLE users;\n";

describe("goose", () => {
  test("has one file for both ways", async () => {
    const project = createProject();
    const path = await project.createTestDatabase();
    expect((await project.runner().down(path, { to: 0 })).reverted).toEqual(["00002_notes", "00001_users"]);
    expect(tablesIn(path)).toEqual(["goose_db_version"]);
    expect(readRows(path, "SELECT version_id FROM goose_db_version")).toEqual([[0]]);
    expect((await project.upgrade(path)).applied).toEqual(["00001_users", "00002_notes"]);
  });

  test("is listed in its own order, and told from a newer version by number", async () => {
    const project = createProject();
    project.write("m/10_c.sql", "-- +goose Up\nCREATE TABLE c (x);");
    project.write("m/9_b.sql", "-- +goose Up\nCREATE TABLE b (x);");
    const path = await project.createTestDatabase();
    const executed = await project.runner().executed(path);
    expect(executed.map(({ name }) => name)).toEqual(["00001_users", "00002_notes", "9_b", "10_c"]);
    expect(executed[0]?.executedAt).toMatch(/^\d{4}-\d\d-\d\dT/);
    project.remove("m/10_c.sql");
    await expect(project.upgrade(path)).rejects.toMatchObject({ code: "DATABASE_NEWER", migrations: ["10"] });
    project.remove("m/00002_notes.sql");
    withConnection(path, (database) => database.exec("DELETE FROM goose_db_version WHERE version_id = 10"));
    await expect(project.upgrade(path)).rejects.toMatchObject({ code: "MIGRATION_MISSING", migrations: ["2"] });
  });

  test("has a row for a way down in older versions, and the last row of a migration counts", async () => {
    const project = createProject();
    const path = await project.createTestDatabase();
    withConnection(path, (database) =>
      database.exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (2, 0); DROP TABLE notes"),
    );
    expect((await project.upgrade(path)).applied).toEqual(["00002_notes"]);
  });

  test("refuses a migration that is older than the last one that ran", async () => {
    const project = createProject();
    project.remove("m/00001_users.sql");
    const path = await project.createTestDatabase();
    project.write("m/00001_users.sql", USERS);
    await expect(project.upgrade(path)).rejects.toMatchObject({ code: "MIGRATION_OUT_OF_ORDER", migrations: ["00001_users"] });
  });

  test("names the line in the whole file", async () => {
    const project = createProject();
    project.write("m/00003_a.sql", "-- +goose Up\n-- +goose StatementBegin\nCREATE TABEL a (x);\n-- +goose StatementEnd\n");
    await expect(project.upgrade(project.path("app.db"))).rejects.toMatchObject({ code: "MIGRATION_FAILED", line: 3 });
  });

  test.each<readonly [claim: string, file: string, text: string, expected: string]>([
    ["a file that reads the environment", "m/3_a.sql", "-- +goose ENVSUB ON\n-- +goose Up\nSELECT '${A}';\n", "ENVSUB ON"],
    ["an annotation with a remark", "m/3_a.sql", USERS.replace("Down", "Down -- undo"), "goose does not know"],
    ["two ways up", "m/3_a.sql", "-- +goose Up\nSELECT 1;\n-- +goose Up\nSELECT 2;\n", "one -- +goose Up"],
    ["a migration in Go", "m/00003_a.go", "package migrations", "which only goose can run"],
    ["a name without a number", "m/a.sql", USERS, "whole number"],
  ])("refuses %s", async (_claim, file, text, expected) => {
    const project = createProject();
    project.write(file, text);
    await expect(project.upgrade(project.path("app.db"))).rejects.toMatchObject({
      code: "MIGRATION_FORMAT_INVALID",
      path: project.path(file),
      message: expect.stringContaining(expected),
    });
  });
});

describe("a ledger with a migration that failed", () => {
  test.each<readonly [format: "sqlx" | "golang-migrate", break_: string, cure: string]>([
    ["golang-migrate", "UPDATE schema_migrations SET dirty = 1", "migrate force"],
    ["sqlx", "UPDATE _sqlx_migrations SET success = 0", "delete that row"],
  ])("of %s is refused", async (format, change, cure) => {
    const project = createToolProject("m", { "m/1_a.up.sql": "CREATE TABLE a (x);", "m/2_b.up.sql": "CREATE TABLE b (x);" });
    const path = await project.createTestDatabase({ format });
    withConnection(path, (database) => database.exec(change));
    await expect(project.upgrade(path, { format })).rejects.toMatchObject({
      code: "LEDGER_UNFINISHED",
      message: expect.stringContaining(cure),
    });
  });
});

function createProject(): ToolProject {
  return createToolProject("m", {
    "m/00001_users.sql": USERS,
    "m/00002_notes.sql": USERS.replaceAll("users", "notes"),
  });
}
