import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import Database from "better-sqlite3";
import LibsqlDatabase from "libsql";
import { describe, expect, onTestFinished, test } from "vitest";

import { RetainedDatabases } from "../../../src/evidence/retained/retained-databases.js";
import { findOpenTransaction } from "../../../src/evidence/snapshots/open-transaction.js";
import { initTestDb, type DatabaseConfig, type TestDatabase } from "../../../src/index.js";
import { ownRun } from "../../../src/runs/own-run.js";
import { coreDirectory, createProject } from "../../helpers/create-project.js";

const WRITE = "INSERT INTO users (email) VALUES ('ann@example.org')";

const STRATEGIES: readonly (readonly [string, Partial<DatabaseConfig>])[] = [
  ["a copy with a rollback journal", { strategy: "copy" }],
  ["a copy in WAL mode", { strategy: "copy", connection: walMode }],
  ["an overlay", { strategy: "overlay", connection: walMode }],
];

describe.each(STRATEGIES)("findOpenTransaction, of %s", (_strategy, config) => {
  test("finds one of a connection that open() gave, of another, and none when it has ended", async () => {
    const database = await createDatabase(config);
    const other = new Database(database.path);
    for (const connection of [database.open(), other]) {
      connection.exec(`BEGIN; ${WRITE}`);
      expect(findOpenTransaction(database)).toBe("open");
      connection.exec("ROLLBACK");
      expect(findOpenTransaction(database)).toBeUndefined();
    }
    other.close();
    await database.dispose();
  });

  test("finds one of another process", async () => {
    const database = await createDatabase(config);
    const child = await startWriter(database.path, `BEGIN; ${WRITE}`);
    expect(findOpenTransaction(database)).toBe("open");
    child.kill("SIGKILL");
    await once(child, "exit");
    await database.dispose();
  });

  test("leaves the transaction as it is: it commits afterwards", async () => {
    const database = await createDatabase(config);
    const connection = database.open();
    connection.exec(`BEGIN; ${WRITE}`);
    findOpenTransaction(database);
    connection.exec("COMMIT");
    expect(connection.prepare("SELECT count(*) FROM users").pluck().get()).toBe(1);
    await database.dispose();
  });

  test("finds none that only reads, as it hides nothing", async () => {
    const database = await createDatabase(config);
    database.open().exec("BEGIN; SELECT * FROM users");
    expect(findOpenTransaction(database)).toBeUndefined();
    await database.dispose();
  });

  test.skipIf(process.platform !== "linux")("finds one of another SQLite library in this process", async () => {
    const database = await createDatabase(config);
    const other = new LibsqlDatabase(database.path);
    other.exec(`BEGIN; ${WRITE}`);
    expect(findOpenTransaction(database)).toBe("open");
    other.exec("ROLLBACK");
    other.close();
    await database.dispose();
  });
});

test("findOpenTransaction finds one in memory", async () => {
  const database = await createDatabase({ strategy: "memory" });
  const connection = database.open();
  connection.exec(`BEGIN; ${WRITE}`);
  expect(findOpenTransaction(database)).toBe("open");
  connection.exec("COMMIT");
  expect(findOpenTransaction(database)).toBeUndefined();
  await database.dispose();
});

test("findOpenTransaction finds one whose process died in it", async () => {
  const database = await createDatabase({ strategy: "copy" });
  const many = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) INSERT INTO users (email) SELECT i FROM n`;
  const child = await startWriter(database.path, `PRAGMA cache_size = 1; BEGIN; ${many}`);
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(findOpenTransaction(database)).toBe("open");
  expect(database.open().prepare("SELECT count(*) FROM users").pluck().get()).toBe(0);
  await database.dispose();
});

test("findOpenTransaction says that there may be one, where a connection keeps readers out", async () => {
  const database = await createDatabase({ strategy: "copy" });
  const connection = database.open();
  connection.exec(`PRAGMA locking_mode = EXCLUSIVE; ${WRITE}`);
  expect(findOpenTransaction(database)).toBe("possible");
  await database.dispose();
});

if (process.platform !== "linux") console.info("Skipped: transactions of another SQLite library, which only Linux lists.");

describe("RetainedDatabases.retain", () => {
  test("says that a transaction was open, and not that nothing differs, also when it has been closed since", async () => {
    const project = createProject();
    const retained = new RetainedDatabases({ run: ownRun(), projectDirectory: project.directory });
    const database = await createDatabase({ strategy: "copy" });
    database.open().exec(`BEGIN; ${WRITE}`);
    retained.noteOpenTransaction(database);
    database.closeConnections();
    const failed = await retained.retain(database, { uri: "a.feature", feature: "A", name: "b", line: 1, attempt: 1 });
    expect(failed?.report.split("\n").slice(2)).toEqual([
      "A transaction was open. What it wrote was never committed, and cannot be seen here.",
      "",
      "What is committed does not differ from the template.",
    ]);
    expect(JSON.parse(readFileSync((failed?.path ?? "").replace(/db$/, "json"), "utf8"))).toMatchObject({
      openTransaction: "open",
    });
    await database.dispose();
  });
});

async function createDatabase(config: Partial<DatabaseConfig>): Promise<TestDatabase> {
  return initTestDb({ migrations: createProject().path("db"), version: "1", ...config } as DatabaseConfig);
}

/** A process that runs SQL on a database and stays. */
async function startWriter(path: string, sql: string) {
  const script = `import Database from "better-sqlite3"; const open = new Database(process.argv[1]); open.exec(process.argv[2]);
    console.log("done"); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script, "--", path, sql], {
    cwd: coreDirectory,
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child.stdout, "data");
  return child;
}

function walMode(connection: Database.Database): void {
  connection.pragma("journal_mode = WAL");
}
