import { randomUUID } from "node:crypto";
import { EventEmitter, once } from "node:events";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";

import { beginSuiteRun, endSuiteRun } from "../../../src/runs/suite-run.js";
import { initTestDb } from "../../../src/databases/at-path/init-test-db.js";
import { MigrationRunner } from "../../../src/migrations/migration-runner.js";
import { createProject, type Project } from "../../helpers/create-project.js";
import { setWalMode } from "../../helpers/wal-mode.js";

describe("initTestDb", () => {
  test("gives a private database, migrated, and removes it with its sidecars", async () => {
    const config = configOf(createProject());
    const first = await initTestDb(undefined, config);
    const second = await initTestDb(undefined, config);
    expect(first.origin).toBe("created");
    expect(first.path).not.toBe(second.path);
    expect(first.url).toBe(pathToFileURL(first.path).href);
    expect(first.fingerprint).toMatch(/^[0-9a-f]{64}$/);

    const connection = first.open();
    connection.pragma("journal_mode = WAL");
    connection.exec("INSERT INTO users (email) VALUES ('a@example.org')");
    expect(second.open().prepare("SELECT count(*) FROM users").pluck().get()).toBe(0);
    expect(statSync(first.path).mode & 0o777).toBe(0o600);

    await first.dispose();
    await first.dispose();
    await second.dispose();
    expect(connection.open).toBe(false);
    expect(leftovers(first.path)).toEqual([]);
  });

  test("takes options in place of a path, and refuses a misspelt one", async () => {
    const config = configOf(createProject());
    expect((await initTestDb(config)).origin).toBe("created");
    expect((await initTestDb({ config })).origin).toBe("created");
    await expect(initTestDb({ config, databse: "audit" } as object)).rejects.toThrow(/databse.*database/);
  });

  test("makes a copy where nothing is, and knows it the next time", async () => {
    const project = createProject();
    const config = configOf(project);
    const path = project.path("test.db");
    const first = await initTestDb(path, config);
    const second = await initTestDb(path, config);
    expect([first.origin, second.origin]).toEqual(["created", "cached"]);
    expect(tablesOf(path)).toContain("users");
    expect(leftovers(path)).toEqual(["test.db"]);
    await second.dispose();
    expect(leftovers(path)).toEqual([]);
    expect((await initTestDb(path, config)).origin).toBe("created");
  });

  test("takes spellings and links of one file for one", async () => {
    const project = createProject();
    const config = configOf(project);
    const database = await initTestDb(project.path("one.db"), config);
    symlinkSync(project.path("one.db"), project.path("link.db"));
    symlinkSync(project.directory, project.path("folder"));
    for (const spelling of [
      pathToFileURL(database.path),
      project.path("link.db"),
      project.path("folder/one.db"),
      `file:${database.path}`,
    ]) {
      expect((await initTestDb(spelling, config)).origin).toBe("cached");
    }
    await database.dispose();
    expect(existsSync(project.path("one.db"))).toBe(false);
    expect((await initTestDb(project.path("link.db"), config)).origin).toBe("created");
    expect(existsSync(project.path("one.db"))).toBe(true);
  });

  test("fills an empty file in place, and leaves it empty again", async () => {
    const project = createProject();
    const path = project.write("empty.db", "");
    chmodSync(path, 0o640);
    const { ino } = statSync(path);
    const database = await initTestDb(path, configOf(project));
    expect(database.origin).toBe("created");
    expect([statSync(path).ino, statSync(path).mode & 0o777]).toEqual([ino, 0o640]);
    expect(tablesOf(path)).toContain("notes");
    await database.dispose();
    expect([statSync(path).ino, statSync(path).size]).toEqual([ino, 0]);
  });

  test("leaves a current database as it is, and its rows, and never seeds it", async () => {
    const project = createProject();
    const path = project.path("mine.db");
    await new MigrationRunner({ migrations: project.path("db") }).initOrUpgrade(path);
    withDatabase(path, (database) => database.exec("INSERT INTO users (email) VALUES ('mine@example.org')"));
    const before = readFileSync(path);
    const database = await initTestDb(path, {
      ...configOf(project),
      seed: (connection) => connection.exec("INSERT INTO users (email) VALUES ('seed@example.org')"),
      version: "1",
    });
    expect(database.origin).toBe("existing");
    expect(readFileSync(path).equals(before)).toBe(true);
    await expect(database.dispose()).rejects.toMatchObject({ code: "DATABASE_NOT_OURS", path });
    const connection = database.open();
    await database[Symbol.asyncDispose]();
    expect(connection.open).toBe(false);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test("upgrades a database that is behind, in place, with its rows", async () => {
    const project = createProject();
    const path = project.path("behind.db");
    await new MigrationRunner({ migrations: project.path("db") }).up(path, { to: "001_create_users" });
    withDatabase(path, (database) => database.exec("INSERT INTO users (email) VALUES ('old@example.org')"));
    expect((await initTestDb(path, configOf(project))).origin).toBe("upgraded");
    expect(tablesOf(path)).toContain("notes");
    withDatabase(path, (database) =>
      expect(database.prepare("SELECT email FROM users").pluck().all()).toEqual(["old@example.org"]),
    );
  });

  test("gives a database in memory, with one connection as long as it is open", async () => {
    const config = { ...configOf(createProject()), connection: setWalMode, version: "1" };
    const database = await initTestDb(":memory:", config);
    expect([database.origin, database.path]).toEqual(["memory", ":memory:"]);
    const connection = database.open();
    connection.exec("INSERT INTO users (email) VALUES ('a')");
    expect(database.open()).toBe(connection);
    await database.dispose();
    expect(connection.open).toBe(false);
    const other = await initTestDb(":memory:", config);
    expect(other.open().prepare("SELECT count(*) FROM users").pluck().get()).toBe(0);
  });

  test("gives no connection that connection did not prepare, in memory either", async () => {
    let opened = 0;
    const config = {
      ...configOf(createProject()),
      version: "1",
      connection: (connection: Database.Database) => {
        if (connection.memory && opened++ === 0) throw new Error("the first time");
        connection.function("prepared", () => 1);
      },
    };
    const database = await initTestDb(":memory:", config);
    expect(() => database.open()).toThrow("the first time");
    expect(database.open().prepare("SELECT prepared()").pluck().get()).toBe(1);
  });

  test("seeds the template once, for every test", async () => {
    const project = createProject();
    let seedings = 0;
    const config = {
      ...configOf(project),
      // Not the template of an earlier run of this test.
      version: randomUUID(),
      seed: async (connection: Database.Database) => {
        seedings++;
        await Promise.resolve();
        connection.exec("INSERT INTO users (email) VALUES ('seed@example.org')");
      },
    };
    for (const _ of [1, 2, 3]) {
      const database = await initTestDb(undefined, config);
      expect(database.open().prepare("SELECT email FROM users").pluck().all()).toEqual(["seed@example.org"]);
    }
    expect(seedings).toBe(1);
  });

  test("does the work for one path once, when ten ask at the same time", async () => {
    const project = createProject();
    const config = configOf(project);
    const databases = await Promise.all(Array.from({ length: 10 }, () => initTestDb(project.path("ten.db"), config)));
    expect(databases.map(({ origin }) => origin)).toEqual(Array.from({ length: 10 }, () => "created"));
    expect(leftovers(project.path("ten.db"))).toEqual(["ten.db"]);
  });

  test("looks again when the file was written to or replaced, and when it is told to", async () => {
    const project = createProject();
    const config = configOf(project);
    const path = project.path("again.db");
    const database = await initTestDb(path, config);
    const options = { config, recheck: true };
    expect((await initTestDb(path, options)).origin).toBe("existing");
    withDatabase(path, (connection) =>
      connection.exec(
        "DELETE FROM picklejar_migrations WHERE name = '003_touch'; DROP TRIGGER touch; ALTER TABLE users DROP COLUMN touched",
      ),
    );
    expect((await initTestDb(path, config)).origin).toBe("upgraded");
    expect((await initTestDb(path, options)).origin).toBe("existing");

    copyFileSync(path, project.path("other.db"));
    rmSync(path);
    copyFileSync(project.path("other.db"), path);
    expect((await initTestDb(path, config)).origin).toBe("existing");
    await expect(database.dispose()).resolves.toBeUndefined();
    expect(existsSync(path)).toBe(true);
  });

  test("looks again when a runner of this process went down, by whatever name, and may still remove it", async () => {
    const project = createProject({
      "db/001_a.up.sql": "CREATE TABLE a (id INTEGER)",
      "db/001_a.down.sql": "DROP TABLE a",
    });
    const config = configOf(project);
    const path = project.path("down.db");
    const database = await initTestDb(path, config);
    symlinkSync(path, project.path("link.db"));
    for (const spelling of [path, project.path("link.db")]) {
      await new MigrationRunner(config).down(spelling);
      expect((await initTestDb(path, config)).origin).toBe("upgraded");
      expect((await initTestDb(path, config)).origin).toBe("cached");
      expect(tablesOf(path)).toContain("a");
    }
    await database.dispose();
    expect(existsSync(path)).toBe(false);
  });

  test("passes on what the application's own migrator throws, unaltered", async () => {
    const project = createProject();
    const error = Object.assign(new Error("no such migration"), { code: "ENOENT" });
    let runs = 0;
    const config = {
      version: "1",
      migrate: ({ path }: { path: string }) => {
        if (runs++ > 0) throw error;
        withDatabase(path, (database) => database.exec("CREATE TABLE own (id INTEGER)"));
      },
    };
    const path = project.path("old.db");
    withDatabase(path, (database) => database.exec("CREATE TABLE old (id INTEGER)"));
    await expect(initTestDb(path, config)).rejects.toBe(error);
  });

  test("copies the template again when it was pruned while the call waited", async () => {
    const project = createProject();
    const large = createProject({
      "db/001_large.sql": "CREATE TABLE large (data BLOB); INSERT INTO large VALUES (zeroblob(9000000))",
    });
    await initTestDb(undefined, configOf(large));
    const path = project.path("contended.db");
    withDatabase(path, (database) => database.exec("CREATE TABLE old (id INTEGER)"));
    let runs = 0;
    const first = initTestDb(path, {
      version: "1",
      migrate: (database: { path: string }) => {
        if (runs++ === 0) return withDatabase(database.path, (connection) => connection.exec("CREATE TABLE own (id INTEGER)"));
        // The other call waits for this one by now.
        rmSync(path);
        rmSync(large.path("node_modules/.cache"), { recursive: true });
      },
    });
    const second = initTestDb(path, configOf(large));
    await first.catch(() => undefined);
    expect((await second).origin).toBe("created");
    expect(tablesOf(path)).toContain("large");
  });

  test("makes the run directory again for the process that owns it when somebody removed it", async () => {
    const run = beginSuiteRun();
    const config = configOf(createProject());
    await initTestDb(undefined, config);
    rmSync(run.path, { recursive: true });
    const database = await initTestDb(undefined, config);
    expect([database.origin, existsSync(database.path)]).toEqual(["created", true]);
    endSuiteRun();
  });

  test.each([undefined, "mine.db"])("says that the run ended while the template was built, for the path %s", async (name) => {
    const project = createProject();
    beginSuiteRun();
    const suite = new EventEmitter();
    const seed = async () => {
      setImmediate(() => suite.emit("seeding"));
      await once(suite, "ended");
    };
    const path = name === undefined ? undefined : project.path(name);
    const database = initTestDb(path, { ...configOf(project), seed, version: randomUUID() });
    await once(suite, "seeding");
    endSuiteRun();
    suite.emit("ended");
    await expect(database).rejects.toMatchObject({ code: "RUN_ENDED" });
  });

  test.each([
    ["makes nothing", "migrate", () => undefined],
    ["makes an empty file", "migrate", ({ path }: { path: string }) => writeFileSync(path, "")],
    ["makes no database", "connection", ({ path }: { path: string }) => writeFileSync(path, "x".repeat(5000))],
  ])("refuses a migrator that %s", async (_what, step, migrate) => {
    const config = { version: randomUUID(), migrate, connection: setWalMode };
    await expect(initTestDb(undefined, config)).rejects.toMatchObject({ code: "TEMPLATE_BUILD_FAILED", step });
  });

  test("refuses a migrator that leaves its WAL behind, with PICKLEJAR_TEMPLATE=off too", async () => {
    const project = createProject();
    const open: Database.Database[] = [];
    const config = {
      version: "1",
      migrate: ({ path }: { path: string }) => {
        const database = new Database(path);
        open.push(database);
        database.exec("PRAGMA journal_mode = WAL; CREATE TABLE own (id INTEGER)");
      },
    };
    process.env["PICKLEJAR_TEMPLATE"] = "off";
    try {
      const path = project.path("off.db");
      await expect(initTestDb(path, config)).rejects.toMatchObject({ code: "TEMPLATE_BUILD_FAILED", step: "seal" });
      expect(existsSync(path)).toBe(false);
    } finally {
      delete process.env["PICKLEJAR_TEMPLATE"];
      for (const database of open) database.close();
    }
  });

  test("does not remember a failure", async () => {
    const project = createProject();
    const config = configOf(project);
    const path = project.path("missing/test.db");
    await expect(initTestDb(path, config)).rejects.toMatchObject({ code: "PARENT_FOLDER_MISSING" });
    mkdirSync(dirname(path));
    expect((await initTestDb(path, config)).origin).toBe("created");
  });

  test("tries a failed build again at the next call", async () => {
    const project = createProject({ "db/001_broken.sql": "CREATE TABLE a (;" });
    const config = configOf(project);
    await expect(initTestDb(undefined, config)).rejects.toMatchObject({ code: "MIGRATION_FAILED", migration: "001_broken" });
    writeFileSync(project.path("db/001_broken.sql"), "CREATE TABLE a (b);");
    expect((await initTestDb(undefined, config)).origin).toBe("created");
  });

  test("gives each configuration its own database at one path, or refuses", async () => {
    const project = createProject();
    const other = createProject({ "db/001_other.sql": "CREATE TABLE other (id INTEGER);" });
    const path = project.path("shared.db");
    await initTestDb(path, configOf(project));
    const before = readFileSync(path);
    await expect(initTestDb(path, configOf(other))).rejects.toMatchObject({ code: /^(DATABASE_NEWER|MIGRATION_MISSING)$/ });
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test("serves a migrator of the application's own", async () => {
    const project = createProject();
    let runs = 0;
    const config = {
      version: "1",
      migrate: ({ path }: { path: string }) => {
        runs++;
        withDatabase(path, (database) => database.exec("CREATE TABLE IF NOT EXISTS own (id INTEGER); PRAGMA user_version = 7"));
      },
    };
    const first = await initTestDb(project.path("own.db"), config);
    const second = await initTestDb(undefined, config);
    expect([first.origin, second.origin, runs]).toEqual(["created", "created", 1]);
    expect((await initTestDb(project.path("own.db"), { config, recheck: true })).origin).toBe("existing");
    withDatabase(project.path("behind.db"), (database) => database.exec("CREATE TABLE old (id INTEGER)"));
    expect((await initTestDb(project.path("behind.db"), config)).origin).toBe("upgraded");
    expect(tablesOf(project.path("behind.db"))).toEqual(["old", "own"]);
  });
});

function configOf(project: Project) {
  return { migrations: project.path("db") };
}

function withDatabase(path: string, use: (database: Database.Database) => unknown): void {
  const database = new Database(path);
  try {
    use(database);
  } finally {
    database.close();
  }
}

function tablesOf(path: string): unknown[] {
  const database = new Database(path, { readonly: true });
  try {
    return database
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
      .pluck()
      .all();
  } finally {
    database.close();
  }
}

/** What is at a path and beside it under names that begin with it. */
function leftovers(path: string): string[] {
  const name = path.slice(dirname(path).length + 1);
  const directory = dirname(path);
  return existsSync(directory) ? readdirSync(directory).filter((entry) => entry.startsWith(name)) : [];
}
