import { rmSync } from "node:fs";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";

import type { Strategy } from "../../src/index.js";
import { initTestDb, type TestDatabase } from "../../src/index.js";
import { createWalProject } from "../helpers/create-wal-project.js";

/** What is found of what is open: where a system does not list descriptors nothing ever is. */
const found = process.platform === "linux" || process.platform === "darwin";

describe.each<Strategy>(["overlay", "copy"])("hasOpenConnections, with strategy %s", (strategy) => {
  test("says so of a connection that is open, until it is closed", async () => {
    const database = await create(strategy);
    expect(database.hasOpenConnections()).toBe(false);
    const connection = new Database(database.path);
    connection.exec("INSERT INTO other VALUES (1, 2)");
    expect(database.hasOpenConnections()).toBe(found);
    const another = new Database(database.path);
    another.prepare("SELECT count(*) FROM other").get();
    connection.close();
    expect(database.hasOpenConnections()).toBe(found);
    another.close();
    expect(database.hasOpenConnections()).toBe(false);
    await database.dispose();
  });

  test("says so of one that open() gave, until closeConnections()", async () => {
    const database = await create(strategy);
    database.open();
    expect(database.hasOpenConnections()).toBe(found);
    database.closeConnections();
    expect(database.hasOpenConnections()).toBe(false);
    await database.dispose();
  });

  test("knows each database for itself", async () => {
    const [first, second] = [await create(strategy), await create(strategy)];
    first.open();
    expect([first.hasOpenConnections(), second.hasOpenConnections()]).toEqual([found, false]);
    await first.dispose();
    await second.dispose();
  });
});

describe("hasOpenConnections", () => {
  test("says so of a copy whose file is gone", async () => {
    const database = await create("copy");
    const connection = new Database(database.path);
    connection.prepare("SELECT count(*) FROM other").get();
    rmSync(database.path);
    expect(database.hasOpenConnections()).toBe(found);
    connection.close();
    expect(database.hasOpenConnections()).toBe(false);
    await database.dispose();
  });

  test("never says so of a database in memory", async () => {
    const database = await create("memory");
    database.open();
    expect(database.hasOpenConnections()).toBe(false);
    await database.dispose();
  });
});

async function create(strategy: Strategy): Promise<TestDatabase> {
  return initTestDb(undefined, createWalProject({ strategy }).config);
}
