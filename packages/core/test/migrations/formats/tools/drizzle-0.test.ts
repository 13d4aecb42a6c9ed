import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { MigrationRunner } from "../../../../src/migrations/migration-runner.js";
import { importUntyped } from "../../../helpers/import-untyped.js";
import { createToolProject, describeTable, readRows, tablesIn, type ToolProject } from "../../../helpers/tool-project.js";
import { withConnection } from "../../dump-database.js";

// Its types need those of other databases' drivers.
const { drizzle } = await importUntyped<{ drizzle: (database: unknown) => unknown }>("drizzle-orm/better-sqlite3");
const { migrate } = await importUntyped<{ migrate: (database: unknown, config: object) => void }>(
  "drizzle-orm/better-sqlite3/migrator",
);

const ROWS = "SELECT id, hash, created_at FROM __drizzle_migrations ORDER BY created_at";

describe("Drizzle 0", () => {
  test("finds nothing pending in a copy of the template, and then runs just the migration that is added", async () => {
    const project = createProject();
    const path = await project.createTestDatabase();
    const before = readRows(path, ROWS);
    runDrizzle(project, path);
    expect(readRows(path, ROWS)).toEqual(before);
    addOrders(project);
    runDrizzle(project, path);
    expect(readRows(path, ROWS)).toHaveLength(3);
    expect(tablesIn(path)).toEqual(["__drizzle_migrations", "notes", "orders", "users"]);
  });

  test("makes the same ledger as picklejar, which finds nothing pending in its database", async () => {
    const project = createProject();
    const [ours, theirs] = [await project.createTestDatabase(), project.path("drizzle.db")];
    runDrizzle(project, theirs);
    expect(describeTable(ours, "__drizzle_migrations")).toEqual(describeTable(theirs, "__drizzle_migrations"));
    expect(readRows(ours, ROWS)).toEqual(readRows(theirs, ROWS));
    expect(await project.upgrade(theirs)).toEqual({ applied: [] });
    expect(await project.runner().verify(theirs)).toEqual({ executed: ["0000_users", "0001_notes"], pending: [] });
    addOrders(project);
    expect(await project.upgrade(theirs)).toEqual({ applied: ["0002_orders"] });
    runDrizzle(project, theirs);
    expect(readRows(theirs, ROWS)).toHaveLength(3);
  });

  test("has the ledger's name that ledgerTable gives", async () => {
    const project = createProject();
    const path = await project.createTestDatabase({ ledgerTable: "changes" });
    expect(tablesIn(path)).toEqual(["changes", "notes", "users"]);
    runDrizzle(project, path, "changes");
    expect(readRows(path, "SELECT count(*) FROM changes")).toEqual([[2]]);
  });

  test.each([
    ["is a comment", "/* Do nothing */"],
    ["ends in a breakpoint", "CREATE TABLE orders (id integer);--> statement-breakpoint\n"],
    ["has two statements without a breakpoint", "CREATE TABLE orders (id integer);\nINSERT INTO orders VALUES (1);"],
  ])("fails on a file that %s, which picklejar refuses", async (_claim, sql) => {
    const project = createProject();
    addOrders(project, sql);
    expect(() => runDrizzle(project, project.path("drizzle.db"))).toThrow("Failed to run the query");
    await expect(project.createTestDatabase()).rejects.toMatchObject({
      code: "MIGRATION_FORMAT_INVALID",
      message: expect.stringContaining("set migrate in place of migrations"),
    });
  });

  test("runs all migrations in one transaction, as drizzle-orm does", async () => {
    const project = createProject();
    addOrders(project, "CREATE TABLE orders (id integer);--> statement-breakpoint\nINSERT INTO nowhere VALUES (1);");
    const path = project.path("app.db");
    await expect(project.upgrade(path)).rejects.toMatchObject({
      code: "MIGRATION_FAILED",
      migration: "0002_orders",
      applied: [],
    });
    expect(tablesIn(path)).toEqual([]);
    expect(() => runDrizzle(project, project.path("theirs.db"))).toThrow("nowhere");
    expect(tablesIn(project.path("theirs.db"))).toEqual(["__drizzle_migrations"]);
  });

  test.each([
    ["as better-sqlite3 has them", undefined, 0],
    ["off, as the configuration's connection has them", "foreign_keys = OFF", 1],
  ])("has foreign keys %s, so that rebuilding a parent does the same to its children", async (_claim, pragma, left) => {
    const connection = (database: { pragma: (text: string) => unknown }): unknown => pragma && database.pragma(pragma);
    const project = createProject();
    const statements = [
      "CREATE TABLE orders (id integer, user integer REFERENCES users(id) ON DELETE CASCADE)",
      "INSERT INTO orders VALUES (1, 1)",
      "PRAGMA foreign_keys=OFF",
      "CREATE TABLE new_users AS SELECT * FROM users",
      "DROP TABLE users",
      "CREATE TABLE users (id integer PRIMARY KEY, name text)",
      "INSERT INTO users SELECT * FROM new_users",
    ];
    addOrders(project, statements.join(";--> statement-breakpoint\n"));
    const [ours, theirs] = [
      await project.createTestDatabase({ connection, version: pragma ?? "1" }),
      project.path("theirs.db"),
    ];
    runDrizzle(project, theirs, undefined, pragma);
    expect(readRows(theirs, "SELECT count(*) FROM orders")).toEqual([[left]]);
    expect(readRows(ours, "SELECT count(*) FROM orders")).toEqual([[left]]);
  });

  test("is an error, not silence, if the journal has an entry that Drizzle would skip", async () => {
    const project = createProject();
    const path = await project.createTestDatabase();
    addOrders(project, undefined, 1500);
    runDrizzle(project, path);
    expect(tablesIn(path)).toEqual(["__drizzle_migrations", "notes", "users"]);
    await expect(project.upgrade(path)).rejects.toMatchObject({
      code: "MIGRATION_ORDER_AMBIGUOUS",
      names: ["0001_notes", "0002_orders"],
      message: expect.stringContaining("Drizzle would skip"),
    });
    await expect(project.upgrade(path, { order: "name" })).rejects.toMatchObject({
      code: "MIGRATION_OUT_OF_ORDER",
      migrations: ["0002_orders"],
    });
    expect((await project.upgrade(project.path("new.db"), { order: "name" })).applied).toHaveLength(3);
  });

  test("is an error if a database misses an entry that is older than its newest row", async () => {
    const project = createProject();
    const path = project.path("app.db");
    runDrizzle(project, path);
    withConnection(path, (database) => database.exec("DELETE FROM __drizzle_migrations WHERE created_at = 1000"));
    await expect(project.upgrade(path)).rejects.toMatchObject({
      code: "MIGRATION_OUT_OF_ORDER",
      migrations: ["0000_users"],
      lastExecuted: "0001_notes",
      message: expect.stringContaining("Drizzle would skip it"),
    });
  });

  test("has a new template for each change of a file or of the journal", async () => {
    const project = createProject();
    const seen = [await project.fingerprint()];
    project.write("drizzle/0001_notes.sql", "CREATE TABLE notes (id integer, text text);");
    seen.push(await project.fingerprint());
    addOrders(project);
    seen.push(await project.fingerprint());
    writeJournal(project, [
      ["0000_users", 1000],
      ["0001_notes", 2001],
      ["0002_orders", 3000],
    ]);
    seen.push(await project.fingerprint());
    project.remove("drizzle/0002_orders.sql");
    project.write("drizzle/0002_purchases.sql", "CREATE TABLE orders (id integer);");
    writeJournal(project, [
      ["0000_users", 1000],
      ["0001_notes", 2001],
      ["0002_purchases", 3000],
    ]);
    seen.push(await project.fingerprint());
    project.remove("drizzle/0002_purchases.sql");
    writeJournal(project, [
      ["0000_users", 1000],
      ["0001_notes", 2001],
    ]);
    seen.push(await project.fingerprint());
    expect(new Set(seen).size).toBe(6);
  });

  test.each<readonly [claim: string, change: (project: ToolProject) => void, expected: object]>([
    [
      "a file that the journal does not list",
      (project) => project.write("drizzle/0002_orders.sql", "CREATE TABLE orders (id);"),
      { code: "MIGRATION_FILE_UNKNOWN", message: expect.stringContaining("Drizzle would ignore it") },
    ],
    [
      "an entry without a file",
      (project) => project.remove("drizzle/0001_notes.sql"),
      { code: "MIGRATION_FORMAT_INVALID", message: expect.stringContaining('it lists "0001_notes", and there is no') },
    ],
    [
      "a journal for another database",
      (project) => project.write("drizzle/meta/_journal.json", JSON.stringify({ dialect: "postgresql", entries: [] })),
      { code: "MIGRATION_FORMAT_INVALID", message: expect.stringContaining('its dialect is "postgresql"') },
    ],
    [
      "a journal that is not JSON",
      (project) => project.write("drizzle/meta/_journal.json", "<<<<<<< HEAD"),
      { code: "MIGRATION_UNREADABLE", message: expect.stringContaining("it is not JSON") },
    ],
  ])("refuses %s", async (_claim, change, expected) => {
    const project = createProject();
    change(project);
    await expect(project.upgrade(project.path("app.db"))).rejects.toMatchObject(expected);
  });
});

