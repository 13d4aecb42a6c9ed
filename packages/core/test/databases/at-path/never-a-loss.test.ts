import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, onTestFinished, test } from "vitest";

import { ensureRun } from "../../../src/runs/ensure-run.js";
import { initTestDb } from "../../../src/databases/at-path/init-test-db.js";
import { mountMemory } from "../../helpers/mount-memory.js";
import { createProject, type Project } from "../../helpers/create-project.js";
import { createReadableProject, NOBODY, runAs, whyNoOtherUser } from "../../helpers/other-user.js";
import { setWalMode } from "../../helpers/wal-mode.js";

/** What is at the path before the call, made by a function that gives the path; and the code of the error that the call gives. */
const REFUSED: readonly (readonly [what: string, code: string, make: (project: Project) => string])[] = [
  [
    "a user's database",
    "DATABASE_WITHOUT_LEDGER",
    (project) => database(project, "CREATE TABLE mine (id INTEGER); INSERT INTO mine VALUES (1)"),
  ],
  [
    "a user's database in WAL mode",
    "DATABASE_WITHOUT_LEDGER",
    (project) => database(project, "PRAGMA journal_mode = WAL; CREATE TABLE mine (id INTEGER)"),
  ],
  ["a user's database with a WAL left beside it", "DATABASE_WITHOUT_LEDGER", databaseWithLog],
  ["a newer database", "DATABASE_NEWER", (project) => newer(project)],
  ["a text file", "NOT_A_DATABASE", (project) => project.write("file.db", "Dear diary,\n".repeat(100))],
  ["a file of one byte", "NOT_A_DATABASE", (project) => project.write("file.db", "x")],
  ["a database cut in half", "NOT_A_DATABASE", halved],
  ["a folder", "NOT_A_FILE", (project) => folder(project)],
  ["a device", "NOT_A_FILE", () => "/dev/null"],
  [
    "a link to a user's database",
    "DATABASE_WITHOUT_LEDGER",
    (project) => link(project, database(project, "CREATE TABLE mine (id INTEGER)")),
  ],
  ["a link to itself", "NOT_A_FILE", (project) => link(project, project.path("link.db"))],
  ["a file whose folder is missing", "PARENT_FOLDER_MISSING", (project) => project.path("missing/file.db")],
  ["a file whose folder is a file", "PARENT_FOLDER_MISSING", (project) => join(project.write("file", "x"), "file.db")],
  ["nothing, with another database's WAL", "SIDECAR_FOUND", (project) => project.write("file.db-wal", "log").slice(0, -4)],
  ["an empty file, with another database's journal", "SIDECAR_FOUND", emptyWithJournal],
];

describe("initTestDb", () => {
  for (const [index, [what, code, make]] of REFUSED.entries())
    test(`refuses ${what} with ${code}, and leaves every byte as it was`, index % 2 === 0 ? {} : { tags: "long" }, async () => {
      const project = createProject();
      const path = make(project);
      const before = snapshot(project.directory);
      await expect(initTestDb(path, { migrations: project.path("db") })).rejects.toMatchObject({ code });
      await expect(initTestDb(path, { config: { migrations: project.path("db") }, recheck: true })).rejects.toMatchObject({
        code,
      });
      expect(snapshot(project.directory)).toEqual(before);
    });

  test("makes the target of a link that points to nothing, and takes only that away", async () => {
    const project = createProject();
    const path = link(project, project.path("target.db"));
    const made = await initTestDb(path, { migrations: project.path("db") });
    expect(existsSync(project.path("target.db"))).toBe(true);
    await made.dispose();
    expect(readdirSync(project.directory)).not.toContain("target.db");
    expect(readdirSync(project.directory)).toContain("link.db");
  });

  test("says that a full disk is full, leaves nothing behind, and succeeds when there is room", async (context) => {
    const project = createProject({
      "db/001_large.sql": "CREATE TABLE large (data BLOB); INSERT INTO large VALUES (randomblob(3000000))",
    });
    const directory = project.path("small");
    mkdirSync(directory);
    if (!mountMemory(directory, "1m")) return context.skip("a small file system can only be mounted as root");
    onTestFinished(() => void execFileSync("umount", [directory]));
    const empty = project.write("small/empty.db", "");
    for (const path of [project.path("small/new.db"), empty]) {
      await expect(initTestDb(path, { migrations: project.path("db") })).rejects.toMatchObject({ code: "DISK_FULL", path });
    }
    expect(readdirSync(directory)).toEqual(["empty.db"]);
    expect(statSync(empty).size).toBe(0);
    execFileSync("mount", ["-o", "remount,size=8m", directory]);
    expect((await initTestDb(empty, { migrations: project.path("db") })).origin).toBe("created");
  });

  test("says that it may not write, as a user who is not root, and leaves every byte as it was", async (context) => {
    const reason = whyNoOtherUser();
    if (reason !== undefined) return context.skip(reason);
    const project = createReadableProject();
    const mine = database(project, "CREATE TABLE mine (id INTEGER)");
    chmodSync(mine, 0o400);
    mkdirSync(project.path("closed"));
    writeFileSync(project.path("closed/empty.db"), "");
    chmodSync(project.path("closed"), 0o555);
    mkdirSync(project.path("runs"));
    execFileSync("chown", ["-R", `${NOBODY}:${NOBODY}`, project.directory]);
    const before = snapshot(project.directory);
    const { stdout, stderr } = await runAs(NOBODY, project, INIT_SEVERAL, {
      env: { PICKLEJAR_DIR: project.path("runs"), PICKLEJAR_RUN: undefined },
    });
    expect([stderr, JSON.parse(stdout)]).toEqual([
      "",
      {
        "closed/new.db": "PERMISSION_DENIED",
        "closed/empty.db": "created",
        "mine.db": "DATABASE_WITHOUT_LEDGER",
        "copy.db": "created",
        copyMode: 0o600,
      },
    ]);
    const after = snapshot(project.directory);
    for (const [name, content] of Object.entries(before)) expect([name, after[name]]).toEqual([name, content]);
  });
});

