import { randomUUID } from "node:crypto";
import { chmodSync, copyFileSync, existsSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync } from "node:fs";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import { describe, expect, onTestFinished, test, vi } from "vitest";

import { EVEN_DAYS, ODD_DAYS } from "../../../../test/helpers/of-today.js";
import { MigrationRunner } from "../../src/migrations/migration-runner.js";
import { beginSuiteRun, endSuiteRun } from "../../src/runs/suite-run.js";
import { initTestDb } from "../../src/databases/at-path/init-test-db.js";
import { prepareTestDatabases } from "../../src/databases/prepare-test-databases.js";
import { skipWhenInitialized } from "../../src/databases/at-path/skip-when-initialized.js";
import { createProject, type Project } from "../helpers/create-project.js";
import { runScript } from "../helpers/run-script.js";
import { setWalMode } from "../helpers/wal-mode.js";

interface OlderContent {
  readonly name: string;
  /** Mode of the journal. */
  readonly pragma: string;
  readonly replace: (older: string, path: string) => unknown;
}

const OLDER_CONTENTS: readonly OlderContent[] = [
  { name: "an older database was copied into the file", pragma: "journal_mode = DELETE", replace: copyFileSync },
  {
    name: "an older database was copied into the file, and its times were set back",
    pragma: "journal_mode = DELETE",
    replace: (older, path) => {
      const { atime, mtime } = statSync(path);
      copyFileSync(older, path);
      utimesSync(path, atime, mtime);
    },
  },
  {
    name: "an older database was written into it by SQLite's backup",
    pragma: "journal_mode = WAL",
    replace: async (older, path) => {
      const connection = new Database(older);
      await connection.backup(path);
      connection.close();
    },
  },
];

interface Migrating {
  migrate(database: { path: string }): void;
}

/** Two migrations of rows and a ledger, without a line of SQL that changes between them. */
const KNEX_LIKE = `
import Database from ${JSON.stringify(import.meta.resolve("better-sqlite3"))};
export default { migrate({ path }) {
  const connection = new Database(path);
  connection.exec("CREATE TABLE IF NOT EXISTS knex_migrations (name); CREATE TABLE IF NOT EXISTS t (a); INSERT INTO knex_migrations VALUES ('1')");
  connection.close();
} };`;

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));

