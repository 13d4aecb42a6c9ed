import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";

import { MigrationRunner } from "../../src/migrations/migration-runner.js";
import type { MigrationRunnerOptions } from "../../src/migrations/runner-options.js";
import { createFolder } from "../helpers/create-folder.js";
import { dumpDatabase, withConnection } from "./dump-database.js";

const FILES = {
  "db/001_users.up.sql": "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);",
  "db/001_users.down.sql": "DROP TABLE users;",
  "db/002_notes.up.sql": "CREATE TABLE notes (id INTEGER PRIMARY KEY, user INTEGER REFERENCES users(id));",
  "db/002_notes.down.sql": "DROP TABLE notes;",
  "db/003_index.up.sql": "CREATE INDEX notes_user ON notes(user);",
  "db/003_index.down.sql": "DROP INDEX notes_user;",
};
const NAMES = ["001_users", "002_notes", "003_index"];

describe("new MigrationRunner", () => {
  test.each<[options: unknown, message: string]>([
    [{ migrations: "db", ordr: "name" }, 'MigrationRunner: ordr is not an option. Did you mean "order"?'],
    [{ migrations: "db", order: "nme" }, 'MigrationRunner: order: expected one of "name", "natural", got \'nme\''],
    [
      { migrations: 3 },
      "MigrationRunner: migrations: expected a folder, a glob, a list of them, or a list of migrations, got 3",
    ],
    [{ migrations: [{ name: "a" }] }, "MigrationRunner: migrations[0].up: expected an SQL string or a function, got undefined"],
    [{}, "MigrationRunner: migrations: expected a folder, a glob, a list of them, or a list of migrations, got undefined"],
    [undefined, 'MigrationRunner: options: expected an object such as { migrations: "db/migrations" }, got undefined'],
    ["db", "MigrationRunner: options: expected an object such as { migrations: \"db/migrations\" }, got 'db'"],
    [["db"], "MigrationRunner: options: expected an object such as { migrations: \"db/migrations\" }, got [ 'db' ]"],
    [{ migration: "db" }, 'MigrationRunner: migration is not an option. Did you mean "migrations"?'],
    [{ migrations: "db", ledgerTabel: "x" }, 'MigrationRunner: ledgerTabel is not an option. Did you mean "ledgerTable"?'],
    [{ migrations: "db", lockTimeout: "x" }, 'MigrationRunner: lockTimeout is not an option. Did you mean "lockTimeoutMs"?'],
    [{ migrations: "db", connection: "wal" }, "MigrationRunner: connection: expected a function, got 'wal'"],
    [{ migrations: "db", directory: 1 }, "MigrationRunner: directory: expected a string, got 1"],
    [{ migrations: "db", onProgress: true }, "MigrationRunner: onProgress: expected a function, got true"],
    [{ migrations: "db", lockTimeoutMs: "10" }, "lockTimeoutMs: expected a number of milliseconds, 0 or more, got '10'"],
  ])("refuses %j", (options, message) => {
    expect(() => new MigrationRunner(options as MigrationRunnerOptions)).toThrow(message);
  });

  test("takes the object that a configuration has, too", () => {
    const definition = { migrations: "db", version: "1", inputs: ["schema"], seed: () => undefined };
    expect(() => new MigrationRunner(definition)).not.toThrow();
  });
});

