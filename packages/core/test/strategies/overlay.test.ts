import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import { describe, expect, test, vi } from "vitest";

import { initTestDb, MigrationRunner, type TestDatabase } from "../../src/index.js";
import { prepareTestDatabases, type TestDatabaseSource } from "../../src/integration.js";
import { countDescriptors } from "../helpers/count-descriptors.js";
import { createWalProject, dumpTemplate, type WalProject } from "../helpers/create-wal-project.js";
import { dumpDatabase } from "../helpers/dump-database.js";
import { runScript } from "../helpers/run-script.js";

describe("overlay", () => {
  test("gives one base file to scenario after scenario, each time under a new name, and drops what they write", async () => {
    const { source, template } = await prepare();
    const seen = [];
    for (let scenario = 0; scenario < 5; scenario++) {
      const database = take(source, `scenario ${scenario}`);
      expect(dumpDatabase(database.path)).toEqual(template.content);
      write(database.path);
      seen.push({ path: database.path, inode: statSync(database.path).ino });
      await database.dispose();
      expect(existsSync(database.path)).toBe(false);
    }
    expect(new Set(seen.map(({ path }) => path)).size).toBe(5);
    expect(new Set(seen.map(({ inode }) => inode)).size).toBe(1);
    expect(seen[3]?.path).toContain("scenario-3-");
    expect(source.strategy).toMatchObject({ strategy: "overlay", dirtyCount: 0 });
  });

  test("never writes to the base, whatever a scenario commits and closes", async () => {
    const { source, template } = await prepare();
    const database = take(source);
    write(database.path, 20_000);
    expect(statSync(`${database.path}-wal`).size).toBeGreaterThan(10_000_000);
    expect(readFileSync(database.path).equals(template.bytes)).toBe(true);
    await database.dispose();
    const next = take(source);
    expect(readFileSync(next.path).equals(template.bytes)).toBe(true);
    // A WAL shorter than its header is empty.
    expect(statSync(`${next.path}-wal`).size).toBe(1);
    await next.dispose();
  });

  test("gives several databases at once a base file each, and releases all of them", async () => {
    const { source, project } = await prepare();
    for (let round = 0; round < 3; round++) {
      const databases = await Promise.all(Array.from({ length: 5 }, () => initTestDb(undefined, project.config)));
      expect(new Set(databases.map(({ path }) => statSync(path).ino)).size).toBe(5);
      for (const database of databases) write(database.path);
      await Promise.all(databases.map((database) => database.dispose()));
    }
    expect(source.strategy.dirtyCount).toBe(0);
  });

  test("takes the fast path for each scenario's database, and looks again after one in which migrations were reverted", async () => {
    const { source, project } = await prepare();
    const runner = new MigrationRunner({ migrations: join(project.directory, "db") });
    const origins: string[] = [];
    for (let scenario = 0; scenario < 3; scenario++) {
      const database = take(source);
      origins.push((await runner.initOrUpgrade(database.path)).origin);
      if (scenario === 1) {
        await runner.down(database.path);
        origins.push((await runner.initOrUpgrade(database.path)).origin);
      }
      await database.dispose();
    }
    expect(origins).toEqual(["cached", "cached", "upgraded", "cached"]);
    expect(source.strategy.dirtyCount).toBe(0);
  });

  test("hands a base on as it is that nobody opened, also when a scenario before wrote to it", async () => {
    const { source } = await prepare();
    const written = take(source);
    const find = finderOf(written);
    write(written.path);
    await written.dispose();
    // Nobody is told the path of this one.
    const unknown = take(source);
    const emptied = indexTimesOf(find());
    await unknown.dispose();
    const next = take(source);
    expect(indexTimesOf(find())).toEqual(emptied);
    write(next.path);
    await next.dispose();
    expect(indexTimesOf(find())).not.toEqual(emptied);
  });

  test.each(["-wal", "-shm"])("does not use a base again that lost its %s", async (suffix) => {
    const { source, template } = await prepare();
    const database = take(source);
    write(database.path);
    rmSync(`${database.path}${suffix}`);
    await expect(database.dispose()).rejects.toMatchObject({ code: "OVERLAY_BYPASSED", path: database.path });
    const next = take(source);
    expect(dumpDatabase(next.path)).toEqual(template.content);
    expect(source.strategy.dirtyBaseFiles.map(({ reason }) => reason)).toEqual(["changed"]);
    await next.dispose();
  });

  test("closes what SQLite keeps open after a scenario with many connections", async () => {
    const { source } = await prepare();
    const counts = [];
    for (const connections of [1, 1, 100, 1, 1]) {
      const database = take(source);
      const opened = Array.from({ length: connections }, () => new Database(database.path));
      for (const connection of opened) connection.prepare("SELECT count(*) FROM notes").get();
      for (const connection of opened) connection.close();
      await database.dispose();
      counts.push(countDescriptors());
    }
    // SQLite keeps a few of closed connections, and not a hundred.
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThan(10);
    expect(source.strategy.dirtyCount).toBe(0);
  });

  test("does not use a base again that a process wrote to while the lock was tried", async () => {
    const { source, template } = await prepare();
    const database = take(source);
    write(database.path);
    const find = finderOf(database);
    // Between the pin's two statements, which takes luck otherwise.
    const exec = vi.spyOn(Database.prototype, "exec");
    exec.mockImplementationOnce(function (this: Database.Database, sql) {
      expect(sql).toMatch(/^COMMIT; .*EXCLUSIVE/);
      this.exec("COMMIT");
      writeInChild(find());
      return this.exec(sql.replace("COMMIT; ", ""));
    });
    // What both wrote was moved into the file, so that nobody has read anything wrong.
    await database.dispose();
    exec.mockRestore();
    const next = take(source);
    expect(dumpDatabase(next.path)).toEqual(template.content);
    expect(source.strategy.dirtyBaseFiles.map(({ reason }) => reason)).toEqual(["changed"]);
    await next.dispose();
  });

  test.each(["copies the folder", "cuts the index", "leaves a child that cuts the index"])(
    "does not break the scenarios after one that %s",
    async (deed) => {
      const { directory } = createWalProject();
      const script = fileURLToPath(new URL("../fixtures/harmed-index.mjs", import.meta.url));
      const { code, signal, stdout, stderr } = await runScript(script, { cwd: directory, arguments: [deed] });
      expect({ code, signal, stderr }).toEqual({ code: 0, signal: null, stderr: "" });
      expect(JSON.parse(stdout)).toEqual({ mine: [42, 43], notes: 320, integrity: "ok", next: 20 });
    },
  );

  test("is not for a template with a rollback journal, and says so", async () => {
    const project = createWalProject({ journalMode: "delete" });
    const source = await prepareTestDatabases(project.config);
    expect(source.strategy).toMatchObject({ strategy: "copy", configured: "overlay", reason: expect.stringContaining("WAL") });
  });
});