describe("takeFastPath", () => {
  test("answers seven calls of a scenario, in four processes, without a migration check, a ledger, umzug or better-sqlite3", async () => {
    const project = createProject();
    const { origins, events, packages } = await runScenario(project);
    expect(origins).toEqual(Array.from({ length: 7 }, () => "cached"));
    expect(events.get("fast-path")).toBe(7);
    // Three migrations and a seed made the template; after that, nothing of the kind happened again.
    expect(Object.fromEntries(events)).toEqual({
      "better-sqlite3-loaded": 1,
      "umzug-loaded": 1,
      "template-build": 1,
      "migration-run": 3,
      "ledger-read": 1,
      "template-seed": 1,
      "template-copy": 1,
      "fast-path": 7,
    });
    expect(packages).toHaveLength(3);
    for (const loaded of packages) expect(loaded.filter((name) => name === "umzug" || name === "better-sqlite3")).toEqual([]);
  });

  test("gives a database that the application creates no test data, and loads no better-sqlite3 for it", ODD_DAYS, async () => {
    const project = createProject();
    const { created, packages } = await runScenario(project, "beside");
    expect(created).toBe("created");
    expect(packages.flat().filter((name) => name === "umzug" || name === "better-sqlite3")).toEqual([]);
  });

  test("gives a child process a test database without loading better-sqlite3", async () => {
    const project = createProject();
    const loads = project.path("loads.jsonl");
    const { stdout, stderr } = await runScript(fixture("scenario-of-files.mjs"), {
      cwd: project.directory,
      arguments: [project.directory],
      env: { RECORD_LOADS: loads, CHILD_OPTIONS: `--import=${fixture("record-loads.mjs")}`, PICKLEJAR_RUN: undefined },
    });
    expect([stderr, stdout]).toEqual(["", "created\n"]);
    const packages = linesOf<{ packages: string[] }>(loads).flatMap((line) => line.packages);
    expect(packages.filter((name) => name === "umzug" || name === "better-sqlite3")).toEqual([]);
  });

  test("gives a command line's own database what production would, beside a seeded one", EVEN_DAYS, async () => {
    const project = createProject();
    const path = `${process.env["PICKLEJAR_TESTS"]}/own-${process.pid}.db`;
    const { created } = await runScenario(project, path);
    expect(created).toBe("created");
    expect(emailsOf(path)).toEqual([]);
    rmSync(path);
  });

  test("leaves a runner with other migrations its own way, in the same run", async () => {
    const project = createProject();
    const other = createProject({ "db/001_other.sql": "CREATE TABLE other (id INTEGER)" });
    const database = await initTestDb(undefined, { migrations: project.path("db") });
    await expect(new MigrationRunner({ migrations: other.path("db") }).initOrUpgrade(database.path)).rejects.toMatchObject({
      code: /^(DATABASE_NEWER|MIGRATION_MISSING)$/,
    });
    const beside = `${database.path}-other.db`;
    expect(await create(new MigrationRunner({ migrations: other.path("db") }), beside)).toBe("migrated");
    await database.dispose();
  });

  test("takes no file for picklejar's because it lies in the run directory", async () => {
    const project = createProject();
    const database = await initTestDb(undefined, { migrations: project.path("db") });
    const foreign = `${database.path}-foreign.db`;
    withDatabase(foreign, (connection) => connection.exec("CREATE TABLE foreign_table (id INTEGER)"));
    await expect(new MigrationRunner({ migrations: project.path("db") }).initOrUpgrade(foreign)).rejects.toMatchObject({
      code: "DATABASE_WITHOUT_LEDGER",
    });
    const behind = `${database.path}-behind.db`;
    await new MigrationRunner({ migrations: project.path("db") }).up(behind, { to: "001_create_users" });
    expect((await new MigrationRunner({ migrations: project.path("db") }).initOrUpgrade(behind)).origin).toBe("upgraded");
  });

  test.each(OLDER_CONTENTS)("runs what is missing after $name", async ({ replace, pragma }) => {
    const project = createProject({
      "db/001_a.sql": "CREATE TABLE a (id INTEGER PRIMARY KEY)",
      // Neither the schema nor its counter tells of it.
      "db/002_rows.sql": "INSERT INTO a VALUES (1)",
    });
    const connection = (database: Database.Database) => database.pragma(pragma);
    const runner = new MigrationRunner({ migrations: project.path("db"), connection });
    await runner.up(project.path("old.db"), { to: "001_a" });
    const database = await initTestDb(undefined, {
      migrations: project.path("db"),
      connection,
      version: "1",
      strategy: "copy",
    });
    expect((await runner.initOrUpgrade(database.path)).origin).toBe("cached");
    await replace(project.path("old.db"), database.path);
    expect(await runner.initOrUpgrade(database.path)).toEqual({ origin: "upgraded", applied: ["002_rows"] });
    const inChild = await runScript(fixture("application.mjs"), { arguments: [project.path("db"), database.path] });
    expect(inChild.stdout.trim()).toBe("cached");
  });

  test("still answers from the record where the application has written rows, and knows them again in a child process", async () => {
    const project = createProject();
    const database = await initTestDb(undefined, { migrations: project.path("db") });
    const runner = new MigrationRunner({ migrations: project.path("db") });
    database.open().exec("INSERT INTO users (email) VALUES ('new@example.org')");
    database.closeConnections();
    const { stdout } = await runScript(fixture("application.mjs"), { arguments: [project.path("db"), database.path] });
    expect([(await runner.initOrUpgrade(database.path)).origin, stdout.trim()]).toEqual(["cached", "cached"]);
  });

  test("runs a migrator of the application's own again after an older database was copied over its own", async () => {
    const project = createProject({ "picklejar.config.mjs": KNEX_LIKE });
    const { default: config } = (await import(project.path("picklejar.config.mjs"))) as { default: Migrating };
    const database = await initTestDb(undefined, { ...config, version: "1", strategy: "copy" });
    const migrate = () => config.migrate({ path: database.path });
    expect(await skipWhenInitialized(database.path, migrate)).toBe("cached");
    const older = project.path("older.db");
    withDatabase(older, (connection) => connection.exec("CREATE TABLE knex_migrations (name); CREATE TABLE t (a)"));
    copyFileSync(older, database.path);
    expect(await skipWhenInitialized(database.path, migrate)).toBe("upgraded");
  });

  test("runs a migrator of the application's own again after a write, where nothing in the database says what ran", async () => {
    const project = createProject({ "picklejar.config.mjs": KNEX_LIKE.replaceAll("knex_migrations", "done") });
    const { default: config } = (await import(project.path("picklejar.config.mjs"))) as { default: Migrating };
    const database = await initTestDb(undefined, { ...config, version: "1", strategy: "copy" });
    const migrate = () => config.migrate({ path: database.path });
    expect(await skipWhenInitialized(database.path, migrate)).toBe("cached");
    withDatabase(database.path, (connection) => connection.exec("DELETE FROM done"));
    expect(await skipWhenInitialized(database.path, migrate)).toBe("upgraded");
  });

  test("sees through a link what an older database left in the WAL beside the file that it leads to", async () => {
    const project = createProject({
      "db/001_a.sql": "CREATE TABLE a (id INTEGER)",
      "db/002_b.sql": "CREATE TABLE b (id INTEGER)",
    });
    const connection = setWalMode;
    const runner = new MigrationRunner({ migrations: project.path("db"), connection });
    await runner.up(project.path("old.db"), { to: "001_a" });
    const database = await initTestDb(undefined, {
      migrations: project.path("db"),
      connection,
      version: "1",
      strategy: "copy",
    });
    symlinkSync(database.path, project.path("link.db"));
    // Kept open, it keeps the WAL.
    const open = database.open();
    open.prepare("SELECT count(*) FROM a").get();
    const old = new Database(project.path("old.db"));
    await old.backup(database.path);
    old.close();
    expect((await runner.initOrUpgrade(project.path("link.db"))).applied).toEqual(["002_b"]);
  });

  test("runs a migration that came into a folder below the one where a pattern begins", async () => {
    const project = createProject({ "db/2023/001_a.sql": "CREATE TABLE a (id INTEGER)" });
    const migrations = project.path("db/**/*.sql");
    const database = await initTestDb(undefined, { migrations });
    const runner = new MigrationRunner({ migrations });
    expect((await runner.initOrUpgrade(database.path)).origin).toBe("cached");
    project.write("db/2023/002_b.sql", "CREATE TABLE b (id INTEGER)");
    expect((await runner.initOrUpgrade(database.path)).applied).toEqual(["002_b"]);
  });

  test("looks at the ledger again after the application went down", async () => {
    const project = createProject({
      "db/001_a.up.sql": "CREATE TABLE a (id INTEGER)",
      "db/001_a.down.sql": "DROP TABLE a",
      "db/002_b.up.sql": "CREATE TABLE b (id INTEGER)",
      "db/002_b.down.sql": "DROP TABLE b",
    });
    const runner = new MigrationRunner({ migrations: project.path("db") });
    const database = await initTestDb(undefined, { migrations: project.path("db") });
    expect((await runner.initOrUpgrade(database.path)).origin).toBe("cached");
    await runner.down(database.path);
    expect(await runner.initOrUpgrade(database.path)).toEqual({ origin: "upgraded", applied: ["002_b"] });
  });

  test("runs a migration that came into the folder in the middle of the run", async () => {
    const project = createProject();
    const database = await initTestDb(project.path("mine.db"), { migrations: project.path("db") });
    project.write("db/004_more.sql", "CREATE TABLE more (id INTEGER)");
    const late = await runScript(fixture("application.mjs"), { arguments: [project.path("db"), database.path] });
    expect(late.stdout.trim()).toBe("upgraded, ran 1");
  });

  test("runs it also where this process knows the database", async () => {
    const project = createProject();
    const runner = new MigrationRunner({ migrations: project.path("db") });
    const database = await initTestDb(project.path("known.db"), { migrations: project.path("db") });
    expect((await runner.initOrUpgrade(database.path)).origin).toBe("cached");
    project.write("db/004_more.sql", "CREATE TABLE more (id INTEGER)");
    expect(await runner.initOrUpgrade(database.path)).toEqual({ origin: "upgraded", applied: ["004_more"] });
  });

  test("copies no template that somebody wrote to, and nothing beside a WAL of another database", async () => {
    const project = createProject();
    const config = { migrations: project.path("db"), version: randomUUID() };
    const runner = new MigrationRunner({ migrations: project.path("db") });
    const database = await initTestDb(undefined, config);
    const withLog = project.write("log.db-journal", "").replace("-journal", "");
    expect(await create(runner, withLog)).toBe("migrated");
    expect(await create(runner, project.path("before.db"))).toBe("copied");
    const { template } = await prepareTestDatabases(config);
    chmodSync(template?.path ?? "", 0o600);
    withDatabase(template?.path ?? "", (connection) => connection.exec("DELETE FROM picklejar_migrations"));
    expect(await create(runner, project.path("after.db"))).toBe("migrated");
    await database.dispose();
  });

  test("gives the errors of production, in a run too", async () => {
    const project = createProject();
    await initTestDb(undefined, { migrations: project.path("db") });
    const runner = new MigrationRunner({ migrations: project.path("db") });
    await expect(runner.initOrUpgrade(project.path("missing/app.db"))).rejects.toMatchObject({ code: "PARENT_FOLDER_MISSING" });
  });

  test("leaves a process that outlives its run to production", async () => {
    const project = createProject({
      "db/001_a.up.sql": "CREATE TABLE a (id INTEGER)",
      "db/001_a.down.sql": "DROP TABLE a",
    });
    const runner = new MigrationRunner({ migrations: project.path("db") });
    await runner.up(project.path("app.db"));
    const run = beginSuiteRun();
    const database = await initTestDb(project.path("test.db"), { migrations: project.path("db") });
    rmSync(run.path, { recursive: true });
    expect((await runner.initOrUpgrade(project.path("app.db"))).origin).toBe("existing");
    expect(await runner.down(database.path)).toEqual({ reverted: ["001_a"] });
    endSuiteRun();
  });

  test("knows a database whatever the runner's connection does, but makes none for another connection", async () => {
    const project = createProject();
    const connection = setWalMode;
    const database = await initTestDb(undefined, { migrations: project.path("db"), connection, version: "1" });
    const plain = new MigrationRunner({ migrations: project.path("db") });
    const same = new MigrationRunner({ migrations: project.path("db"), connection });
    expect((await plain.initOrUpgrade(database.path)).origin).toBe("cached");
    expect(await create(plain, `${database.path}-plain.db`)).toBe("migrated");
    expect(await create(same, `${database.path}-same.db`)).toBe("copied");
  });

  test("has no say outside of a run", async () => {
    const project = createProject();
    const result = await runScript(fixture("application.mjs"), {
      arguments: [project.path("db"), project.path("app.db")],
      env: { PICKLEJAR_RUN: undefined },
    });
    expect(result.stdout.trim()).toBe("created, ran 3");
  });

  test("copies a missing database only where tests have theirs", async () => {
    const project = createProject();
    const home = project.path("app-1.db");
    // The project itself lies in the temporary folder, where everything is a test's.
    vi.stubEnv("TMPDIR", project.path("tmp"));
    onTestFinished(() => void vi.unstubAllEnvs());
    await initTestDb({ migrations: project.path("db") });
    const runner = new MigrationRunner({ migrations: project.path("db") });
    expect(await create(runner, home)).toBe("migrated");
    rmSync(home);
    await initTestDb({ migrations: project.path("db"), testDatabases: [project.path("app-*.db")] });
    expect(await create(runner, home)).toBe("copied");
    rmSync(home);
    vi.unstubAllEnvs();
    expect(await create(runner, project.path("in-the-temporary-folder.db"))).toBe("copied");
  });
});