describe("ledgers of two tools in one database", () => {
  test("are refused: a runner with picklejar's ledger does not touch a database with Drizzle's", async () => {
    const project = createProject();
    const path = await project.createTestDatabase();
    for (const own of [new MigrationRunner({ migrations: project.migrations }), project.runner({ ledger: "picklejar" })]) {
      await expect(own.initOrUpgrade(path)).rejects.toMatchObject({
        code: "LEDGER_FOREIGN",
        table: "__drizzle_migrations",
        message: expect.stringContaining('set ledger: "native"'),
      });
    }
    expect((await project.runner().initOrUpgrade(path)).origin).toBe("cached");
    expect(tablesIn(path)).toEqual(["__drizzle_migrations", "notes", "users"]);
  });

  test("are refused: a runner with Drizzle's ledger does not touch a database with picklejar's", async () => {
    const project = createProject();
    const path = await project.createTestDatabase({ ledger: "picklejar" });
    expect(tablesIn(path)).toEqual(["notes", "picklejar_migrations", "users"]);
    await expect(project.upgrade(path)).rejects.toMatchObject({ code: "LEDGER_FOREIGN", table: "picklejar_migrations" });
    expect((await project.runner({ ledger: "picklejar" }).initOrUpgrade(path)).applied).toEqual([]);
  });

  test("are refused: version 0 does not read the ledger of version 1", async () => {
    const project = createProject();
    const path = project.path("app.db");
    withConnection(path, (database) =>
      database.exec(
        "CREATE TABLE __drizzle_migrations (id INTEGER PRIMARY KEY, hash text NOT NULL, created_at numeric, name text, applied_at TEXT)",
      ),
    );
    await expect(project.upgrade(path)).rejects.toMatchObject({ code: "LEDGER_FOREIGN", table: "__drizzle_migrations" });
  });
});