describe("MigrationRunner.initOrUpgrade", () => {
  test("makes the database, finds it made, and upgrades it when the code has grown", async () => {
    const { runner, path, folder } = setUp();
    expect(await runner.initOrUpgrade(path)).toEqual({ origin: "created", applied: NAMES });
    expect(await runner.initOrUpgrade(path)).toEqual({ origin: "existing", applied: [] });
    writeFileSync(join(folder, "db/004_more.up.sql"), "CREATE TABLE more (x);");
    expect(await runner.initOrUpgrade(path)).toEqual({ origin: "upgraded", applied: ["004_more"] });
    expect(readdirSync(dirname(path))).toEqual(["app.db"]);
  });

  test("takes an empty file, a URL, and a relative path", async () => {
    const { runner, path } = setUp();
    writeFileSync(path, "");
    expect((await runner.initOrUpgrade(pathToFileURL(path))).origin).toBe("created");
    expect((await runner.initOrUpgrade(`sqlite://${path}`)).origin).toBe("existing");
  });

  test("applies connection before migrations run, and leaves no WAL behind", async () => {
    const { runner, path } = setUp({
      files: { ...FILES, "db/004_shout.up.sql": "CREATE TABLE shouted AS SELECT shout('a') AS text;" },
      connection: (database) => {
        database.pragma("journal_mode = WAL");
        database.function("shout", (text) => String(text).toUpperCase());
      },
    });
    expect((await runner.initOrUpgrade(path)).applied).toHaveLength(4);
    expect(readdirSync(dirname(path))).toEqual(["app.db"]);
    expect(withConnection(path, (database) => database.prepare("SELECT text FROM shouted").pluck().get())).toBe("A");
    expect((await runner.initOrUpgrade(path)).origin).toBe("existing");
    expect(readdirSync(dirname(path))).toEqual(["app.db"]);
  });

  test("does the work once for ten callers at once, who share its outcome", async () => {
    const { runner, path } = setUp();
    const results = await Promise.all(Array.from({ length: 10 }, () => runner.initOrUpgrade(path)));
    expect(new Set(results).size).toBe(1);
    expect(results[0]).toEqual({ origin: "created", applied: NAMES });
  });

  test("does not remember a failure: the next call goes on from it", async () => {
    const { runner, path, folder } = setUp();
    const file = join(folder, "db/002_notes.up.sql");
    writeFileSync(file, "no SQL");
    await expect(runner.initOrUpgrade(path)).rejects.toMatchObject({
      code: "MIGRATION_FAILED",
      databasePath: path,
      applied: ["001_users"],
    });
    await expect(runner.initOrUpgrade(path)).rejects.toThrow(`"${file}"`);
    writeFileSync(file, FILES["db/002_notes.up.sql"]);
    expect(await runner.initOrUpgrade(path)).toEqual({ origin: "upgraded", applied: ["002_notes", "003_index"] });
    expect(readdirSync(dirname(path))).toEqual(["app.db"]);
  });

  test("waits for a connection that is writing, without blocking the event loop", async () => {
    const { runner, path } = setUp();
    await runner.up(path, { step: 1 });
    const writer = withConnection(path, ({ constructor }) => Reflect.construct(constructor, [path]));
    writer.exec("BEGIN IMMEDIATE");
    let isDone = false;
    const upgrade = runner.initOrUpgrade(path).finally(() => (isDone = true));
    // An event loop that is blocked comes to none of these before the upgrade gives up.
    for (let tick = 0; tick < 10; tick++) await new Promise((resolve) => setTimeout(resolve, 15));
    expect(isDone).toBe(false);
    writer.exec("COMMIT");
    writer.close();
    expect((await upgrade).applied).toEqual(["002_notes", "003_index"]);
  });

  test("removes the lock that a killed process left, once nothing is pending", async () => {
    const { runner, path } = setUp();
    await runner.initOrUpgrade(path);
    writeFileSync(`${path}-upgrade-lock`, "");
    await runner.initOrUpgrade(path);
    expect(readdirSync(dirname(path))).toEqual(["app.db"]);
  });

  test("refuses a memory database, and says why", async () => {
    await expect(setUp().runner.initOrUpgrade(":memory:")).rejects.toThrow(
      expect.objectContaining({ name: "TypeError", message: expect.stringContaining("gone when the runner closes it") }),
    );
    expect(() => setUp({ lockTimeoutMs: -1 })).toThrow(RangeError);
  });

  const refused: readonly [claim: string, code: string, fields: object, spoil: (state: State) => unknown][] = [
    [
      "a migration that was edited after it ran",
      "MIGRATION_CHANGED",
      { migrations: ["002_notes"], paths: [expect.stringContaining("002_notes.up.sql")] },
      ({ folder }) => writeFileSync(join(folder, "db/002_notes.up.sql"), "CREATE TABLE notes (id);"),
    ],
    [
      "a migration that vanished",
      "MIGRATION_MISSING",
      { migrations: ["002_notes"], message: expect.stringContaining("/db") },
      ({ folder }) => {
        for (const direction of ["up", "down"]) rmSync(join(folder, `db/002_notes.${direction}.sql`));
      },
    ],
    [
      "a migration that sorts before the last one that ran",
      "MIGRATION_OUT_OF_ORDER",
      { migrations: ["002_late"], lastExecuted: "003_index", paths: [expect.stringContaining("002_late.up.sql")] },
      ({ folder }) => writeFileSync(join(folder, "db/002_late.up.sql"), "SELECT 1;"),
    ],
    [
      "a database from a newer version",
      "DATABASE_NEWER",
      { migrations: ["003_index"] },
      ({ folder }) => {
        for (const direction of ["up", "down"]) rmSync(join(folder, `db/003_index.${direction}.sql`));
      },
    ],
    [
      "a database with tables and no ledger",
      "DATABASE_WITHOUT_LEDGER",
      {
        message: expect.stringMatching(
          /correct the path\. If it is the right one, .+: new MigrationRunner\(.+\)\.baseline\(path, name\)\.$/,
        ),
      },
      ({ path }) => withConnection(path, (database) => database.exec("DROP TABLE picklejar_migrations")),
    ],
    [
      "a ledger table that is another migrator's",
      "DATABASE_WITHOUT_LEDGER",
      { message: expect.stringContaining("another ledgerTable") },
      ({ path }) =>
        withConnection(path, (database) =>
          database.exec("DROP TABLE picklejar_migrations; CREATE TABLE picklejar_migrations (id, name)"),
        ),
    ],
    ["a text file", "NOT_A_DATABASE", {}, ({ path }) => writeFileSync(path, "What is this? ".repeat(500))],
  ];
  test.each(refused)("refuses %s, and leaves it as it was", async (_claim, code, fields, spoil) => {
    // A journal mode in the hook would write to the file, if the hook were called.
    const state = setUp({ connection: (database) => database.pragma("journal_mode = WAL") });
    await new MigrationRunner({ migrations: join(state.folder, "db") }).initOrUpgrade(state.path);
    spoil(state);
    const before = readFileSync(state.path);
    await expect(state.runner.initOrUpgrade(state.path)).rejects.toMatchObject({ code, ...fields });
    expect(readFileSync(state.path).equals(before)).toBe(true);
    expect(readdirSync(dirname(state.path))).toEqual(["app.db"]);
  });

  test("refuses a folder, and a path whose parent is missing", async () => {
    const { runner, path } = setUp();
    mkdirSync(path);
    await expect(runner.initOrUpgrade(path)).rejects.toMatchObject({ code: "NOT_A_FILE", path });
    const lost = join(path, "no", "app.db");
    await expect(runner.initOrUpgrade(lost)).rejects.toMatchObject({
      code: "PARENT_FOLDER_MISSING",
      directory: dirname(lost),
      path: lost,
    });
    expect(existsSync(dirname(lost))).toBe(false);
  });

  test("takes a link for the file that it leads to", async () => {
    const { runner, path } = setUp();
    symlinkSync(path, `${path}.link`);
    const origins = await Promise.all([runner.initOrUpgrade(`${path}.link`), runner.initOrUpgrade(path)]);
    expect(origins.flatMap(({ applied }) => applied)).toEqual(NAMES);
  });
});