interface Prepared {
  readonly project: WalProject;
  readonly source: TestDatabaseSource;
  readonly template: { readonly bytes: Buffer; readonly content: unknown };
}

async function prepare(): Promise<Prepared> {
  const project = createWalProject();
  const source = await prepareTestDatabases(project.config);
  const path = source.template?.path ?? "";
  return { project, source, template: { bytes: readFileSync(path), content: dumpTemplate(path, project.directory) } };
}

function take(source: TestDatabaseSource, name?: string): TestDatabase {
  const database = source.create(name);
  if (database instanceof Promise) throw new Error("a database took waiting");
  return database;
}

/** When a wal-index was last written to by way of its file, as a reset does. */
function indexTimesOf(path: string): unknown {
  const { ino, ctimeNs } = statSync(`${path}-shm`, { bigint: true });
  return { ino, ctimeNs };
}

/** Finds where a base file is now, without asking a database for its path. */
function finderOf({ path }: TestDatabase): () => string {
  const databases = dirname(dirname(path));
  const { ino } = statSync(path);
  return () => {
    const paths = readdirSync(databases).map((folder) => join(databases, folder, "scenario.db"));
    const found = paths.find((candidate) => statSync(candidate, { throwIfNoEntry: false })?.ino === ino);
    if (found === undefined) throw new Error(`the base file of "${path}" is gone`);
    return found;
  };
}

/** By a process that moves what it wrote into the file, if it is let, and ends. */
function writeInChild(path: string): void {
  const script = `
    import Database from ${JSON.stringify(import.meta.resolve("better-sqlite3"))};
    const connection = new Database(process.argv[1]);
    connection.exec("INSERT INTO other VALUES (666, 666); PRAGMA wal_checkpoint(PASSIVE)");
    connection.close();`;
  execFileSync(process.execPath, ["--input-type=module", "--eval", script, "--", path]);
}

function write(path: string, rows = 1): void {
  const connection = new Database(path);
  connection.exec(
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows}) INSERT INTO notes (body) SELECT hex(randomblob(300)) FROM n`,
  );
  connection.close();
}