function createProject(): ToolProject {
  const project = createToolProject("drizzle", {
    "drizzle/0000_users.sql": "CREATE TABLE users (id integer PRIMARY KEY, name text);",
    "drizzle/0001_notes.sql":
      "CREATE TABLE notes (id integer);--> statement-breakpoint\nINSERT INTO users (name) VALUES ('Ada');",
  });
  writeJournal(project, [
    ["0000_users", 1000],
    ["0001_notes", 2000],
  ]);
  return project;
}

function addOrders(project: ToolProject, text = "CREATE TABLE orders (id integer);", when = 3000): void {
  project.write("drizzle/0002_orders.sql", text);
  writeJournal(project, [
    ["0000_users", 1000],
    ["0001_notes", 2000],
    ["0002_orders", when],
  ]);
}

function writeJournal(project: ToolProject, entries: readonly (readonly [tag: string, when: number])[]): void {
  const described = entries.map(([tag, when], idx) => ({ idx, version: "6", when, tag, breakpoints: true }));
  project.write("drizzle/meta/_journal.json", JSON.stringify({ version: "7", dialect: "sqlite", entries: described }));
}

function runDrizzle(project: ToolProject, path: string, migrationsTable?: string, pragma?: string): void {
  withConnection(path, (database) => {
    if (pragma !== undefined) database.pragma(pragma);
    const config = { migrationsFolder: join(project.folder, "drizzle") };
    migrate(drizzle(database), migrationsTable === undefined ? config : { ...config, migrationsTable });
  });
}