describe("MigrationRunner.up", () => {
  test("refuses a misspelt limit, which would be none", async () => {
    const folder = createFolder({ "001_a.sql": "CREATE TABLE a (x);" });
    const runner = new MigrationRunner({ migrations: folder });
    const limit: object = { too: "001_a" };
    await expect(runner.up(join(folder, "a.db"), limit)).rejects.toThrow(
      'MigrationRunner.up: too is not an option. Did you mean "to"?',
    );
    await expect(runner.down(join(folder, "a.db"), limit)).rejects.toThrow("MigrationRunner.down: too is not an option");
  });

  test.each<[limit: unknown, message: string]>([
    [{ steps: 2 }, ': steps is not an option. Did you mean "step"?'],
    [{ tp: "001" }, ': tp is not an option. Did you mean "to"?'],
    [2, ": limit: expected an object with to or step, got 2. Did you mean { step: 2 }?"],
    ["002_notes", ": limit: expected an object with to or step, got '002_notes'. Did you mean { to: '002_notes' }?"],
    [null, ": limit: expected an object with to or step, got null"],
    [{ step: "2" }, "step: expected a whole number above 0, got '2'"],
  ])("refuses the limit %j, and so does down", async (limit, message) => {
    const { runner, path } = setUp();
    await expect(runner.up(path, limit as object)).rejects.toThrow(message);
    expect(existsSync(path)).toBe(false);
    await runner.up(path);
    await expect(runner.down(path, limit as object)).rejects.toThrow(message);
    expect((await runner.executed(path)).length).toBe(NAMES.length);
  });

  test("goes up to a name, or for a number of steps", async () => {
    const { runner, path } = setUp();
    expect(await runner.up(path, { step: 1 })).toEqual({ applied: ["001_users"] });
    expect(await runner.up(path, { to: "002_notes" })).toEqual({ applied: ["002_notes"] });
    expect(await runner.up(path, { to: "001_users" })).toEqual({ applied: [] });
    expect(await runner.up(path)).toEqual({ applied: ["003_index"] });
  });

  test("refuses limits that make no sense", async () => {
    const { runner, path } = setUp();
    await expect(runner.up(path, { to: "001_users", step: 1 })).rejects.toThrow(TypeError);
    await expect(runner.up(path, { to: "001" })).rejects.toThrow(
      'to: expected the name of a migration, for example "003_index", got "001"',
    );
    await expect(runner.up(path, { step: 0 })).rejects.toThrow("step: expected a whole number above 0, got 0");
    expect(existsSync(path)).toBe(false);
  });
});

