import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { readLedger } from "../../src/migrations/ledger.js";
import { migrateDatabase } from "../../src/migrations/migrate-database.js";
import { resolveMigrationSource, type MigrationSource } from "../../src/migrations/migration-source.js";
import type { Migration } from "../../src/migrations/migration.js";
import { loadSqlite, type Database } from "../../src/sqlite/load-sqlite.js";
import { createFolder } from "../helpers/create-folder.js";

const CHILD = "CREATE TABLE child (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES parent(id));";
const PARENT = "CREATE TABLE parent (id INTEGER PRIMARY KEY);";

describe("migrateDatabase", () => {
  test("runs what is pending, in order, and notes each in the ledger", async () => {
    const database = open();
    const source = given({ "001_a": "CREATE TABLE a (x);", "002_b": "CREATE TABLE b (x);" });
    expect(await migrateDatabase(database, source)).toEqual(["001_a", "002_b"]);
    expect(await migrateDatabase(database, source)).toEqual([]);
    const rows = readLedger(database, source.ledgerTable);
    expect(rows.map(({ name }) => name)).toEqual(["001_a", "002_b"]);
    for (const { checksum, executedAt, durationMs } of rows) {
      expect(checksum).toMatch(/^[0-9a-f]{64}$/);
      expect(new Date(executedAt).toISOString()).toBe(executedAt);
      expect(durationMs).toBeGreaterThan(0);
    }
  });

  test("stops after the migration that it is asked for, and tells progress before each", async () => {
    const database = open();
    const progress: unknown[] = [];
    const source = given({ a: "SELECT 1;", b: "SELECT 1;", c: "SELECT 1;" });
    expect(await migrateDatabase(database, source, { to: "b", onProgress: (step) => progress.push(step) })).toEqual(["a", "b"]);
    expect(progress).toEqual([
      { name: "a", index: 0, total: 2 },
      { name: "b", index: 1, total: 2 },
    ]);
  });

  test("runs modules with named exports, default exports and asynchronous functions", async () => {
    const folder = createFolder({
      "package.json": '{"type":"module"}',
      "001_a.js":
        "export const up = ({ name, path, context }) => context.exec(`CREATE TABLE a AS SELECT '${name}' AS n, '${path}' AS p`);",
      "002_b.mjs": "export default { async up({ context }) { await null; context.exec('CREATE TABLE b (x)'); } };",
      "003_c.cjs": "exports.up = ({ context }) => context.exec('CREATE TABLE c (x)');",
      "004_d.ts":
        "export const up = ({ context }: { context: { exec(sql: string): void } }): void => context.exec('CREATE TABLE d (x)');",
    });
    const database = open();
    expect(await migrateDatabase(database, resolveMigrationSource({ migrations: folder }, "/"))).toHaveLength(4);
    expect(database.prepare("SELECT * FROM a").get()).toEqual({ n: "001_a", p: join(folder, "001_a.js") });
    expect(tablesOf(database)).toEqual(["a", "b", "c", "d"]);
  });

  test("rolls back all of a migration that begins with PRAGMA foreign_keys = ON, which holds meanwhile", async () => {
    const database = open();
    const source = given({
      a: "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p REFERENCES p(id) ON DELETE CASCADE); INSERT INTO p VALUES (1), (2); INSERT INTO c VALUES (1), (2);",
      b: "PRAGMA foreign_keys = ON; DELETE FROM p WHERE id = 1;",
      c: "PRAGMA foreign_keys = ON; DELETE FROM p; INSERT INTO nowhere VALUES (1);",
    });
    await expect(migrateDatabase(database, source)).rejects.toMatchObject({ migration: "c", rolledBack: true });
    expect(database.prepare("SELECT p FROM c").pluck().all()).toEqual([2]);
    expect(database.prepare("SELECT id FROM p").pluck().all()).toEqual([2]);
  });

  test("calls a default export as what it is, so that its parts are at hand", async () => {
    const folder = createFolder({
      "001_a.mjs": "export default { sql: 'CREATE TABLE a (x)', up({ context }) { context.exec(this.sql); } };",
      "002_b.mjs":
        "class B { sql = 'CREATE TABLE b (x)'; up({ context }) { context.exec(this.sql); } }\nexport default new B();",
    });
    const database = open();
    await migrateDatabase(database, resolveMigrationSource({ migrations: folder }, "/"));
    expect(tablesOf(database)).toEqual(["a", "b"]);
  });

  test.each([
    ["contains a NUL character", Buffer.from("CREATE TABLE a (x);\0CREATE TABLE b (x);")],
    ["contains a NUL character", Buffer.from("CREATE TABLE a (x);", "utf16le")],
    ["is not UTF-8", Buffer.from("CREATE TABLE a (x); INSERT INTO a VALUES ('\u00E9');", "latin1")],
  ])("refuses SQL that %s, before any of it runs", async (problem, content) => {
    const folder = createFolder();
    writeFileSync(join(folder, "001_a.sql"), content);
    const database = open();
    await expect(migrateDatabase(database, resolveMigrationSource({ migrations: folder }, "/"))).rejects.toMatchObject({
      code: "MIGRATION_FAILED",
      migration: "001_a",
      message: expect.stringContaining(problem) as unknown,
    });
    expect(tablesOf(database)).toEqual([]);
  });

  test("runs SQL that holds a replacement character", async () => {
    const database = open();
    const folder = createFolder({ "001_a.sql": "CREATE TABLE a AS SELECT '\uFFFD' AS x;" });
    await migrateDatabase(database, resolveMigrationSource({ migrations: folder }, "/"));
    expect(database.prepare("SELECT x FROM a").pluck().get()).toBe("\uFFFD");
  });

  test("names a migration that closes the database", async () => {
    const folder = createFolder({ "001_a.mjs": "export const up = ({ context }) => context.close();" });
    await expect(migrateDatabase(open(), resolveMigrationSource({ migrations: folder }, "/"))).rejects.toMatchObject({
      code: "MIGRATION_FAILED",
      migration: "001_a",
    });
  });

  test("keeps what ran before a failure, rolls back what failed, and says so", async () => {
    const database = open();
    const source = given({ a: "CREATE TABLE a (x);", b: "CREATE TABLE b (x); INSERT INTO nowhere VALUES (1);", c: "SELECT 1" });
    const error: unknown = await migrateDatabase(database, source).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      name: "MigrationError",
      code: "MIGRATION_FAILED",
      migration: "b",
      direction: "up",
      applied: ["a"],
      databasePath: ":memory:",
      rolledBack: true,
      cause: { code: "SQLITE_ERROR", message: "no such table: nowhere" },
    });
    expect(tablesOf(database)).toEqual(["a"]);
    expect(readLedger(database, source.ledgerTable).map(({ name }) => name)).toEqual(["a"]);
    expect(database.inTransaction).toBe(false);
  });

  test("gives what a function throws as the cause, unaltered", async () => {
    const thrown = { not: "an error" };
    const up = (): never => {
      // oxlint-disable-next-line typescript/only-throw-error -- what a user's code may do
      throw thrown;
    };
    const error: unknown = await migrateDatabase(open(), given({ a: up })).catch((reason: unknown) => reason);
    expect(Object(error).cause).toBe(thrown);
  });

  test("rolls back a function that fails half-way, and nests its transactions", async () => {
    const database = open();
    const source = given({
      a: ({ context }) => context.transaction(() => context.exec("CREATE TABLE a (x)"))(),
      b: async ({ context }) => {
        context.exec("CREATE TABLE b (x)");
        await Promise.reject(new Error("half-way"));
      },
    });
    await expect(migrateDatabase(database, source)).rejects.toMatchObject({ migration: "b", applied: ["a"], rolledBack: true });
    expect(tablesOf(database)).toEqual(["a"]);
  });

  test("says of a function that ends its transaction that it is not rolled back", async () => {
    const source = given({ a: ({ context }) => context.exec("CREATE TABLE a (x); COMMIT") });
    await expect(migrateDatabase(open(), source)).rejects.toMatchObject({ code: "MIGRATION_FAILED", rolledBack: false });
  });

  test("takes a transaction of the migration's own for the one that holds its ledger row", async () => {
    const database = open();
    const own =
      "PRAGMA foreign_keys=OFF; BEGIN; CREATE TABLE a (x); INSERT INTO nowhere VALUES (1); COMMIT; PRAGMA foreign_keys=ON;";
    await expect(migrateDatabase(database, given({ a: own }))).rejects.toMatchObject({ rolledBack: true });
    expect(tablesOf(database)).toEqual([]);
    expect(await migrateDatabase(database, given({ a: own.replace("INSERT INTO nowhere VALUES (1);", "") }))).toEqual(["a"]);
  });

  test("runs VACUUM and several transactions as they stand, and tells what cannot be rolled back", async () => {
    const database = open();
    const first = "CREATE TABLE a (x); VACUUM; PRAGMA journal_mode=MEMORY;";
    expect(await migrateDatabase(database, given({ a: first }))).toEqual(["a"]);
    const half = "BEGIN; CREATE TABLE b (x); COMMIT; BEGIN; CREATE TABLE c (x); INSERT INTO nowhere VALUES (1); COMMIT;";
    await expect(migrateDatabase(database, given({ a: first, b: half }))).rejects.toMatchObject({
      migration: "b",
      rolledBack: false,
    });
    expect(tablesOf(database)).toEqual(["a", "b"]);
    const whole = "BEGIN; INSERT INTO nowhere VALUES (1); COMMIT; VACUUM;";
    await expect(migrateDatabase(database, given({ a: first, b: whole }))).rejects.toMatchObject({
      migration: "b",
      rolledBack: true,
    });
    const unfinished = "PRAGMA journal_mode=MEMORY; BEGIN; CREATE TABLE d (x);";
    await expect(migrateDatabase(database, given({ a: first, b: unfinished }))).rejects.toMatchObject({
      cause: { message: "it left a transaction open" },
      rolledBack: true,
    });
  });

  test("keeps foreign keys off while migrating, and leaves the setting as it was", async () => {
    const database = open();
    database.pragma("foreign_keys = ON");
    const seen: unknown[] = [];
    const look = ({ context }: { context: Database }): unknown => seen.push(context.pragma("foreign_keys", { simple: true }));
    await migrateDatabase(
      database,
      given({ a: look, b: "PRAGMA foreign_keys=OFF; BEGIN; COMMIT; PRAGMA foreign_keys=ON;", c: look }),
    );
    expect(seen).toEqual([0, 0]);
    expect(database.pragma("foreign_keys", { simple: true })).toBe(1);
    database.pragma("foreign_keys = OFF");
    await expect(migrateDatabase(database, given({ a: look, d: "no SQL" }))).rejects.toMatchObject({
      code: "MIGRATION_MISSING",
    });
    expect(database.pragma("foreign_keys", { simple: true })).toBe(0);
  });

  test("refuses rows that point nowhere, and rolls them back", async () => {
    const database = open();
    const source = given({ a: PARENT + CHILD, b: "INSERT INTO child VALUES (1, 7);" });
    await expect(migrateDatabase(database, source)).rejects.toMatchObject({
      code: "FOREIGN_KEY_VIOLATION",
      migration: "b",
      applied: ["a"],
      rolledBack: true,
      violations: [{ table: "child", rowid: 1, parent: "parent" }],
    });
    expect(database.prepare("SELECT count(*) FROM child").pluck().get()).toBe(0);
  });

  test("refuses a row that pointed nowhere before, was fixed, and is there again", async () => {
    const database = open();
    database.pragma("foreign_keys = OFF");
    await migrateDatabase(database, given({ a: `${PARENT} ${CHILD}` }));
    database.exec("INSERT INTO child VALUES (1, 7)");
    const source = given({ a: `${PARENT} ${CHILD}`, b: "DELETE FROM child;", c: "INSERT INTO child VALUES (2, 7);" });
    await expect(migrateDatabase(database, source)).rejects.toMatchObject({ code: "FOREIGN_KEY_VIOLATION", migration: "c" });
  });

  test("finds rows that point nowhere in a table without rowid", async () => {
    const source = given({
      a: `${PARENT} CREATE TABLE kid (parent INTEGER PRIMARY KEY REFERENCES parent(id)) WITHOUT ROWID;`,
      b: "INSERT INTO kid VALUES (7);",
    });
    await expect(migrateDatabase(open(), source)).rejects.toMatchObject({
      code: "FOREIGN_KEY_VIOLATION",
      violations: [{ table: "kid", rowid: null, parent: "parent" }],
    });
  });

  test("finds its ledger however the case of its name is spelt, as SQLite does", async () => {
    const database = open();
    const migrations = [{ name: "a", up: "CREATE TABLE a (x);" }];
    await migrateDatabase(database, resolveMigrationSource({ migrations, ledgerTable: "Changes" }, "/"));
    expect(await migrateDatabase(database, resolveMigrationSource({ migrations, ledgerTable: "changes" }, "/"))).toEqual([]);
  });

  test("accepts rows that pointed nowhere before, also when their table is rebuilt and renamed", async () => {
    const database = open();
    const rows = "INSERT INTO child VALUES (5, 7), (6, 'x');";
    const blind = `PRAGMA foreign_keys=OFF;${PARENT}${CHILD}${rows}`;
    database.exec(blind);
    const rebuild =
      "CREATE TABLE other (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES parent(id)); INSERT INTO other (parent) SELECT parent FROM child; DROP TABLE child; ALTER TABLE other RENAME TO kid;";
    database.exec("CREATE TABLE ledger (name, checksum, executed_at, duration_ms)");
    const source = { ...given({ a: rebuild }), ledgerTable: "ledger" };
    expect(await migrateDatabase(database, source)).toEqual(["a"]);
    const worse = { ...given({ a: rebuild, b: "INSERT INTO kid (parent) VALUES (7)" }), ledgerTable: "ledger" };
    await expect(migrateDatabase(database, worse)).rejects.toMatchObject({
      code: "FOREIGN_KEY_VIOLATION",
      violations: [{ table: "kid" }],
    });
  });

  test("tells rows that point nowhere apart in a table with a column called rowid", async () => {
    const kid = "CREATE TABLE kid (rowid TEXT, parent INTEGER REFERENCES parent(id)); INSERT INTO kid VALUES ('a', 7);";
    const database = open();
    database.exec(`PRAGMA foreign_keys=OFF; ${PARENT} ${kid} CREATE TABLE ledger (name, checksum, executed_at, duration_ms)`);
    const worse = { ...given({ a: "UPDATE kid SET parent = 8;" }), ledgerTable: "ledger" };
    await expect(migrateDatabase(database, worse)).rejects.toMatchObject({ code: "FOREIGN_KEY_VIOLATION", migration: "a" });
  });

  test("checks the other tables when one has a foreign key that SQLite cannot check", async () => {
    const broken = "CREATE TABLE odd (x); CREATE TABLE broken (x REFERENCES odd(x)); INSERT INTO broken VALUES (1);";
    const database = open();
    await migrateDatabase(database, given({ a: PARENT + CHILD + broken }));
    await expect(
      migrateDatabase(database, given({ a: PARENT + CHILD + broken, b: "INSERT INTO child VALUES (1, 7)" })),
    ).rejects.toMatchObject({ code: "FOREIGN_KEY_VIOLATION", violations: [{ table: "child" }] });
  });

  test("leaves the connection's other pragmas alone, and refuses one in a transaction", async () => {
    const path = join(createFolder(), "app.db");
    const database = new (loadSqlite())(path);
    database.pragma("synchronous = OFF");
    database.pragma("journal_mode = MEMORY");
    await migrateDatabase(database, given({ a: "CREATE TABLE a (x)" }));
    expect(database.pragma("synchronous", { simple: true })).toBe(0);
    expect(database.pragma("journal_mode", { simple: true })).toBe("memory");
    database.exec("BEGIN");
    await expect(migrateDatabase(database, given({ a: "CREATE TABLE a (x)" }))).rejects.toThrow(TypeError);
    database.close();
  });
});

function open(): Database {
  return new (loadSqlite())(":memory:");
}

function given(steps: Readonly<Record<string, Migration["up"]>>): MigrationSource {
  return resolveMigrationSource({ migrations: Object.entries(steps).map(([name, up]) => ({ name, up })) }, "/");
}

function tablesOf(database: Database): unknown[] {
  return database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name != 'picklejar_migrations' ORDER BY name")
    .pluck()
    .all();
}
