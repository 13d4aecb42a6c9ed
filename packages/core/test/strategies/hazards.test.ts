import { execFileSync, spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  chmodSync,
  closeSync,
  copyFileSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import Database from "better-sqlite3";
import { afterEach, describe, expect, test } from "vitest";

import type { Strategy, TestDatabase } from "../../src/index.js";
import { prepareTestDatabases, type TestDatabaseSource } from "../../src/integration.js";
import { createWalProject, dumpTemplate } from "../helpers/create-wal-project.js";
import { EVEN_DAYS, ODD_DAYS, ofToday, type TagOptions } from "../../../../test/helpers/of-today.js";
import { startDatabaseChild, type DatabaseChild } from "../helpers/database-child.js";
import { dumpDatabase } from "../helpers/dump-database.js";
import { importUntyped } from "../helpers/import-untyped.js";

/** What a scenario does; what it gives, happens while the next scenario has its database, and once more after it. */
type Hazard = (database: TestDatabase) => Late | Promise<Late>;
type Late = ((path: string) => unknown) | void;

const WRITE = "INSERT INTO other VALUES (1, 2)";
/** More pages than one part of the wal-index has entries for: 4,200. */
const WRITE_MUCH =
  "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) INSERT INTO notes (body) SELECT hex(randomblob(500)) FROM n";
/** More than SQLite's own 1,000 pages, at which a commit moves the WAL into the database. */
const WRITE_50_MB =
  "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50) INSERT INTO other SELECT i, randomblob(1000000) FROM n";
const PYTHON_WRITES = "c.execute('insert into other values (1, 2)'); c.commit()";
const CHECKPOINTS = ["PASSIVE", "FULL", "RESTART", "TRUNCATE"].map((kind) => `PRAGMA wal_checkpoint(${kind})`);

const LONG: TagOptions = { tags: "long" };
/** Each kind of checkpoint is tried by this process at once; of those by others, and late, one is enough each time. */
const checkpointOptions = (checkpoint: string): TagOptions => (checkpoint.includes("TRUNCATE") ? {} : LONG);

const IN_PROCESS: readonly (readonly [name: string, hazard: Hazard, options?: TagOptions])[] = [
  ["commits and closes", ({ path }) => use(path, WRITE)],
  ["rolls back", ({ path }) => use(path, `BEGIN; ${WRITE}; DROP TABLE notes; ROLLBACK`)],
  ["changes the schema", ({ path }) => use(path, "DROP TABLE notes; CREATE TABLE mine (a); PRAGMA user_version = 99")],
  ["leaves a connection open", ({ path }) => void open(path).prepare("SELECT count(*) FROM notes").get()],
  ["leaves a connection open in a transaction", ({ path }) => void open(path).exec(`BEGIN; ${WRITE}`)],
  ["leaves a connection open that was never used", ({ path }) => void open(path)],
  ["closes a connection late", ({ path }) => closeLate(written(path))],
  ["goes on writing", ({ path }) => write(written(path), WRITE)],
  ["goes on writing much", ({ path }) => write(written(path), WRITE_MUCH)],
  ["writes late by a connection that was never used", ({ path }) => write(open(path), WRITE)],
  ["writes much late by a connection that was never used", ({ path }) => write(open(path), WRITE_MUCH)],
  ...CHECKPOINTS.map((checkpoint): [string, Hazard] => [
    `checkpoints: ${checkpoint}`,
    ({ path }) => use(path, `${WRITE_MUCH}; ${checkpoint}`),
  ]),
  ...CHECKPOINTS.map((checkpoint): [string, Hazard, TagOptions] => [
    `checkpoints late: ${checkpoint}`,
    ({ path }) => write(written(path), `${WRITE_MUCH}; ${checkpoint}`),
    checkpointOptions(checkpoint),
  ]),
  ["vacuums", ({ path }) => use(path, `DELETE FROM notes; VACUUM`)],
  ["changes the page size and vacuums", ({ path }) => use(path, "PRAGMA page_size = 8192; VACUUM")],
  ...["DELETE", "TRUNCATE", "PERSIST", "MEMORY", "OFF"].map((mode): [string, Hazard] => [
    `switches the journal mode to ${mode}`,
    ({ path }) => use(path, WRITE, `PRAGMA journal_mode = ${mode}`, WRITE),
  ]),
  ["locks exclusively", ({ path }) => use(path, "PRAGMA locking_mode = EXCLUSIVE", WRITE)],
  ["locks exclusively, and leaves it so", ({ path }) => attempt(open(path), "PRAGMA locking_mode = EXCLUSIVE", WRITE)],
  ["maps the file into memory", ({ path }) => use(path, "PRAGMA mmap_size = 268435456; SELECT count(*) FROM notes", WRITE)],
  ["writes 50 MB in a transaction", ({ path }) => use(path, WRITE_50_MB)],
  ["rolls 50 MB back", ({ path }) => use(path, `BEGIN; ${WRITE_50_MB}; ROLLBACK`)],
  ["leaves 50 MB uncommitted", ({ path }) => void open(path).exec(`BEGIN; ${WRITE_50_MB}`)],
];

const WITH_FILES: readonly (readonly [string, Hazard])[] = [
  ["deletes the file", ({ path }) => unlinkSync(path)],
  ["deletes the file that it has open", ({ path }) => deleteOpen(path)],
  ["deletes the WAL and the shared memory, and nothing else", ({ path }) => removeSidecars(path)],
  ["leaves a WAL and a journal that are none", ({ path }) => writeSidecars(path)],
  ["truncates the file", ({ path }) => truncateSync(path, 100)],
  ["empties the file", ({ path }) => truncateSync(path, 0)],
  ["writes into the file", ({ path }) => appendFileSync(path, "more")],
  ["writes into the file, and sets its times back", ({ path }) => writeAndSetBack(path)],
  ["makes the file read-only", ({ path }) => chmodSync(path, 0o400)],
  ["gives the file a second name, and writes by that", ({ path }) => writeByLink(path)],
  ["moves the file away", ({ path }) => renameSync(path, `${path}.moved`)],
  ["replaces the file by another database", ({ path }) => replace(path)],
  ["reads the file, which drops the locks of the process", ({ path }) => (readFileSync(path), use(path, WRITE_MUCH))],
  ["reads the files while it has them open", ({ path }) => readOpen(path)],
  ["leaves other files beside it", ({ path }) => leaveFiles(path)],
];

/** What only an overlay tells from a plain file, so that the test that does it fails: its own changes lay in the WAL meanwhile. */
const PAST_SQLITE: readonly (readonly [string, Hazard])[] = [
  ["copies a backup over the database", ({ path }) => copyFileSync(backUp(path), path)],
  ["copies a backup over the database, and sets its times back", ({ path }) => restoreAndSetBack(path)],
  ["renames a backup to the database", ({ path }) => renameSync(backUp(path), path)],
  [
    "renames a backup to the database, and opens it",
    ({ path }) => (renameSync(backUp(path), path), use(path, "SELECT * FROM other")),
  ],
  ["copies what the database was at first over what it wrote", ({ path }) => restoreSnapshot(path)],
  ["moves the database away that it wrote to", ({ path }) => (use(path, WRITE), renameSync(path, `${path}.archive`))],
  ["moves the database away that it wrote to, and makes a new one", ({ path }) => rotate(path)],
  ["gives the database that it wrote to a second name", ({ path }) => (use(path, WRITE), linkSync(path, `${path}.link`))],
  ["deletes the WAL that it wrote", ({ path }) => (use(path, WRITE), rmSync(`${path}-wal`, { force: true }))],
  ["deletes the index of the WAL that it wrote", ({ path }) => (use(path, WRITE), rmSync(`${path}-shm`, { force: true }))],
  ["cuts the WAL that it wrote", ({ path }) => (use(path, WRITE), cut(`${path}-wal`, 100))],
  ["cuts the WAL and its index after they had grown", ({ path }) => cutBoth(path)],
  ["overwrites the WAL that it wrote", ({ path }) => (use(path, WRITE_MUCH), overwrite(`${path}-wal`))],
];

const WITH_DESCRIPTORS: readonly (readonly [string, Hazard])[] = [
  ["keeps a descriptor of the database, and writes by it", ({ path }) => keepDescriptor(path)],
  ["uses the database, keeps a descriptor, and writes by it", ({ path }) => (use(path, WRITE), keepDescriptor(path))],
  ["keeps a descriptor of the WAL, and writes by it", ({ path }) => (use(path, WRITE), keepDescriptor(`${path}-wal`))],
  ["keeps a descriptor of the index, and writes by it", ({ path }) => (use(path, WRITE), keepDescriptor(`${path}-shm`))],
  ["keeps a descriptor for reading, and closes it", ({ path }) => closeDescriptorLate(path)],
  ["keeps a descriptor of the folder, and looks for the database in it", ({ path }) => keepFolder(path)],
  ["opens and closes the index", ({ path }) => openAndClose(path, `${path}-shm`)],
  ["opens and closes the database and its WAL", ({ path }) => openAndClose(path, path, `${path}-wal`)],
  ["keeps a descriptor, with no other left to look for it by", ({ path }) => keepLastDescriptor(path)],
  ["cuts the index of a database that nobody opened", ({ path }) => cut(`${path}-shm`, 0)],
  ["cuts the index after it had grown", ({ path }) => (use(path, WRITE_50_MB), cut(`${path}-shm`, 32_768))],
  ["cuts the index after it had grown by what was rolled back", ({ path }) => cutAfterRollback(path)],
  ["fills the index with other bytes", ({ path }) => (use(path, WRITE), overwrite(`${path}-shm`))],
];

/** Programs of their own, which run on while the next tests do. */
const IN_PYTHON: readonly (readonly [string, (path: string) => Promise<Late>])[] = [
  ["works in its database's folder, and opens the database again", (path) => inFolder(path, PYTHON_INSERTS)],
  ["works in its database's folder, and makes one there", (path) => inFolder(path, PYTHON_CREATES)],
  ["writes through a mapping, and ends", (path) => map(path, "m[5000] ^= 255; m.close()")],
  ["keeps a mapping, and writes through it", (path) => map(path, "", "m[5000] ^= 255")],
  ["keeps a descriptor, and writes by it", (path) => keepInPython(path, "os.pwrite(f, b'late', 5000)")],
  ["maps the file without a trace in its times", (path) => map(path, "m[5000] ^= 255; m.close()", undefined, "|os.O_NOATIME")],
  [
    "leaves a process behind that is nobody's child, and cuts the index",
    (path) => leaveDaemon(path, "-shm", "os.ftruncate(f, 0)"),
  ],
  [
    "leaves a process behind that is nobody's child, and writes",
    (path) => leaveDaemon(path, "", "os.pwrite(f, b'late', 5000)"),
  ],
];

const AS_ROOT: readonly (readonly [string, Hazard])[] = [
  ["mounts the database somewhere else, and writes there", ({ path }) => mountElsewhere(path, "")],
  [
    "mounts the database's folder somewhere else, and writes there",
    ({ path }) => mountElsewhere(dirname(path), "/scenario.db"),
  ],
];

const IN_A_CHILD: readonly (readonly [name: string, hazard: Hazard, options?: TagOptions])[] = [
  ["writes", ({ path }) => inChild(path, (child) => child.do("exec", WRITE), "close")],
  ["leaves a connection open", ({ path }) => inChild(path, (child) => child.do("exec", WRITE), "stay"), EVEN_DAYS],
  ["leaves a connection open that was never used", ({ path }) => inChild(path, () => undefined, "stay"), ODD_DAYS],
  ["leaves a transaction open", ({ path }) => inChild(path, (child) => child.do("exec", `BEGIN; ${WRITE}`), "stay")],
  [
    "closes late",
    ({ path }) =>
      inChild(
        path,
        (child) => child.do("exec", WRITE_MUCH),
        "stay",
        (child) => child.do("close"),
      ),
    EVEN_DAYS,
  ],
  [
    "goes on writing",
    ({ path }) =>
      inChild(
        path,
        (child) => child.do("exec", WRITE),
        "stay",
        (child) => child.do("exec", WRITE_MUCH),
      ),
  ],
  [
    "writes late by a connection that was never used",
    ({ path }) =>
      inChild(
        path,
        () => undefined,
        "stay",
        (child) => child.do("exec", WRITE_MUCH),
      ),
    ODD_DAYS,
  ],
  ...CHECKPOINTS.map((checkpoint): [string, Hazard, TagOptions] => [
    `checkpoints, then and late: ${checkpoint}`,
    ({ path }) =>
      inChild(
        path,
        (child) => child.do("exec", `${WRITE_MUCH}; ${checkpoint}`),
        "stay",
        (child) => child.do("exec", `${WRITE_MUCH}; ${checkpoint}`),
      ),
    checkpointOptions(checkpoint),
  ]),
  [
    "locks exclusively",
    ({ path }) => inChild(path, (child) => child.do("exec", `PRAGMA locking_mode = EXCLUSIVE; ${WRITE}`), "stay"),
    EVEN_DAYS,
  ],
  [
    "switches the journal mode",
    ({ path }) => inChild(path, (child) => child.do("exec", `PRAGMA journal_mode = DELETE; ${WRITE}`), "stay"),
    ODD_DAYS,
  ],
  ...["BEGIN; " + WRITE_MUCH, WRITE_50_MB, "VACUUM"].map((sql) => killedIn(sql, sql === "VACUUM" ? EVEN_DAYS : LONG)),
  ...CHECKPOINTS.map((checkpoint) => killedIn(`${WRITE_MUCH}; ${checkpoint}`, checkpointOptions(checkpoint))),
  ["is killed after a commit", ({ path }) => inChild(path, (child) => child.do("exec", WRITE_MUCH), "kill")],
];

function killedIn(sql: string, options: TagOptions): [string, Hazard, TagOptions] {
  return [`is killed in the middle of: ${sql.slice(0, 40)} … ${sql.slice(-30)}`, ({ path }) => killIn(path, sql), options];
}

const WITH_PROGRAMS: readonly (readonly [program: string, name: string, hazard: Hazard])[] = [
  ["python3", "writes, and leaves a WAL", ({ path }) => python(path, `${PYTHON_WRITES}; import os; os._exit(0)`)],
  [
    "python3",
    "checkpoints",
    ({ path }) => python(path, `${PYTHON_WRITES}; c.execute('pragma wal_checkpoint(truncate)'); c.close()`),
  ],
  ["sqlite3", "writes", ({ path }) => sqlite(path, WRITE)],
  [
    "sqlite3",
    "vacuums and checkpoints",
    ({ path }) => sqlite(path, `DELETE FROM notes; VACUUM; PRAGMA wal_checkpoint(TRUNCATE)`),
  ],
];

const { pythonPath } = await importUntyped<{ readonly pythonPath: string | undefined }>(
  new URL("../random-scenarios/python.mjs", import.meta.url).href,
);
const canMount = spawnSync("unshare", ["--mount", "true"]).status === 0;
const hasSqlite = spawnSync("sqlite3", ["--version"]).error === undefined;

/** What a scenario spoils costs so much, and not the run. */
const ONE_COPY = 1;

/**
 * A copy goes with its scenario, so that the hazards are an overlay's; those of copies are for the long tests, in memory, where times tell less. So are
 * those of overlays on a disk: a third of them each day.
 */
const STRATEGIES = isInMemory() ? { overlay: {}, copy: LONG } : { overlay: LONG };

function isInMemory(): boolean {
  return process.env["PICKLEJAR_DIR"]?.startsWith("/dev/shm/") === true;
}

for (const [strategy, options] of Object.entries(STRATEGIES) as [Strategy, TagOptions][])
  describe(`after a scenario with strategy ${strategy}`, options, () => {
    // Where not all are long, one in two of those that are alike is; where all are, a third has its turn each day.
    const spread = <Row extends readonly unknown[]>(
      rows: readonly Row[],
    ): readonly (readonly [row: Row, options: TagOptions])[] =>
      (options === LONG ? ofToday(rows, 3) : rows).map((row, index) => [row, index % 2 === 0 ? {} : LONG]);

    for (const [[name, hazard, own = {}], spreadOptions] of spread(IN_PROCESS))
      test(`that ${name}, the next ones see the template`, { ...spreadOptions, ...own }, async () => {
        expect(await survive(strategy, hazard)).toBeLessThanOrEqual(ONE_COPY);
      });

    for (const [[name, hazard], rowOptions] of spread([...WITH_FILES, ...WITH_DESCRIPTORS]))
      test(`that ${name}, the next ones see the template`, rowOptions, async () => {
        expect(await survive(strategy, hazard)).toBeLessThanOrEqual(ONE_COPY);
      });

    for (const [[name, hazard], rowOptions] of spread(PAST_SQLITE))
      test(`that ${name}, the next ones see the template, and an overlay fails it`, rowOptions, async () => {
        const failure = strategy === "overlay" ? "OVERLAY_BYPASSED" : undefined;
        expect(await survive(strategy, hazard, failure)).toBeLessThanOrEqual(ONE_COPY);
      });

    for (const [[name, hazard], rowOptions] of spread(IN_PYTHON))
      test(`in which a program ${name}, the next ones see the template`, rowOptions, async () => {
        if (pythonPath === undefined) console.log("left out: there is no python3 here");
        expect(pythonPath !== undefined ? await survive(strategy, ({ path }) => hazard(path)) : 0).toBeLessThanOrEqual(
          ONE_COPY,
        );
      });

    for (const [[name, hazard], rowOptions] of spread(AS_ROOT))
      test(`that ${name}, the next ones see the template`, rowOptions, async () => {
        if (!canMount) console.log("left out: only root can mount, on Linux");
        expect(canMount ? await survive(strategy, hazard) : 0).toBeLessThanOrEqual(ONE_COPY);
      });

    for (const [[name, hazard, own = {}], spreadOptions] of spread(IN_A_CHILD))
      test(`in which a child ${name}, the next ones see the template`, { ...spreadOptions, ...own }, async () => {
        expect(await survive(strategy, hazard)).toBeLessThanOrEqual(ONE_COPY);
      });

    for (const [[program, name, hazard], rowOptions] of spread(WITH_PROGRAMS))
      test(`in which ${program} ${name}, the next ones see the template`, rowOptions, async () => {
        const hasProgram = program === "sqlite3" ? hasSqlite : pythonPath !== undefined;
        if (!hasProgram) console.log(`left out: there is no ${program} here`);
        expect(hasProgram ? await survive(strategy, hazard) : 0).toBeLessThanOrEqual(ONE_COPY);
      });
  });

const workspace = process.cwd();

interface Suite {
  readonly source: TestDatabaseSource;
  readonly content: unknown;
  readonly bytes: Buffer;
}

/** Folder of the template that was built first, which the projects of the other tests get a copy of, as CI restores a cache. */
let builtDirectory: string | undefined;

/** With a template of its own, as a strategy that gave up on one would not be what is tested next. */
async function prepare(strategy: Strategy): Promise<Suite> {
  const project = createWalProject({ strategy });
  const cacheDirectory = join(project.directory, "node_modules/.cache/picklejar");
  if (builtDirectory !== undefined) cpSync(builtDirectory, cacheDirectory, { recursive: true });
  // A cache of its own: from the workspace's, which keeps five templates of a folder, tests of other processes push this one out.
  process.chdir(project.directory);
  const source = await prepareTestDatabases(project.config);
  process.chdir(workspace);
  expect(source.template?.isBuilt).toBe(builtDirectory === undefined);
  builtDirectory ??= cacheDirectory;
  const path = source.template?.path ?? "";
  expect(dirname(path)).toBe(cacheDirectory);
  return { source, bytes: readFileSync(path), content: dumpTemplate(path, project.directory) };
}

/**
 * Gives the number of base files that were not used again.
 *
 * @param failure code of the error with which the test's own database ends
 */
async function survive(strategy: Strategy, hazard: Hazard, failure?: string): Promise<number> {
  const suite = await prepare(strategy);
  const database = take(suite);
  const late = await hazard(database);
  const ended = await database.dispose().catch((error: unknown) => error);
  if (typeof late === "function" && "freeDescriptors" in late && typeof late.freeDescriptors === "function")
    late.freeDescriptors();
  expect(ended === undefined ? undefined : Reflect.get(Object(ended), "code")).toBe(failure);
  await expectTemplate(suite, late);
  await expectTemplate(suite, late);
  await expectTemplate(suite, undefined);
  const report = suite.source.strategy;
  // With the reason, for whoever reads why the strategy was given up.
  expect(`${report.strategy}: ${report.reason}`).toBe(`${strategy}: the configuration says so`);
  return report.dirtyCount;
}

async function expectTemplate({ source, bytes, content }: Suite, late: Late): Promise<void> {
  const database = take({ source });
  expect(readdirSync(dirname(database.path)).filter((name) => !/^scenario\.db(-wal|-shm)?$/.test(name))).toEqual([]);
  expect(readFileSync(database.path).equals(bytes)).toBe(true);
  expect(statSync(database.path).mode & 0o777).toBe(0o600);
  expect(dumpDatabase(database.path)).toEqual(content);
  const connection = new Database(database.path);
  connection.exec("CREATE TABLE mine (a); INSERT INTO mine VALUES (42)");
  await late?.(database.path);
  expect(connection.prepare("SELECT a FROM mine").pluck().all()).toEqual([42]);
  expect(connection.pragma("integrity_check", { simple: true })).toBe("ok");
  connection.exec("DROP TABLE mine");
  connection.close();
  await database.dispose();
}

function take({ source }: Pick<Suite, "source">): TestDatabase {
  const database = source.create();
  if (database instanceof Promise) throw new Error("a database took waiting");
  return database;
}

const connections: Database.Database[] = [];
const children: DatabaseChild[] = [];
const programs: ChildProcess[] = [];
const descriptors: number[] = [];
const mounts: string[] = [];

afterEach(async () => {
  for (const connection of connections.splice(0)) connection.close();
  await Promise.all(children.splice(0).map((child) => child.kill()));
  for (const program of programs.splice(0)) program.kill("SIGKILL");
  for (const descriptor of descriptors.splice(0)) closeSync(descriptor);
  for (const place of mounts.splice(0)) execFileSync("umount", [place]);
});

function open(path: string): Database.Database {
  const connection = new Database(path, { timeout: 0 });
  connections.push(connection);
  return connection;
}

function written(path: string): Database.Database {
  const connection = open(path);
  connection.exec(WRITE);
  return connection;
}

/** An application may be refused; what matters is what the next one sees. */
function attempt(connection: Database.Database, ...statements: readonly string[]): void {
  for (const sql of statements) {
    try {
      connection.exec(sql);
    } catch (error) {
      if (!(error instanceof Database.SqliteError)) throw error;
    }
  }
}

function use(path: string, ...statements: readonly string[]): void {
  const connection = open(path);
  attempt(connection, ...statements);
  connection.close();
}

function closeLate(connection: Database.Database): Late {
  return () => void connection.close();
}

function write(connection: Database.Database, sql: string): Late {
  return () => attempt(connection, sql);
}

function deleteOpen(path: string): Late {
  const connection = written(path);
  unlinkSync(path);
  return write(connection, WRITE_MUCH);
}

function removeSidecars(path: string): void {
  for (const suffix of ["-wal", "-shm"]) rmSync(path + suffix, { force: true });
}

function writeSidecars(path: string): void {
  for (const suffix of ["-wal", "-journal"]) writeFileSync(path + suffix, "no log ".repeat(1000));
}

function writeAndSetBack(path: string): void {
  const { atime, mtime } = statSync(path);
  const content = readFileSync(path);
  content.write("changed", content.length - 100);
  writeFileSync(path, content);
  utimesSync(path, atime, mtime);
}

function writeByLink(path: string): Late {
  const other = join(dirname(dirname(dirname(path))), `second-name-${process.pid}`);
  rmSync(other, { force: true });
  linkSync(path, other);
  return () => {
    appendFileSync(other, "by another name");
  };
}

function replace(path: string): Late {
  use(`${path}.other`, "CREATE TABLE theirs (a)");
  renameSync(`${path}.other`, path);
  return write(open(path), "INSERT INTO theirs VALUES (1)");
}

function readOpen(path: string): void {
  const connection = written(path);
  for (const suffix of ["", "-wal", "-shm"]) readFileSync(path + suffix);
  attempt(connection, WRITE_MUCH, "PRAGMA wal_checkpoint(TRUNCATE)");
  connection.close();
}

function leaveFiles(path: string): void {
  if (dirname(path).endsWith("databases")) return;
  mkdirSync(join(dirname(path), "folder", "deep"), { recursive: true });
  writeFileSync(join(dirname(path), "folder", "deep", "file"), "left");
  writeFileSync(join(dirname(path), "cache.json"), "left");
}

async function inChild(
  path: string,
  act: (child: DatabaseChild) => unknown,
  then: "close" | "stay" | "kill",
  late?: (child: DatabaseChild) => unknown,
): Promise<Late> {
  const child = startDatabaseChild();
  children.push(child);
  await child.do("open", path);
  await act(child);
  if (then === "close") await child.do("close");
  if (then === "kill") await child.kill();
  return late === undefined ? undefined : () => late(child);
}

/** In the middle: once its WAL has grown, or after a moment if it does not write one at once. */
async function killIn(path: string, sql: string): Promise<void> {
  const child = startDatabaseChild();
  children.push(child);
  await child.do("open", path);
  child.start("exec", sql);
  for (let waited = 0; waited < 20 && (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) === 0; waited++) {
    await sleep(1);
  }
  await child.kill();
}

function python(path: string, code: string): void {
  execFileSync(pythonPath ?? "python3", [
    "-c",
    `import sys, sqlite3; c = sqlite3.connect(sys.argv[1], timeout=0.5); ${code}`,
    path,
  ]);
}

function sqlite(path: string, sql: string): void {
  execFileSync("sqlite3", [path, sql], { stdio: "ignore" });
}

const PYTHON_INSERTS =
  "c = sqlite3.connect('scenario.db'); c.execute('insert into other values (1, 2)'); c.commit(); c.close()";
const PYTHON_CREATES =
  "os.makedirs(folder, exist_ok=True); c = sqlite3.connect(folder + '/scenario.db'); c.execute('create table theirs (a)'); c.commit()";

/** Writes, backs up, and writes again: the backup lacks what was written last. */
function backUp(path: string): string {
  const backup = `${dirname(path)}.backup`;
  use(path, WRITE, `VACUUM INTO '${backup}'`, WRITE_MUCH);
  return backup;
}

function restoreAndSetBack(path: string): void {
  const backup = backUp(path);
  const { atime, mtime } = statSync(path);
  copyFileSync(backup, path);
  utimesSync(path, atime, mtime);
}

function restoreSnapshot(path: string): void {
  copyFileSync(path, `${path}.snapshot`);
  use(path, WRITE);
  copyFileSync(`${path}.snapshot`, path);
}

function rotate(path: string): void {
  use(path, WRITE);
  renameSync(path, `${path}.archive`);
  use(path, "CREATE TABLE theirs (a)");
}

/** Which drops this process's locks on them. In the next test a child uses the database while this process does. */
function openAndClose(path: string, ...files: readonly string[]): Late {
  use(path, WRITE);
  for (const file of files) if (existsSync(file)) closeSync(openSync(file, "r"));
  return (next) => {
    execFileSync(process.execPath, ["--input-type=module", "--eval", READ_IN_CHILD, "--", next]);
    use(next, WRITE_MUCH, "DELETE FROM notes WHERE id > 20");
  };
}

const READ_IN_CHILD = `
  import Database from ${JSON.stringify(import.meta.resolve("better-sqlite3"))};
  const connection = new Database(process.argv[1]);
  connection.prepare("SELECT count(*) FROM notes").get();
  connection.close();`;

function keepLastDescriptor(path: string): Late {
  const late = keepDescriptor(path);
  const others: number[] = [];
  try {
    for (;;) others.push(openSync("/dev/null", "r"));
  } catch {
    // There are no more.
  }
  return Object.assign(late ?? (() => undefined), {
    freeDescriptors: () => others.splice(0).forEach((other) => closeSync(other)),
  });
}

/** By two forks, as daemons begin. It acts whenever the file that it is told of appears. */
async function leaveDaemon(path: string, suffix: string, act: string): Promise<Late> {
  if (!existsSync(path + suffix)) return undefined;
  const [signal, done] = [`${path.replaceAll("/", "_")}.go`, `${path.replaceAll("/", "_")}.done`].map((name) =>
    join(tmpdir(), name),
  );
  const script = `
import os, sys, time
f = os.open(sys.argv[1], os.O_RDWR)
if os.fork(): os._exit(0)
os.setsid()
if os.fork(): os._exit(0)
for _ in range(600):
  if os.path.exists(sys.argv[2]):
    ${act}
    open(sys.argv[3], "w").close()
    os.unlink(sys.argv[2])
    break
  time.sleep(0.05)
`;
  execFileSync(pythonPath ?? "python3", ["-c", script, path + suffix, signal ?? "", done ?? ""], { stdio: "ignore" });
  return async () => {
    if (existsSync(done ?? "")) return;
    writeFileSync(signal ?? "", "");
    for (let waited = 0; waited < 100 && !existsSync(done ?? ""); waited++) await sleep(50);
  };
}

/** Where there is such a file: a plain database has none when nobody has it open. */
function cut(path: string, sizeBytes: number): void {
  if (existsSync(path)) truncateSync(path, sizeBytes);
}

/** The next test then needs as much of it. */
function cutAfterRollback(path: string): Late {
  use(path, `BEGIN; ${WRITE_50_MB}; ROLLBACK`);
  cut(`${path}-shm`, 32_768);
  return (next) => use(next, `${WRITE_50_MB}; DELETE FROM other`);
}

function cutBoth(path: string): void {
  use(path, WRITE_50_MB);
  cut(`${path}-shm`, 32_768);
  cut(`${path}-wal`, 0);
}

function overwrite(path: string): void {
  if (existsSync(path)) writeFileSync(path, Buffer.alloc(statSync(path).size, "other "), { flag: "r+" });
}

function keepDescriptor(path: string): Late {
  if (!existsSync(path)) return undefined;
  const descriptor = openSync(path, "r+");
  descriptors.push(descriptor);
  return () => void writeSync(descriptor, "late", 40);
}

function closeDescriptorLate(path: string): Late {
  const descriptor = openSync(path, "r");
  let isOpen = true;
  return () => {
    if (isOpen) closeSync(descriptor);
    isOpen = false;
  };
}

function keepFolder(path: string): Late {
  use(path, WRITE);
  const descriptor = openSync(dirname(path), "r");
  descriptors.push(descriptor);
  return () =>
    expect(() => new Database(`/proc/self/fd/${descriptor}/scenario.db`, { fileMustExist: true })).toThrow(
      /directory|unable to open/,
    );
}

/** A program that has come as far as `begin`, and does `go` each time that it is told to; what it says of that does not matter. */
async function startPython(
  begin: string,
  go: string,
  { cwd, path }: { cwd?: string; path: string },
): Promise<() => Promise<void>> {
  const lines = [
    "import mmap, os, sqlite3, sys",
    "path = sys.argv[1]; folder = os.path.dirname(path)",
    begin,
    "print('ready')",
    "for line in sys.stdin:",
    "  try:",
    `    ${go}`,
    "    print('done')",
    "  except Exception as error: print('failed', error)",
  ];
  const program = spawn(pythonPath ?? "python3", ["-u", "-c", lines.join("\n"), path], {
    ...(cwd === undefined ? {} : { cwd }),
    stdio: ["pipe", "pipe", "inherit"],
  });
  programs.push(program);
  await once(program.stdout, "data");
  return async () => {
    program.stdin.write("go\n");
    await once(program.stdout, "data");
  };
}

async function inFolder(path: string, go: string): Promise<Late> {
  const act = await startPython("", go, { cwd: dirname(path), path });
  await act();
  return act;
}

async function map(path: string, begin: string, go?: string, flags = ""): Promise<Late> {
  const opening = `f = os.open(path, os.O_RDWR${flags}); m = mmap.mmap(f, 0); os.close(f)`;
  const act = await startPython(`${opening}\n${begin}`, go ?? "pass", { path });
  if (go !== undefined) return act;
  const program = programs.pop();
  program?.kill();
  if (program !== undefined) await once(program, "close");
  return undefined;
}

async function keepInPython(path: string, go: string): Promise<Late> {
  return startPython("f = os.open(path, os.O_RDWR)", go, { path });
}

function mountElsewhere(path: string, rest: string): Late {
  const place = join(process.env["PICKLEJAR_TESTS"] ?? "", `mounted-${mounts.length}-${Date.now()}`);
  if (rest === "") writeFileSync(place, "");
  else mkdirSync(place);
  execFileSync("mount", ["--bind", path, place]);
  mounts.push(place);
  return () => {
    if (existsSync(place + rest)) writeFileSync(place + rest, "late ".repeat(2000), { flag: "r+" });
  };
}