describe("MigrationRunner.down", () => {
  test("reverts the last migration, a number, down to a name, or all, and up brings them back", async () => {
    const { runner, path } = setUp();
    await runner.initOrUpgrade(path);
    const whole = withoutLedger(path);
    expect(await runner.down(path)).toEqual({ reverted: ["003_index"] });
    expect(await runner.down(path, { to: "002_notes" })).toEqual({ reverted: ["002_notes"] });
    await runner.up(path);
    expect(await runner.down(path, { step: 2 })).toEqual({ reverted: ["003_index", "002_notes"] });
    await runner.up(path);
    expect(await runner.down(path, { to: 0 })).toEqual({ reverted: NAMES.toReversed() });
    expect(await runner.executed(path)).toEqual([]);
    expect(await runner.down(path)).toEqual({ reverted: [] });
    await runner.up(path);
    expect(withoutLedger(path)).toEqual(whole);
  });

  test("refuses what has no way down, before anything is reverted", async () => {
    const module = "export const up = () => {};";
    const { runner, path } = setUp({ files: { ...FILES, "package.json": '{"type":"module"}', "db/002_zzz.js": module } });
    await runner.initOrUpgrade(path);
    const before = dumpDatabase(path);
    await expect(runner.down(path, { to: 0 })).rejects.toMatchObject({
      code: "MIGRATION_IRREVERSIBLE",
      migrations: ["002_zzz"],
    });
    expect(dumpDatabase(path)).toEqual(before);
  });

  test("keeps what was reverted before a failure, and names the file that failed", async () => {
    const { runner, path } = setUp({ files: { ...FILES, "db/002_notes.down.sql": "DROP TABLE notes; DROP TABLE nowhere;" } });
    await runner.initOrUpgrade(path);
    await expect(runner.down(path, { to: 0 })).rejects.toMatchObject({
      code: "MIGRATION_FAILED",
      direction: "down",
      migration: "002_notes",
      applied: ["003_index"],
      message: expect.stringContaining("002_notes.down.sql"),
    });
    expect((await runner.verify(path)).executed).toEqual(["001_users", "002_notes"]);
  });
});

