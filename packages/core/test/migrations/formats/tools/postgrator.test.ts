import Postgrator from "postgrator";
import { describe, expect, test } from "vitest";

import { createToolProject, describeTable, readRows, tablesIn, type ToolProject } from "../../../helpers/tool-project.js";
import { withConnection } from "../../dump-database.js";

const ROWS = "SELECT version, name, md5, length(run_at) FROM schemaversion ORDER BY version";

describe("postgrator", () => {
  test("finds nothing pending in a copy of the template, and then runs just the migration that is added", async () => {
    const project = createProject();
    const path = await project.createTestDatabase();
    expect(await runPostgrator(project, path)).toEqual([]);
    project.write("m/11.do.orders.sql", "CREATE TABLE orders (id INTEGER);");
    expect(await runPostgrator(project, path)).toEqual([11]);
    expect(tablesIn(path)).toEqual(["notes", "orders", "schemaversion", "users"]);
  });

  test("makes the same ledger as picklejar, which finds nothing pending in its database, and reverts with .undo.", async () => {
    const project = createProject();
    const [ours, theirs] = [await project.createTestDatabase(), project.path("postgrator.db")];
    expect(await runPostgrator(project, theirs)).toEqual([2, 10]);
    expect(describeTable(ours, "schemaversion")).toEqual(describeTable(theirs, "schemaversion"));
    expect(readRows(ours, ROWS)).toEqual(readRows(theirs, ROWS));
    expect(await project.upgrade(theirs)).toEqual({ applied: [] });
    expect((await project.runner().down(theirs)).reverted).toEqual(["10.do.notes"]);
    expect(await runPostgrator(project, theirs)).toEqual([10]);
  });

  test("refuses an edit, as postgrator does, and a migration that postgrator would skip", async () => {
    const project = createProject();
    const path = await project.createTestDatabase();
    project.write("m/002.do.users.sql", "CREATE TABLE users (id TEXT);");
    await expect(runPostgrator(project, path)).rejects.toThrow("MD5 checksum failed");
    await expect(project.upgrade(path)).rejects.toMatchObject({ code: "MIGRATION_CHANGED" });
    project.write("m/002.do.users.sql", "CREATE TABLE users (id INTEGER);");
    project.write("m/003.do.tags.sql", "CREATE TABLE tags (id INTEGER);");
    expect(await runPostgrator(project, path)).toEqual([]);
    await expect(project.upgrade(path)).rejects.toMatchObject({
      code: "MIGRATION_OUT_OF_ORDER",
      migrations: ["003.do.tags"],
      lastExecuted: "10.do.notes",
      message: expect.stringContaining("postgrator would skip it"),
    });
  });

  test("has a new template for each change", async () => {
    const project = createProject();
    const seen = [await project.fingerprint()];
    project.write("m/002.do.users.sql", "CREATE TABLE users (id TEXT);");
    seen.push(await project.fingerprint());
    project.write("m/11.do.orders.sql", "CREATE TABLE orders (id INTEGER);");
    seen.push(await project.fingerprint());
    project.remove("m/002.do.users.sql");
    project.write("m/003.do.users.sql", "CREATE TABLE users (id TEXT);");
    seen.push(await project.fingerprint());
    expect(new Set(seen).size).toBe(4);
  });
});

function createProject(): ToolProject {
  return createToolProject("m", {
    "m/002.do.users.sql": "CREATE TABLE users (id INTEGER);",
    "m/10.do.notes.sql": "CREATE TABLE notes (id INTEGER);",
    "m/10.undo.notes.sql": "DROP TABLE notes;",
  });
}

/** Gives the versions that postgrator applied. */
function runPostgrator(project: ToolProject, path: string): Promise<readonly number[]> {
  return withConnectionUntil(path, async (execute) => {
    const postgrator = new Postgrator({
      driver: "sqlite3",
      migrationPattern: `${project.migrations}/*`,
      execQuery: (sql) => Promise.resolve({ rows: execute(sql) }),
      execSqlScript: (sql) => Promise.resolve(void execute(sql)),
    });
    return (await postgrator.migrate()).map(({ version }) => version);
  });
}

function withConnectionUntil<Result>(
  path: string,
  use: (execute: (sql: string) => unknown[]) => Promise<Result>,
): Promise<Result> {
  return use((sql) =>
    withConnection(path, (database) => {
      if (/^\s*SELECT/.test(sql)) return database.prepare(sql).all();
      database.exec(sql);
      return [];
    }),
  );
}