describe("dispose", () => {
  test("leaves a file that has taken the place of the database", async () => {
    const project = createProject();
    const path = project.path("swapped.db");
    const trackedBefore = countPlaced();
    const made = await initTestDb(path, { migrations: project.path("db") });
    execFileSync("mv", [database(project, "CREATE TABLE mine (id INTEGER)"), path]);
    const before = snapshot(project.directory);
    await expect(made.dispose()).rejects.toMatchObject({ code: "DATABASE_NOT_OURS", path });
    expect(snapshot(project.directory)).toEqual(before);
    // Nor does the run take the path for a database of its own any more.
    expect(countPlaced()).toBe(trackedBefore);
    await expect(made.dispose()).resolves.toBeUndefined();
    expect(snapshot(project.directory)).toEqual(before);
  });

  test.each([
    ["copied", {}],
    ["over a pinned base", { strategy: "overlay", connection: setWalMode }],
    ["migrated for real", {}],
  ] as const)("takes away a file that was renamed over a database of picklejar's own: %s", async (how, changes) => {
    const project = createProject();
    if (how === "migrated for real") process.env["PICKLEJAR_TEMPLATE"] = "off";
    onTestFinished(() => void delete process.env["PICKLEJAR_TEMPLATE"]);
    const config = { migrations: project.path("db"), version: "1", ...changes };
    const trackedBefore = countPlaced();
    const made = await initTestDb(config);
    await made.open().backup(project.path("backup.db"));
    made.closeConnections();
    execFileSync("mv", [project.path("backup.db"), made.path]);
    await made.dispose();
    expect(existsSync(made.path)).toBe(false);
    const next = await initTestDb(config);
    expect(next.open().prepare("SELECT count(*) FROM users").pluck().get()).toBe(0);
    await next.dispose();
    // A base or a copy may wait for the next one.
    expect(countPlaced() - trackedBefore).toBeLessThanOrEqual(1);
  });

  test.each([
    ["a folder", (path: string) => mkdirSync(path)],
    ["an empty file", (path: string) => writeFileSync(path, "")],
  ])("leaves %s that has taken the place of the database", async (_what, make) => {
    const project = createProject();
    const made = await initTestDb(project.path("swapped.db"), { migrations: project.path("db") });
    // Something is in between, so that its inode is not given to the next file.
    execFileSync("mv", [made.path, project.path("away.db")]);
    make(made.path);
    await expect(made.dispose()).rejects.toMatchObject({ code: "DATABASE_NOT_OURS", path: made.path });
    expect(existsSync(made.path)).toBe(true);
  });

  test("leaves the journal of a program that makes a database in its place", async () => {
    const project = createProject();
    const made = await initTestDb(project.path("swapped.db"), { migrations: project.path("db") });
    execFileSync("mv", [made.path, project.path("away.db")]);
    const writer = new Database(made.path);
    writer.exec("BEGIN; CREATE TABLE theirs (id INTEGER); INSERT INTO theirs VALUES (42)");
    await expect(made.dispose()).rejects.toMatchObject({ code: "DATABASE_NOT_OURS", path: made.path });
    writer.exec("COMMIT");
    writer.close();
    const theirs = new Database(made.path, { readonly: true });
    expect(theirs.prepare("SELECT id FROM theirs").pluck().get()).toBe(42);
    theirs.close();
  });

  test("removes the database although a connection is busy, says so once, and closes the others", async () => {
    const project = createProject();
    const made = await initTestDb(project.path("busy.db"), { migrations: project.path("db") });
    const rows = made.open().prepare("SELECT 1 UNION SELECT 2").iterate();
    rows.next();
    const other = made.open();
    await expect(made.dispose()).rejects.toThrow(/busy/);
    expect([other.open, existsSync(made.path)]).toEqual([false, false]);
    await expect(made.dispose()).resolves.toBeUndefined();
    rows.return?.();
  });

  test("closes connections to a database that was replaced and initialized again", async () => {
    const project = createProject();
    const config = { migrations: project.path("db") };
    const made = await initTestDb(project.path("again.db"), config);
    const connection = made.open();
    execFileSync("mv", [made.path, project.path("away.db")]);
    await initTestDb(made.path, config);
    await made.dispose();
    expect([connection.open, existsSync(made.path)]).toEqual([false, true]);
  });

  test("does not mind that the database is gone", async () => {
    const project = createProject();
    const made = await initTestDb(project.path("gone.db"), { migrations: project.path("db") });
    execFileSync("rm", [made.path]);
    await expect(made.dispose()).resolves.toBeUndefined();
  });
});