describe("skipWhenInitialized", () => {
  test("skips the application's migrator where the run knows the database, and only there", async () => {
    const config = {
      version: "1",
      migrate: ({ path }: { path: string }) =>
        withDatabase(path, (connection) => connection.exec("CREATE TABLE IF NOT EXISTS own (id INTEGER)")),
    };
    const database = await initTestDb(undefined, config);
    let runs = 0;
    expect(await skipWhenInitialized(database.path, () => runs++)).toBe("cached");
    const beside = `${database.path}-new.db`;
    expect(await skipWhenInitialized(beside, () => runs++)).toBe("created");
    expect(existsSync(beside)).toBe(true);
    const foreign = `${database.path}-foreign.db`;
    withDatabase(foreign, (connection) => connection.exec("CREATE TABLE x (id INTEGER)"));
    expect(await skipWhenInitialized(foreign, () => runs++)).toBe("upgraded");
    expect(runs).toBe(1);
  });
});

describe("skipWhenInitialized", () => {
  test("copies neither of two databases that go by one name in a run", async () => {
    const project = createProject();
    const makes = (table: string) => ({
      version: table,
      migrate: ({ path }: { path: string }) =>
        withDatabase(path, (connection) => connection.exec(`CREATE TABLE IF NOT EXISTS ${table} (id INTEGER)`)),
    });
    for (const table of ["mine", "other"]) {
      await initTestDb(undefined, { config: { databases: { twice: makes(table) } }, database: "twice" });
    }
    const path = project.path("app.db");
    const runs: string[] = [];
    expect(
      await skipWhenInitialized(path, () => (runs.push("mine"), makes("mine").migrate({ path })), { database: "twice" }),
    ).toBe("created");
    expect(runs).toEqual(["mine"]);
  });
});

