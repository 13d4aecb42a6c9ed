import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

import { describe, expect, test } from "vitest";

import { EVEN_DAYS, ODD_DAYS } from "../../../../../../test/helpers/of-today.js";
import { createToolProject, describeTable, readRows, tablesIn, type ToolProject } from "../../../helpers/tool-project.js";
import { withConnection } from "../../dump-database.js";

const USERS = "20240101000000_users";
const NOTES = "20240102000000_notes";
const ORDERS = "20240103000000_orders";
const ROWS =
  "SELECT checksum, migration_name, logs, rolled_back_at, applied_steps_count, typeof(started_at), typeof(finished_at), length(id) " +
  "FROM _prisma_migrations ORDER BY migration_name";
const ENGINE = fileURLToPath(new URL("../../../fixtures/prisma-engine.mjs", import.meta.url));
const FAMILY = `CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE notes (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users(id) ON DELETE CASCADE);
INSERT INTO users VALUES (1, 'Ada');
INSERT INTO notes VALUES (1, 1), (2, 1);
`;
const REBUILD = `CREATE TABLE new_users (id INTEGER PRIMARY KEY);
INSERT INTO new_users SELECT id FROM users;
DROP TABLE users;
ALTER TABLE new_users RENAME TO users;
`;
const LONG = { tags: "long" };
const CLEAN = { editedMigrationNames: [], failedMigrationNames: [], history: null };