describe("MigrationRunner.pending, executed, verify", () => {
  test("tell what did not run and what did, and make no file", async () => {
    const { runner, path } = setUp();
    expect(await runner.pending(path)).toEqual(NAMES);
    expect(await runner.executed(path)).toEqual([]);
    expect(existsSync(path)).toBe(false);
    await runner.up(path, { step: 2 });
    expect(await runner.pending(path)).toEqual(["003_index"]);
    expect((await runner.executed(path)).map(({ name }) => name)).toEqual(["001_users", "002_notes"]);
    expect(await runner.verify(path)).toEqual({ executed: ["001_users", "002_notes"], pending: ["003_index"] });
  });

  test("executed tells the ledger of a newer database, which verify refuses", async () => {
    const { runner, path, folder } = setUp();
    await runner.initOrUpgrade(path);
    for (const direction of ["up", "down"]) renameSync(join(folder, `db/003_index.${direction}.sql`), join(folder, direction));
    expect((await runner.executed(path)).map(({ name }) => name)).toEqual(NAMES);
    await expect(runner.verify(path)).rejects.toMatchObject({ code: "DATABASE_NEWER" });
    await expect(runner.pending(path)).rejects.toMatchObject({ code: "DATABASE_NEWER" });
  });
});

describe("MigrationRunner.baseline", () => {
  test("gives a database without a ledger one, so that the rest can run", async () => {
    const { runner, path } = setUp();
    withConnection(path, (database) => database.exec(FILES["db/001_users.up.sql"] + FILES["db/002_notes.up.sql"]));
    await expect(runner.initOrUpgrade(path)).rejects.toMatchObject({ code: "DATABASE_WITHOUT_LEDGER" });
    await runner.baseline(path, "002_notes");
    expect(await runner.initOrUpgrade(path)).toEqual({ origin: "upgraded", applied: ["003_index"] });
  });

  test("refuses a name that the code does not have, a database that has a ledger, and none at all", async () => {
    const { runner, path } = setUp();
    await expect(runner.baseline(path, "001")).rejects.toThrow(RangeError);
    await expect(runner.baseline(path, "001_users")).rejects.toMatchObject({ code: "DATABASE_MISSING", path });
    expect(existsSync(path)).toBe(false);
    await runner.initOrUpgrade(path);
    const before = dumpDatabase(path);
    await expect(runner.baseline(path, "001_users")).rejects.toMatchObject({ code: "LEDGER_NOT_EMPTY", migrations: NAMES });
    expect(dumpDatabase(path)).toEqual(before);
  });
});

interface State {
  readonly folder: string;
  readonly path: string;
  readonly runner: MigrationRunner;
}

function setUp({
  files = FILES,
  ...options
}: { files?: Readonly<Record<string, string>> } & Partial<MigrationRunnerOptions> = {}): State {
  const folder = createFolder(files);
  mkdirSync(join(folder, "data"));
  const runner = new MigrationRunner({ migrations: "db", directory: folder, ...options });
  return { folder, path: join(folder, "data", "app.db"), runner };
}

function withoutLedger(path: string): unknown {
  return withConnection(path, (database) =>
    database.prepare("SELECT type, name, sql FROM sqlite_schema WHERE tbl_name != 'picklejar_migrations' ORDER BY name").all(),
  );
}