/** Asks for databases at several paths, and says what came of it. */
const INIT_SEVERAL = `
  const { statSync } = await import("node:fs");
  const { initTestDb } = await import("@picklejar/core");
  const outcomes = {};
  for (const name of ["closed/new.db", "closed/empty.db", "mine.db", "copy.db"]) {
    try {
      const database = await initTestDb(name, { migrations: "db" });
      outcomes[name] = database.origin;
      if (name === "copy.db") outcomes.copyMode = statSync(database.path).mode & 0o777;
      if (name !== "mine.db") await database.dispose();
    } catch (error) {
      outcomes[name] = error.code ?? String(error);
    }
  }
  console.log(JSON.stringify(outcomes));
`;

function database(project: Project, sql: string): string {
  const path = project.path("mine.db");
  const connection = new Database(path);
  connection.exec(sql);
  connection.close();
  return path;
}

/** Its last transaction is in the WAL only, as after a crash. */
function databaseWithLog(project: Project): string {
  const path = database(project, "PRAGMA journal_mode = WAL; CREATE TABLE mine (id INTEGER)");
  const script = `import Database from "better-sqlite3"; new Database(process.argv[1]).exec("INSERT INTO mine VALUES (42)"); process.kill(process.pid, "SIGKILL");`;
  spawnSync(process.execPath, ["--input-type=module", "--eval", script, "--", path], { cwd: project.directory });
  if (!existsSync(`${path}-wal`)) throw new Error("no WAL was left");
  return path;
}

function newer(project: Project): string {
  return database(
    project,
    `CREATE TABLE picklejar_migrations (name TEXT PRIMARY KEY, checksum TEXT, executed_at TEXT, duration_ms REAL);
     INSERT INTO picklejar_migrations VALUES ('999_from_the_future', 'abc', '2099-01-01T00:00:00Z', 1)`,
  );
}

function halved(project: Project): string {
  const path = database(project, "CREATE TABLE mine (id INTEGER, data BLOB); INSERT INTO mine VALUES (1, zeroblob(100000))");
  writeFileSync(path, readFileSync(path).subarray(50, 50_000));
  return path;
}

function folder(project: Project): string {
  mkdirSync(project.path("folder.db"));
  return project.path("folder.db");
}

function link(project: Project, target: string): string {
  symlinkSync(target, project.path("link.db"));
  return project.path("link.db");
}

function emptyWithJournal(project: Project): string {
  project.write("file.db-journal", "journal");
  return project.write("file.db", "");
}

/** Names and contents of all that is in a folder, but for the template cache. */
function snapshot(directory: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(directory, { recursive: true, encoding: "utf8" })
      // SQLite rebuilds the wal-index from the WAL when somebody reads it.
      .filter((name) => !name.startsWith("node_modules") && !name.endsWith("-shm"))
      .toSorted()
      .map((name) => [name, contentOf(join(directory, name))]),
  );
}

function contentOf(path: string): string {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats?.isFile() === true ? readFileSync(path, "hex") : `not a file in ${dirname(path)}`;
}

/** Files that the run takes for databases of its own. */
function countPlaced(): number {
  const directory = ensureRun().trackedDirectory;
  const slots = readdirSync(directory).flatMap((name) => readFileSync(join(directory, name), "latin1").split("\n"));
  return slots.filter((slot) => slot.trim() !== "").length;
}
