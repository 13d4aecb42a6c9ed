import { spawnSync } from "node:child_process";

import { resolveBinary } from "dbmate";
import { describe, expect, test } from "vitest";

import { createToolProject, describeTable, readRows, tablesIn, type ToolProject } from "../../../helpers/tool-project.js";

const ROWS = "SELECT version FROM schema_migrations ORDER BY version";
const NOTES = "-- Notes.\n\n-- migrate:up\nCREATE TABLE notes (id INTEGER);\n\n-- migrate:down\nDROP TABLE notes;\n";

describe("dbmate", () => {
  test("finds nothing pending in a copy of the template, and then runs just the migration that is added", async () => {
    const project = createProject();
    const path = await project.createTestDatabase();
    expect(runDbmate(project, path, "status")).toMatchObject({ status: 0, stdout: expect.stringContaining("Pending: 0") });
    addOrders(project);
    expect(runDbmate(project, path, "up").stdout).toBe("Applying: 3_orders.sql\nApplied: 3_orders.sql\n");
    expect(tablesIn(path)).toEqual(["notes", "orders", "schema_migrations", "users"]);
    expect(runDbmate(project, path, "status").stdout).toContain("Pending: 0");
  });

  test("makes the same ledger as picklejar, which finds nothing pending in its database", async () => {
    const project = createProject();
    const [ours, theirs] = [await project.createTestDatabase(), project.path("dbmate.db")];
    expect(runDbmate(project, theirs, "up").status).toBe(0);
    expect(describeTable(ours, "schema_migrations")).toEqual(describeTable(theirs, "schema_migrations"));
    expect(readRows(ours, ROWS)).toEqual(readRows(theirs, ROWS));
    expect(await project.upgrade(theirs)).toEqual({ applied: [] });
    addOrders(project);
    expect((await project.upgrade(theirs)).applied).toEqual(["3_orders"]);
    expect(runDbmate(project, theirs, "status").stdout).toContain("Pending: 0");
  });

  test("runs the way down of the same file, and both forget the version", async () => {
    const project = createProject();
    const [ours, theirs] = [await project.createTestDatabase(), await project.createTestDatabase()];
    expect((await project.runner().down(ours)).reverted).toEqual(["2_notes"]);
    expect(runDbmate(project, theirs, "down").status).toBe(0);
    expect(tablesIn(ours)).toEqual(tablesIn(theirs));
    expect(readRows(ours, ROWS)).toEqual(readRows(theirs, ROWS));
  });

  test("runs outside a transaction what says so", async () => {
    const project = createProject();
    project.write(
      "db/3_vacuum.sql",
      "-- migrate:up transaction:false\nVACUUM;\nCREATE TABLE a (x);\n-- migrate:down\nDROP TABLE a;\n",
    );
    expect((await project.upgrade(project.path("app.db"))).applied).toEqual(["1_users", "2_notes", "3_vacuum"]);
  });

  test("names the line in the whole file", async () => {
    const project = createProject();
    project.write("db/2_notes.sql", NOTES.replace("CREATE TABLE notes", "CREATE TABEL notes"));
    await expect(project.upgrade(project.path("app.db"))).rejects.toMatchObject({ code: "MIGRATION_FAILED", line: 4 });
  });

  test("has a new template for each change of a way up", async () => {
    const project = createProject();
    const seen = [await project.fingerprint()];
    project.write("db/2_notes.sql", NOTES.replace("id INTEGER", "id TEXT"));
    seen.push(await project.fingerprint());
    addOrders(project);
    seen.push(await project.fingerprint());
    project.remove("db/2_notes.sql");
    seen.push(await project.fingerprint());
    project.write("db/2_remarks.sql", NOTES);
    seen.push(await project.fingerprint());
    expect(new Set(seen).size).toBe(5);
  });

  test.each<readonly [claim: string, text: string, expected: string]>([
    ["a file without a way down", "-- migrate:up\nCREATE TABLE a (x);\n", "migrate:down"],
    ["statements before the way up", "CREATE TABLE a (x);\n-- migrate:up\n-- migrate:down\n", "statements"],
    ["several ways up", `${NOTES}-- migrate:up\nCREATE TABLE b (x);\n-- migrate:down\n`, "several times"],
  ])("refuses %s, and so does dbmate", async (_claim, text, expected) => {
    const project = createProject();
    project.write("db/3_a.sql", text);
    await expect(project.upgrade(project.path("app.db"))).rejects.toMatchObject({
      code: "MIGRATION_FORMAT_INVALID",
      path: project.path("db/3_a.sql"),
      message: expect.stringContaining(expected),
    });
    expect(runDbmate(project, project.path("theirs.db"), "up").status).not.toBe(0);
  });

  test("is not taken for golang-migrate, whose table has the same name", async () => {
    const project = createProject();
    const path = project.path("app.db");
    const go = createToolProject("db", { "db/1_a.up.sql": "CREATE TABLE a (x);" });
    await go.upgrade(path, { format: "golang-migrate" });
    await expect(project.upgrade(path)).rejects.toMatchObject({ code: "LEDGER_FOREIGN", table: "schema_migrations" });
  });
});

function createProject(): ToolProject {
  return createToolProject("db", {
    "db/1_users.sql": "-- migrate:up\nCREATE TABLE users (id INTEGER PRIMARY KEY);\n-- migrate:down\nDROP TABLE users;\n",
    "db/2_notes.sql": NOTES,
  });
}

function addOrders(project: ToolProject): void {
  project.write("db/3_orders.sql", "-- migrate:up\nCREATE TABLE orders (id INTEGER);\n-- migrate:down\nDROP TABLE orders;\n");
}

function runDbmate(
  project: ToolProject,
  path: string,
  command: string,
): { readonly status: number | null; readonly stdout: string } {
  const options = ["--url", `sqlite:${path}`, "--migrations-dir", project.migrations, "--no-dump-schema", command];
  const { status, stdout } = spawnSync(resolveBinary(), options, { encoding: "utf8" });
  return { status, stdout: stdout.replaceAll(/ in [\d.]+\S*s$/gm, "") };
}
