import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { threadId } from "node:worker_threads";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
// As it is built: a part of it is a program of its own.
import { initTestDb, type DatabaseConfig, type TestDatabase } from "@picklejar/core";
import {
  countRetainedDatabases,
  RetainedDatabases,
  ensureRun,
  type FailedScenario,
  type RetainedDatabase,
  type Run,
} from "@picklejar/core/integration";

import { coreDirectory, createProject, type Project } from "../../helpers/create-project.js";
import { runScript } from "../../helpers/run-script.js";
import { setWalMode } from "../../helpers/wal-mode.js";

describe("RetainedDatabases.retain", () => {
  test("keeps one file with what was committed, mode 0600, and what is known of it beside", async () => {
    const { project, database, retain } = await createFailure();
    database.open().exec("PRAGMA journal_mode = WAL; INSERT INTO users (email) VALUES ('ann@example.org')");
    const elsewhere = new Database(database.path);
    elsewhere.exec("BEGIN IMMEDIATE; INSERT INTO users (email) VALUES ('uncommitted@example.org')");
    const retained = await retain();
    elsewhere.close();
    expect(retained?.problems).toEqual([]);
    expect(statSync(pathOf(retained)).mode & 0o777).toBe(0o600);
    expect(readdirSync(dirname(pathOf(retained))).toSorted()).toEqual([
      "01-Orders-Ann-pays-L12.db",
      "01-Orders-Ann-pays-L12.json",
      "run.json",
    ]);
    expect(readFileSync(project.path(".picklejar/.gitignore"), "utf8")).toBe("*\n");
    expect(readAll(pathOf(retained), "SELECT email FROM users")).toEqual(["ann@example.org"]);
    expect(existsSync(database.path)).toBe(true);
  });

  test("says where it is, how to open it, and what differs from the template", async () => {
    const { database, retain } = await createFailure();
    database.open().exec("INSERT INTO users (email) VALUES ('ann@example.org')");
    const retained = await retain();
    expect(retained?.report.split("\n")).toEqual([
      "The database of this scenario is retained:",
      `  sqlite3 '${pathOf(retained)}'`,
      "",
      "What differs from the template:",
      "",
      "users: 1 added",
      "  + id=1: email='ann@example.org', touched=0",
      "sqlite_sequence: 1 added",
      "  + name='users': seq=1",
    ]);
    expect(structuredClone(retained)).toEqual(retained);
  });

  test("says so when the scenario changed nothing", async () => {
    expect((await (await createFailure()).retain())?.report).toMatch(/\nIt does not differ from the template\.$/);
  });

  test.each([
    ["an exclusive transaction, in this process", "delete", ""],
    ["a log locked for good, in this process", "wal", "PRAGMA locking_mode = EXCLUSIVE;"],
  ])("keeps what was committed under %s", async (_what, mode, pragma) => {
    const { database, retain } = await createFailure();
    const open = new Database(database.path);
    open.exec(
      `${pragma} PRAGMA journal_mode = ${mode}; PRAGMA cache_size = 1; INSERT INTO users (email) VALUES ('ann@example.org')`,
    );
    // More than the cache holds: uncommitted pages are in the file, or in its log.
    open.exec(`BEGIN EXCLUSIVE; ${MANY_USERS}`);
    const retained = await retain();
    expect(retained?.problems).toEqual([]);
    expect(readAll(pathOf(retained), "SELECT email FROM users")).toEqual(["ann@example.org"]);
    expect(readAll(pathOf(retained), "PRAGMA integrity_check")).toEqual(["ok"]);
    // Its locks are still there: nobody else can write.
    expect(await canWrite(database.path)).toBe(false);
    open.exec("COMMIT");
    open.close();
  });

  test.each(["memory", "off"])("never takes what was not committed for committed, with journal mode %s", async (mode) => {
    const { database, retain } = await createFailure();
    // Which may have no journal at all.
    const open = new Database(database.path).unsafeMode();
    open.exec(`PRAGMA journal_mode = ${mode}; PRAGMA cache_size = 1; BEGIN; ${MANY_USERS}`);
    const retained = await retain();
    open.close();
    expect(existsSync(pathOf(retained))).toBe(true);
    expect(retained?.problems).toEqual([
      "The file is retained as it is, and not compared: it was locked, without a journal or a log, and may hold what was never committed.",
    ]);
    expect(retained).not.toHaveProperty("difference");
  });

  test("keeps what was committed while another process is in the middle of a transaction, and after it was killed there", async () => {
    const { database, retain } = await createFailure();
    const script = `import Database from "better-sqlite3"; const open = new Database(process.argv[1]);
      open.pragma("cache_size = 1"); open.exec("INSERT INTO users (email) VALUES ('ann@example.org')");
      open.exec("BEGIN EXCLUSIVE; ${MANY_USERS.replaceAll("\n", " ")}"); console.log("open"); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ["--input-type=module", "--eval", script, "--", database.path], {
      cwd: coreDirectory,
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    const during = await retain();
    child.kill("SIGKILL");
    await once(child, "exit");
    const afterwards = await retain();
    for (const retained of [during, afterwards]) {
      expect(retained?.problems).toEqual([]);
      expect(readAll(pathOf(retained), "SELECT email FROM users")).toEqual(["ann@example.org"]);
    }
  });

  test.each(["overlay", "copy", "memory"] as const)(
    "retains a database of any strategy, and the next one equals the template: %s",
    async (strategy) => {
      const project = createProject({ "db/001.sql": "CREATE TABLE users (id INTEGER PRIMARY KEY, email);" });
      const options = { strategy, connection: setWalMode } as const;
      const { database, retain } = await createFailure(options, { project });
      const open = database.open();
      open.exec("INSERT INTO users (email) VALUES ('ann@example.org')");
      const retained = await retain();
      expect(retained?.problems).toEqual([]);
      expect(retained?.report.split("\n").slice(5)).toEqual(["users: 1 added", "  + id=1: email='ann@example.org'"]);
      expect(readAll(pathOf(retained), "SELECT email FROM users")).toEqual(["ann@example.org"]);
      // It goes on as if nothing had looked at it.
      open.exec("INSERT INTO users (email) VALUES ('bob@example.org')");
      expect(open.prepare("SELECT count(*) FROM users").pluck().get()).toBe(2);
      await database.dispose();
      const next = await createFailure(options, { project });
      expect(next.database.open().prepare("SELECT count(*) FROM users").pluck().get()).toBe(0);
      expect((await next.retain())?.difference?.isSame).toBe(true);
    },
  );

  test("keeps rowids, page size, journal mode and settings as they were", async () => {
    const { database, retain } = await createFailure();
    const connection = new Database(database.path);
    connection.exec(
      "PRAGMA page_size = 8192; VACUUM; PRAGMA journal_mode = WAL; PRAGMA user_version = 9; PRAGMA application_id = 77; CREATE TABLE loose (v); INSERT INTO loose VALUES ('a'), ('b'), ('c'); DELETE FROM loose WHERE v = 'b'",
    );
    const retained = await retain();
    connection.close();
    const path = pathOf(retained);
    expect(readAll(path, "SELECT rowid FROM loose")).toEqual([1, 3]);
    for (const [pragma, value] of [
      ["page_size", 8192],
      ["journal_mode", "wal"],
      ["user_version", 9],
      ["application_id", 77],
    ])
      expect(readAll(path, `PRAGMA ${pragma}`)).toEqual([value]);
  });

  test("keeps nothing where the scenario deleted the file, and says so; its number goes to the next", async () => {
    const { database, retain, databases } = await createFailure();
    rmSync(database.path);
    const retained = await retain();
    expect(retained).toMatchObject({
      problems: [`Its database is not retained: there is no file at "${database.path}" any more.`],
    });
    expect(retained).not.toHaveProperty("path");
    expect(databases.counts).toMatchObject({ retained: 0, notRetained: 0 });
  });

  test("keeps the bytes of a file that the scenario filled with garbage", async () => {
    const { database, retain } = await createFailure();
    writeFileSync(database.path, "no database at all".repeat(100));
    const retained = await retain();
    expect(readFileSync(pathOf(retained), "utf8")).toBe("no database at all".repeat(100));
    expect(retained?.problems).toEqual([
      "The file is retained as it is, and not compared: SQLite cannot read it: file is not a database.",
    ]);
    expect(retained?.report).toContain("SQLite cannot read it");
  });

  test("keeps a file that was emptied, and shows that everything is gone", async () => {
    const { database, retain } = await createFailure();
    truncateSync(database.path);
    const retained = await retain();
    expect(statSync(pathOf(retained)).size).toBe(0);
    expect(retained?.report).toContain("table users removed");
  });

  test("keeps a file that was cut, and says what cannot be read", async () => {
    const { database, retain } = await createFailure();
    truncateSync(database.path, 4096 * 2);
    const retained = await retain();
    expect(existsSync(pathOf(retained))).toBe(true);
    expect(retained?.report).toMatch(/malformed|cannot be read/i);
  });

  test("keeps a database in memory while it is open, with the journal mode of its template, and says so when it is not", async () => {
    const { database, retain } = await createFailure({ strategy: "memory", connection: setWalMode });
    const connection = database.open();
    connection.exec("INSERT INTO users (email) VALUES ('ann@example.org'); BEGIN; DELETE FROM users");
    const retained = await retain();
    expect(readAll(pathOf(retained), "SELECT email FROM users")).toEqual(["ann@example.org"]);
    expect(readAll(pathOf(retained), "PRAGMA journal_mode")).toEqual(["wal"]);
    expect(retained?.difference?.pragmas).toEqual([]);
    connection.close();
    expect((await retain())?.problems).toEqual([
      "Its database could not be retained: it was in memory, and its connection is not open",
    ]);
  });

  test("says that there is nothing to compare with where templates are off", async () => {
    process.env["PICKLEJAR_TEMPLATE"] = "off";
    try {
      const retained = await (await createFailure()).retain();
      expect(retained?.problems).toEqual(["It is not compared, as there is no template (PICKLEJAR_TEMPLATE=off)."]);
      expect(retained).toHaveProperty("path");
    } finally {
      delete process.env["PICKLEJAR_TEMPLATE"];
    }
  });

  test("applies the configuration's connection where SQL functions of the user's are needed", async () => {
    const project = createProject({
      "db/001.sql": "CREATE TABLE t (id INTEGER PRIMARY KEY, v, w AS (twice(v))); CREATE INDEX i ON t (twice(v));",
    });
    const { database, retain } = await createFailure({ connection: defineTwice, version: "1" }, { project });
    database.open().exec("INSERT INTO t (v) VALUES (21)");
    expect((await retain())?.report).toContain("t: 1 added\n  + id=1: v=21");
  });

  test.each(["delete", "wal"])(
    "shows nothing of what the configuration's connection writes, at any failure, with journal mode %s",
    async (mode) => {
      const project = createProject({ "db/001.sql": "CREATE TABLE sessions (id INTEGER PRIMARY KEY, at);" });
      const connection = (database: Database.Database): void => {
        database.pragma(`journal_mode = ${mode}`);
        const isThere = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'sessions'").get() !== undefined;
        if (isThere) database.exec("INSERT INTO sessions (at) VALUES (1)");
      };
      const { database, retain } = await createFailure({ connection }, { project });
      for (let failure = 1; failure <= 3; failure++) expect((await retain())?.difference).toMatchObject({ isSame: true });
      database.open();
      expect((await retain())?.difference?.tables).toMatchObject([{ table: "sessions", added: 1 }]);
    },
  );

  test.each([
    ["copies the template once for all comparisons", "", 1],
    ["but anew where the connection wrote to the copy", "PRAGMA user_version = 5", 2],
  ])("%s", async (_what, sql, copies) => {
    const { retain } = await createFailure({ connection: (database) => void database.exec(sql) });
    const evidence = join(freshRun().path, `evidence-${process.pid}-${threadId}`);
    const seen = new Set<number>();
    for (let failure = 1; failure <= 2; failure++) {
      const { fingerprint = "" } = (await retain()) ?? {};
      seen.add(statSync(join(evidence, `template-${fingerprint}.db`)).birthtimeMs);
    }
    expect(seen.size).toBe(copies);
  });

  test.each([
    ["is a file", (path: string) => writeFileSync(path, ""), "is not a folder: remove it"],
    [
      "is a symbolic link",
      (path: string) => symlinkSync(createFolder(), path),
      "is a symbolic link, which picklejar does not follow",
    ],
  ])("hides nothing when .picklejar %s: it says so, and what the scenario changed", async (_what, make, said) => {
    const { project, database, retain } = await createFailure();
    make(project.path(".picklejar"));
    database.open().exec("INSERT INTO users (email) VALUES ('ann@example.org')");
    const retained = await retain();
    expect(retained?.report).toContain(said);
    expect(retained?.report).toContain("users: 1 added");
    expect(retained).not.toHaveProperty("path");
  });

  const isRoot = process.getuid?.() === 0;
  if (isRoot) console.info("Skipped: a project folder that is read-only, as root may write to it all the same.");
  test.skipIf(isRoot)("says so when the project's folder is read-only", async () => {
    const { project, retain } = await createFailure();
    chmodSync(project.directory, 0o500);
    const retained = await retain();
    chmodSync(project.directory, 0o700);
    expect(retained?.problems[0]).toMatch(/^Its database could not be retained: /);
  });

  test("never writes over a file of the user's, and never removes it", async () => {
    const { project, retain } = await createFailure({}, { most: 2 });
    const first = await retain();
    rmSync(pathOf(first).replace(/db$/, "json"));
    const own = join(dirname(pathOf(first)), "02-Orders-Ann-pays-L12.db");
    writeFileSync(own, "mine");
    const second = await retain();
    expect(second?.problems[0]).toContain("EEXIST");
    expect(readFileSync(own, "utf8")).toBe("mine");
    expect(project.directory).not.toBe("");
  });

  test("keeps as many as it is told, over all processes and threads of a run, under unique names", async () => {
    const project = createProject();
    project.write("picklejar.config.js", 'export default { migrations: "db" };');
    const script = project.write("retain-many.mjs", readFileSync(join(coreDirectory, "test/fixtures/retain-many.mjs"), "utf8"));
    const run = freshRun();
    const results = await Promise.all([1, 2].map(() => runScript(script, { cwd: project.directory })));
    // The second waits for the first one's template, and says so where that takes long.
    expect(results.map(({ stderr }) => stderr.replace(/^picklejar: waiting for the template .+\n/, ""))).toEqual(["", ""]);
    const [folder = ""] = readdirSync(project.path(".picklejar/failed"));
    const names = readdirSync(project.path(`.picklejar/failed/${folder}`)).filter((name) => name.endsWith(".db"));
    expect(names.toSorted()).toEqual(
      Array.from({ length: 12 }, (_, index) => `${String(index + 1).padStart(2, "0")}-Same-Same-L1.db`),
    );
    expect(countRetainedDatabases(run)).toEqual({ retained: 12, notRetained: 8 });
  });

  test("keeps none of a run that keeps nothing, and leaves no folder", async () => {
    const { project, retain, databases } = await createFailure({}, { most: 0 });
    expect(await retain()).toBeUndefined();
    expect(databases.counts).toEqual({ retained: 0, notRetained: 1 });
    expect(existsSync(project.path(".picklejar"))).toBe(false);
  });

  test.each([[-1], [1.5], [NaN]])("refuses to keep %s databases", (most) => {
    const run = ensureRun();
    expect(() => new RetainedDatabases({ run, most })).toThrow(
      new RangeError(`most must be a whole number, 0 or more; got ${most}`),
    );
  });

  test("quotes the path for a shell", async () => {
    const project = createProject();
    const projectDirectory = project.path("it's $HOME");
    mkdirSync(projectDirectory);
    const { retain } = await createFailure({}, { project, projectDirectory });
    const { openCommand = "" } = (await retain()) ?? {};
    const { stdout } = await runScript(
      `import { execFileSync } from "node:child_process"; console.log(execFileSync("sh", ["-c", process.argv[1].replace("sqlite3", "ls")], { encoding: "utf8" }));`,
      { arguments: [openCommand] },
    );
    expect(stdout.trim()).toMatch(/it's \$HOME\/.picklejar\/failed\/.+\.db$/);
  });
});

const SCENARIO: FailedScenario = { uri: "features/orders.feature", feature: "Orders", name: "Ann pays", line: 12, attempt: 1 };

const MANY_USERS =
  "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)\nINSERT INTO users (email) SELECT 'uncommitted' || i || hex(zeroblob(200)) FROM n";

interface Failure {
  readonly project: Project;
  readonly database: TestDatabase;
  readonly databases: RetainedDatabases;
  readonly retain: (changes?: Partial<FailedScenario>) => Promise<RetainedDatabase | undefined>;
}

/** The database of a scenario that has failed, in a run of which all tests of this file keep some. */
async function createFailure(
  changes: Partial<DatabaseConfig> = {},
  { project = createProject(), projectDirectory = project.directory, most = 100 }: FailureOptions = {},
): Promise<Failure> {
  const config = { migrations: project.path("db"), version: "1", ...changes } as DatabaseConfig;
  const database = await initTestDb(config);
  const run = freshRun();
  const databases = new RetainedDatabases({ run, projectDirectory, most });
  return { project, database, databases, retain: async (changed) => databases.retain(database, { ...SCENARIO, ...changed }) };
}

/** As if it had retained nothing yet. */
function freshRun(): Run {
  const run = ensureRun();
  rmSync(join(run.path, "retained"), { recursive: true, force: true });
  return run;
}

interface FailureOptions {
  readonly project?: Project;
  readonly projectDirectory?: string;
  readonly most?: number;
}

function defineTwice(database: Database.Database): void {
  database.function("twice", { deterministic: true }, (value) => Number(value) * 2);
}

function createFolder(): string {
  return mkdtempSync(join(process.env["PICKLEJAR_TESTS"] ?? "", "elsewhere-"));
}

async function canWrite(path: string): Promise<boolean> {
  const script = `import Database from "better-sqlite3"; const other = new Database(process.argv[1], { timeout: 0 });
    try { other.exec("BEGIN IMMEDIATE"); console.log("yes"); } catch { console.log("no"); }`;
  const { stdout } = await runScript(script, { arguments: [path], cwd: coreDirectory });
  return stdout === "yes\n";
}

function pathOf(retained: RetainedDatabase | undefined): string {
  return retained?.path ?? "";
}

function readAll(path: string, sql: string): unknown[] {
  const connection = new Database(path);
  try {
    return connection.prepare(sql).pluck().all();
  } finally {
    connection.close();
  }
}