/** Creates a missing database: a copy ran no migration. */
async function create(runner: MigrationRunner, path: string): Promise<"copied" | "migrated"> {
  const { origin, applied } = await runner.initOrUpgrade(path);
  expect(origin).toBe("created");
  return applied.length === 0 ? "copied" : "migrated";
}

interface ScenarioOutcome {
  readonly origins: readonly string[];
  readonly created: string | undefined;
  readonly events: ReadonlyMap<string, number>;
  /** Of each child process, the packages that it loaded. */
  readonly packages: readonly (readonly string[])[];
}

async function runScenario(project: Project, newPath?: string): Promise<ScenarioOutcome> {
  const trace = project.path("trace.jsonl");
  const loads = project.path("loads.jsonl");
  const result = await runScript(fixture("scenario.mjs"), {
    cwd: project.directory,
    arguments: [project.path("db"), fixture("application.mjs"), ...(newPath === undefined ? [] : [newPath])],
    env: {
      PICKLEJAR_TRACE: trace,
      RECORD_LOADS: loads,
      CHILD_OPTIONS: `--import=${fixture("record-loads.mjs")}`,
      PICKLEJAR_RUN: undefined,
    },
  });
  if (result.code !== 0) throw new Error(result.stderr);
  const events = new Map<string, number>();
  for (const { event } of linesOf<{ event: string }>(trace)) events.set(event, (events.get(event) ?? 0) + 1);
  const outcome = JSON.parse(result.stdout) as { origins: string[]; created?: string };
  return {
    origins: outcome.origins,
    created: outcome.created,
    events,
    packages: linesOf<{ packages: string[] }>(loads).map(({ packages }) => packages),
  };
}

function linesOf<Line>(path: string): Line[] {
  return readFileSync(path, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
}

function emailsOf(path: string): unknown[] {
  const database = new Database(path, { readonly: true });
  try {
    return database.prepare("SELECT email FROM users").pluck().all();
  } finally {
    database.close();
  }
}

function withDatabase(path: string, use: (database: Database.Database) => unknown): void {
  const database = new Database(path);
  try {
    use(database);
  } finally {
    database.close();
  }
}
