import { closeSync, fstatSync, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, onTestFinished, test } from "vitest";

import { WalIndex } from "../../../src/strategies/overlay/wal-index.js";
import { createFolder } from "../../helpers/create-folder.js";

describe("WalIndex.header", () => {
  test("says how many frames are committed, while the WAL's length tells of those that were not", () => {
    const { path, connection } = createDatabase();
    const index = open(path);
    expect(index.header?.mxFrame).toBe(0);
    connection.exec("INSERT INTO notes VALUES (1)");
    const committed = index.header?.mxFrame;
    expect(index.header).toMatchObject({ mxFrame: 1, pageSizeBytes: 4096 });
    connection.exec("PRAGMA cache_size = 4; BEGIN");
    for (let row = 0; row < 200; row++) connection.exec("INSERT INTO notes VALUES (randomblob(4000))");
    expect(readFileSync(`${path}-wal`).length).toBeGreaterThan(100 * 4096);
    expect(index.header?.mxFrame).toBe(committed);
    connection.exec("ROLLBACK");
    expect(index.header?.mxFrame).toBe(committed);
  });

  test.each([
    ["another version", 0, 3_008_000],
    ["no index that was begun", 12, 0],
  ])("is undefined for %s", (_name, offset, value) => {
    const { path } = createDatabase();
    const index = open(path);
    writeBoth(path, offset, value);
    expect(index.header).toBeUndefined();
    expect(index.isLayoutKnown).toBe(offset !== 0);
  });

  test("is undefined while its two copies differ", () => {
    const { path } = createDatabase();
    const index = open(path);
    write(path, 16, 7);
    expect(index.header).toBeUndefined();
  });

  test("does not count as a read by others", () => {
    const { path } = createDatabase();
    const index = open(path);
    index.stamp();
    expect([index.header?.mxFrame, index.wasRead]).toEqual([0, false]);
    closeSync(openSync(`${path}-shm`, "r"));
    expect(index.wasRead).toBe(false);
    readFileSync(`${path}-shm`);
    expect([index.wasRead, index.header?.mxFrame, index.wasRead]).toEqual([true, 0, true]);
    index.stamp();
    expect(index.wasRead).toBe(false);
  });

  test("asks for as much of the index as the frames of the WAL take", () => {
    const { path, connection } = createDatabase();
    const index = open(path);
    const needed = [index.neededBytes];
    for (const rows of [4000, 400]) {
      connection.exec(`PRAGMA wal_autocheckpoint = 0; WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})
        INSERT INTO notes SELECT randomblob(4000) FROM n`);
      needed.push(index.neededBytes);
      expect(fstatSync(fdOf(path)).size).toBe(index.neededBytes);
    }
    expect(needed).toEqual([32_768, 32_768, 65_536]);
  });
});

function createDatabase(): { readonly path: string; readonly connection: Database.Database } {
  const path = join(createFolder(), "indexed.db");
  const made = new Database(path);
  made.exec("PRAGMA journal_mode = WAL; CREATE TABLE notes (body)");
  made.close();
  const connection = new Database(path);
  connection.prepare("SELECT count(*) FROM notes").get();
  onTestFinished(() => void connection.close());
  return { path, connection };
}

function open(path: string): WalIndex {
  const index = new WalIndex(path);
  onTestFinished(() => index.close());
  return index;
}

function fdOf(path: string): number {
  const descriptor = openSync(`${path}-shm`, "r");
  onTestFinished(() => closeSync(descriptor));
  return descriptor;
}

function writeBoth(path: string, offset: number, value: number): void {
  for (const copy of [0, 48]) write(path, copy + offset, value);
}

function write(path: string, offset: number, value: number): void {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  const descriptor = openSync(`${path}-shm`, "r+");
  writeSync(descriptor, bytes, 0, bytes.length, offset);
  closeSync(descriptor);
}
