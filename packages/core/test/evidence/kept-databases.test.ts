import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
// As it is built: a part of it is a program of its own.
import { initTestDb, type DatabaseConfig, type TestDatabase } from "@picklejar/core";
import { KeptDatabases, joinOrOwnRun, type FailedScenario, type KeptDatabase } from "@picklejar/core/integration";

import { createProject, type Project } from "../fixtures/create-project.js";

describe("KeptDatabases", () => {
  test("keeps one file with what was committed, and what is known of it beside", async () => {
    const { project, database, keep } = await createFailure();
    const connection = database.open();
    connection.pragma("journal_mode = WAL");
    connection.exec("INSERT INTO users (email) VALUES ('ann@example.org')");
    const open = new Database(database.path);
    open.exec("BEGIN IMMEDIATE; INSERT INTO users (email) VALUES ('uncommitted@example.org')");
    const kept = await keep();
    expect(kept?.problems).toEqual([]);
    expect(statSync(pathOf(kept)).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(pathOf(kept), "..")).toSorted()).toEqual([
      "01-Orders-Ann-pays-L12.db",
      "01-Orders-Ann-pays-L12.json",
      "run.json",
    ]);
    expect(readFileSync(project.path(".picklejar/.gitignore"), "utf8")).toBe("*\n");
    expect(readAll(pathOf(kept), "SELECT email FROM users")).toEqual([{ email: "ann@example.org" }]);
    expect(kept?.difference?.tables.map(({ table, added }) => ({ table, added }))).toContainEqual({ table: "users", added: 1 });
    open.close();
    expect(existsSync(database.path)).toBe(true);
  });

  test("keeps a database under an exclusive lock, without what was not committed", async () => {
    const { database, keep } = await createFailure();
    const open = new Database(database.path);
    open.pragma("cache_size = 1");
    open.exec("BEGIN EXCLUSIVE; INSERT INTO users (email) VALUES ('uncommitted@example.org')");
    for (let i = 0; i < 2000; i++) open.exec(`INSERT INTO users (email) VALUES ('${"x".repeat(500)}${i}@example.org')`);
    const kept = await keep();
    expect(kept?.problems).toEqual([]);
    expect(kept?.difference?.isSame).toBe(true);
    expect(readAll(pathOf(kept), "SELECT email FROM users")).toEqual([]);
    open.exec("COMMIT");
    open.close();
  });
});

const scenario: FailedScenario = { uri: "features/orders.feature", feature: "Orders", name: "Ann pays", line: 12, attempt: 1 };

interface Failure {
  readonly project: Project;
  readonly database: TestDatabase;
  readonly keep: (changes?: Partial<FailedScenario>) => Promise<KeptDatabase | undefined>;
}

async function createFailure(changes: Partial<DatabaseConfig> = {}, most?: number): Promise<Failure> {
  const project = createProject();
  const config = { migrations: project.path("db"), ...changes } as DatabaseConfig;
  const database = await initTestDb(config);
  const run = joinOrOwnRun({ isCucumber: false });
  const databases = new KeptDatabases({ run, projectDirectory: project.directory, ...(most !== undefined && { most }) });
  return { project, database, keep: async (changed) => databases.keep(database, { ...scenario, ...changed }) };
}

function pathOf(kept: KeptDatabase | undefined): string {
  return kept?.path ?? "";
}

function readAll(path: string, sql: string): unknown[] {
  const connection = new Database(path);
  try {
    return connection.prepare(sql).all();
  } finally {
    connection.close();
  }
}