describe("Prisma", () => {
  test("finds nothing pending in a copy of the template, and then runs just the migration that is added", LONG, async () => {
    const project = createProject();
    const path = await project.createTestDatabase();
    expect(runPrisma(project, path, "status")).toMatchObject(CLEAN);
    expect(runPrisma(project, path, "deploy")).toEqual({ appliedMigrationNames: [] });
    addOrders(project);
    expect(runPrisma(project, path, "deploy")).toEqual({ appliedMigrationNames: [ORDERS] });
    expect(runPrisma(project, path, "status")).toMatchObject(CLEAN);
    expect(tablesIn(path)).toEqual(["_prisma_migrations", "notes", "orders", "users"]);
  });

  test("makes the same ledger as picklejar, which finds nothing pending in its database", async () => {
    const project = createProject();
    const [ours, theirs] = [await project.createTestDatabase(), project.path("prisma.db")];
    expect(runPrisma(project, theirs, "deploy")).toEqual({ appliedMigrationNames: [USERS, NOTES] });
    expect(describeTable(ours, "_prisma_migrations")).toEqual(describeTable(theirs, "_prisma_migrations"));
    expect(readRows(ours, ROWS)).toEqual(readRows(theirs, ROWS));
    expect(await project.upgrade(theirs)).toEqual({ applied: [] });
    addOrders(project);
    expect((await project.upgrade(theirs)).applied).toEqual([ORDERS]);
    expect(runPrisma(project, theirs, "status")).toMatchObject(CLEAN);
  });

  test("runs a migration that its developer inserted before the last one", async () => {
    const project = createProject();
    const path = await project.createTestDatabase();
    project.write("prisma/migrations/20240101500000_tags/migration.sql", "CREATE TABLE tags (id INTEGER);");
    expect((await project.upgrade(path)).applied).toEqual(["20240101500000_tags"]);
  });

  test("accepts the checksum of a checkout with other line endings, and notices an edit", async () => {
    const project = createProject();
    const path = await project.createTestDatabase();
    project.write(`prisma/migrations/${USERS}/migration.sql`, "CREATE TABLE users (\r\n  id INTEGER PRIMARY KEY\r\n);\r\n");
    expect((await project.upgrade(path)).applied).toEqual([]);
    project.write(`prisma/migrations/${USERS}/migration.sql`, "CREATE TABLE users (id INTEGER);");
    await expect(project.upgrade(path)).rejects.toMatchObject({ code: "MIGRATION_CHANGED", migrations: [USERS] });
  });

  test("does not go on after a failed migration, as migrate deploy does not, and does after it was marked as rolled back", async () => {
    const project = createProject();
    const path = await project.createTestDatabase();
    withConnection(path, (database) =>
      database.exec(
        `UPDATE _prisma_migrations SET finished_at = NULL, logs = 'oh' WHERE migration_name = '${NOTES}'; DROP TABLE notes`,
      ),
    );
    expect(runPrisma(project, path, "deploy")).toEqual({ error: expect.stringContaining(NOTES) });
    await expect(project.upgrade(path)).rejects.toMatchObject({
      code: "LEDGER_UNFINISHED",
      table: "_prisma_migrations",
      message: expect.stringContaining(`prisma migrate resolve --rolled-back ${NOTES}`),
    });
    withConnection(path, (database) =>
      database.exec("UPDATE _prisma_migrations SET rolled_back_at = 1 WHERE finished_at IS NULL"),
    );
    expect((await project.upgrade(path)).applied).toEqual([NOTES]);
  });

  for (const [claim, rebuild, options] of [
    ["without a pragma", REBUILD, EVEN_DAYS],
    ["as Prisma writes it", `PRAGMA defer_foreign_keys=ON;\nPRAGMA foreign_keys=OFF;\n${REBUILD}PRAGMA foreign_keys=ON;\n`, {}],
    ["that switches foreign keys off too late", `DELETE FROM users;\nPRAGMA foreign_keys=OFF;\n${REBUILD}`, ODD_DAYS],
    ["in a transaction of its own", `BEGIN;\n${REBUILD}COMMIT;\n`, EVEN_DAYS],
    ["in a transaction that begins too late for its pragma", `BEGIN;\nPRAGMA foreign_keys=OFF;\n${REBUILD}COMMIT;\n`, ODD_DAYS],
  ] as const)
    test(`leaves as many children of a rebuilt parent as its engine: ${claim}`, options, async () => {
      const project = createToolProject("prisma/migrations", {
        "prisma/migrations/migration_lock.toml": 'provider = "sqlite"\n',
        [`prisma/migrations/${USERS}/migration.sql`]: FAMILY,
        [`prisma/migrations/${NOTES}/migration.sql`]: rebuild,
      });
      const [ours, theirs] = [project.path("ours.db"), project.path("prisma.db")];
      await project.upgrade(ours);
      expect(runPrisma(project, theirs, "deploy")).toEqual({ appliedMigrationNames: [USERS, NOTES] });
      const children = "SELECT * FROM notes";
      expect(readRows(ours, children)).toEqual(readRows(theirs, children));
    });

  test("has a new template for each change of a file, and of the lock file", async () => {
    const project = createProject();
    const seen = [await project.fingerprint()];
    project.write(`prisma/migrations/${NOTES}/migration.sql`, "CREATE TABLE notes (id INTEGER, text TEXT);");
    seen.push(await project.fingerprint());
    addOrders(project);
    seen.push(await project.fingerprint());
    project.write("prisma/migrations/migration_lock.toml", '# Edited\nprovider = "sqlite"\n');
    seen.push(await project.fingerprint());
    project.remove(`prisma/migrations/${ORDERS}`);
    seen.push(await project.fingerprint());
    project.remove(`prisma/migrations/${NOTES}`);
    seen.push(await project.fingerprint());
    project.write("prisma/migrations/20240101000000_people/migration.sql", "CREATE TABLE users (id INTEGER PRIMARY KEY);");
    project.remove(`prisma/migrations/${USERS}`);
    seen.push(await project.fingerprint());
    expect(new Set(seen).size).toBe(7);
  });

  test.each<readonly [claim: string, change: (project: ToolProject) => void, expected: object]>([
    [
      "migrations for another database",
      (project) => project.write("prisma/migrations/migration_lock.toml", 'provider = "postgresql"\n'),
      { code: "MIGRATION_FORMAT_INVALID", message: expect.stringContaining('its provider is "postgresql"') },
    ],
    [
      "a folder without migration.sql",
      (project) => project.remove(`prisma/migrations/${NOTES}/migration.sql`),
      { code: "MIGRATION_FORMAT_INVALID", message: expect.stringContaining("it has no migration.sql") },
    ],
    [
      "a file that Prisma would ignore",
      (project) => project.write("prisma/migrations/seed.sql", "INSERT INTO users DEFAULT VALUES;"),
      { code: "MIGRATION_FILE_UNKNOWN", message: expect.stringContaining("Prisma would ignore it") },
    ],
  ])("refuses %s", async (_claim, change, expected) => {
    const project = createProject();
    change(project);
    await expect(project.upgrade(project.path("app.db"))).rejects.toMatchObject(expected);
  });
});

function createProject(): ToolProject {
  return createToolProject("prisma/migrations", {
    "prisma/migrations/migration_lock.toml": 'provider = "sqlite"\n',
    [`prisma/migrations/${USERS}/migration.sql`]: "CREATE TABLE users (\n  id INTEGER PRIMARY KEY\n);\n",
    [`prisma/migrations/${NOTES}/migration.sql`]: "CREATE TABLE notes (id INTEGER);\nINSERT INTO users DEFAULT VALUES;\n",
  });
}

function addOrders(project: ToolProject): void {
  project.write(`prisma/migrations/${ORDERS}/migration.sql`, "CREATE TABLE orders (id INTEGER);");
}

/** Gives what the engine answers. */
function runPrisma(project: ToolProject, path: string, command: "deploy" | "status"): unknown {
  return JSON.parse(execFileSync(process.execPath, [ENGINE, path, project.migrations, command], { encoding: "utf8" }));
}
