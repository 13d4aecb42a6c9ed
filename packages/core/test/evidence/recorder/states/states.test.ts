import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";

import { createStateHistory } from "../../../../src/evidence/recorder/states/create-state-history.js";
import { initTestDb } from "../../../../src/index.js";
import { countDescriptors } from "../../../helpers/count-descriptors.js";
import { createFolder } from "../../../helpers/create-folder.js";
import { createWalProject } from "../../../helpers/create-wal-project.js";
import { startDatabaseChild } from "../../../helpers/database-child.js";
import { beginStateTest, momentOf, readRows, SPILL, type StateTestOptions } from "../../../helpers/state-test.js";

const KINDS: readonly (readonly [string, StateTestOptions])[] = [
  ["an overlay", { strategy: "overlay" }],
  ["a copy in WAL mode", { strategy: "copy" }],
  ["a copy with a rollback journal", { strategy: "copy", journalMode: "delete" }],
];

describe.each(KINDS)("states of %s", (_name, options) => {
  test("are what was committed at each mark, and the first is what the test was given", async () => {
    const { history, open, openStates } = await beginStateTest(options);
    const connection = open();
    const mark = history.mark();
    const marks = [mark];
    for (const a of [1, 2]) {
      connection.exec(`INSERT INTO other VALUES (${a}, 'b')`);
      marks.push(history.mark());
    }
    marks.push(history.mark());
    expect(marks.map(({ index }) => index)).toEqual([1, 2, 3, 4]);
    const reader = openStates();
    expect(reader.moments[0]?.mark).toEqual({ index: 0, hasOpenTransaction: false });
    expect(readRows(reader.place(0, "one"))).toEqual([]);
    const rows = marks.map((each) => readRows(reader.place(momentOf(reader, each), "one")));
    expect(rows).toEqual([[], [1], [1, 2], [1, 2]]);
    // Back again, and in the other file.
    expect(readRows(reader.place(momentOf(reader, marks[1] ?? mark), "one"))).toEqual([1]);
    expect(readRows(reader.place(1, "other"))).toEqual([]);
  });

  test("hold what child processes commit, after their connections are closed too", async () => {
    const { database, history, rowsAt } = await beginStateTest(options);
    const child = startDatabaseChild();
    await child.do("open", database.path);
    await child.do("exec", "INSERT INTO other VALUES (1, 'b')");
    const first = history.mark();
    await child.do("exec", "INSERT INTO other VALUES (2, 'b')");
    await child.do("close");
    const second = history.mark();
    await child.kill();
    expect([rowsAt(first), rowsAt(second)]).toEqual([[1], [1, 2]]);
  });

  test("hold nothing of a transaction that is open or was rolled back, though its pages went to the disk", async () => {
    const { history, open, rowsAt, database } = await beginStateTest(options);
    const connection = open();
    connection.exec("INSERT INTO other VALUES (1, 'b')");
    const sizes = sizesOf(database.path);
    connection.exec(`BEGIN; ${SPILL}`);
    expect(sizesOf(database.path)).not.toEqual(sizes);
    const during = history.mark();
    connection.exec("ROLLBACK");
    const after = history.mark();
    connection.exec("INSERT INTO other VALUES (2, 'b')");
    const last = history.mark();
    expect([during, after, last].map(rowsAt)).toEqual([[1], [1], [1, 2]]);
  });

  test("say that a transaction of open() was open", async () => {
    const { database, history } = await beginStateTest(options);
    const connection = database.open();
    connection.exec("BEGIN; INSERT INTO other VALUES (1, 'b')");
    const during = history.mark();
    connection.exec("COMMIT");
    expect([during.hasOpenTransaction, history.mark().hasOpenTransaction]).toEqual([true, false]);
  });

  test("hold what a killed child had committed, and nothing of the transaction in which it died", async () => {
    const { database, history, open, rowsAt } = await beginStateTest(options);
    const child = startDatabaseChild();
    await child.do("open", database.path);
    await child.do("exec", "PRAGMA cache_size = 4; INSERT INTO other VALUES (1, 'b')");
    await child.do("exec", `BEGIN; ${SPILL}`);
    await child.kill();
    const dead = history.mark();
    open().exec("INSERT INTO other VALUES (2, 'b')");
    const after = history.mark();
    expect([rowsAt(dead), rowsAt(after)]).toEqual([[1], [1, 2]]);
  });

  test("are of any schema: tables that come and go, columns, VACUUM", async () => {
    const { history, open, openStates } = await beginStateTest(options);
    const connection = open();
    const steps = [
      "CREATE TABLE added (x)",
      "ALTER TABLE added ADD COLUMN y",
      "DROP TABLE notes",
      "VACUUM",
      "CREATE TABLE notes (z)",
    ];
    const marks = steps.map((sql) => {
      connection.exec(`${sql}; INSERT INTO other VALUES ('${sql}', 'b')`);
      return history.mark();
    });
    const reader = openStates();
    // From the last one back: pages that were cut off come back.
    for (const [index, mark] of [...marks.entries()].toReversed()) {
      expect(readRows(reader.place(momentOf(reader, mark), "one"))).toEqual(steps.slice(0, index + 1));
    }
  });

  test("name the pages that differ", async () => {
    const { history, open, openStates } = await beginStateTest(options);
    const connection = open();
    connection.exec("INSERT INTO other VALUES (1, zeroblob(20000))");
    const mark = history.mark();
    const reader = openStates();
    const moment = momentOf(reader, mark);
    const [before, after] = [readFileSync(reader.place(0, "one")), readFileSync(reader.place(moment, "other"))];
    const differing = Array.from({ length: after.length / 4096 }, (_, index) => index + 1).filter(
      (page) => !before.subarray((page - 1) * 4096, page * 4096).equals(after.subarray((page - 1) * 4096, page * 4096)),
    );
    expect(differing.length).toBeGreaterThan(5);
    expect(reader.changedPages(0, moment)).toEqual(differing);
    expect(reader.changedPages(moment, 0)).toEqual(differing);
    expect(reader.changedPages(moment, moment)).toEqual([]);
  });

  test("are written to a new file with the journal mode of the database, for its owner alone", async () => {
    const { history, open, openStates } = await beginStateTest(options);
    open().exec("INSERT INTO other VALUES (1, 'b')");
    const mark = history.mark();
    open().exec("INSERT INTO other VALUES (2, 'b')");
    history.mark();
    const path = join(createFolder(), "written.db");
    const reader = openStates();
    reader.write(momentOf(reader, mark), path);
    expect((statSync(path).mode & 0o777).toString(8)).toBe("600");
    const written = new Database(path);
    expect(written.pragma("journal_mode", { simple: true })).toBe(options.journalMode ?? "wal");
    expect(written.prepare("SELECT a FROM other").pluck().all()).toEqual([1]);
    written.close();
  });

  test.each(["", "-wal", "-journal"])("are never written over a file, nor beside one%s", async (suffix) => {
    const { openStates } = await beginStateTest(options);
    const path = join(createFolder(), "there.db");
    writeFileSync(`${path}${suffix}`, "the user's");
    expect(() => openStates().write(0, path)).toThrow(/EEXIST|Found/);
    expect(readFileSync(`${path}${suffix}`, "utf8")).toBe("the user's");
    expect(existsSync(path)).toBe(suffix === "");
  });

  test("leave no scratch file when their reader is closed, and make none before it is asked", async () => {
    const { history } = await beginStateTest(options);
    const directory = createFolder();
    const reader = history.openStates(directory);
    expect(readdirSync(directory)).toEqual([]);
    reader.place(0, "one");
    reader.place(0, "other");
    expect(readdirSync(directory)).toHaveLength(2);
    reader.close();
    expect(readdirSync(directory)).toEqual([]);
  });

  test("cost the database nothing: locks, open connections, descriptors, and the next test stay as they are", async () => {
    const { source, database, history, open, openStates } = await beginStateTest(options);
    const before = countDescriptors();
    const connection = open();
    const inode = statSync(database.path).ino;
    connection.exec("BEGIN IMMEDIATE; INSERT INTO other VALUES (1, 'b')");
    history.mark();
    const reader = openStates();
    reader.place(0, "one");
    reader.close();
    const child = startDatabaseChild();
    await child.do("open", database.path);
    expect(await child.do("exec", "INSERT INTO other VALUES (2, 'of the child')")).toBe("database is locked");
    connection.exec("COMMIT");
    await child.do("exec", "INSERT INTO other VALUES (2, 'of the child')");
    history.mark();
    await child.do("close");
    await child.kill();
    expect(database.hasOpenConnections()).toBe(true);
    connection.close();
    expect(database.hasOpenConnections()).toBe(false);
    history.dispose();
    await database.dispose();
    const after = await source.create();
    expect(source.strategy).toMatchObject({ strategy: options.strategy, dirtyCount: 0 });
    expect(options.strategy === "copy" || statSync(after.path).ino === inode).toBe(true);
    expect(after.open().prepare("SELECT count(*) FROM other").pluck().get()).toBe(0);
    await after.dispose();
    // Of an overlay, SQLite keeps descriptors of closed connections as long as the pin has a lock.
    expect(options.strategy === "overlay" || countDescriptors() === before).toBe(true);
  });

  test("are each one of the commits of a child that writes all the time", async () => {
    const { database, history, openStates } = await beginStateTest(options);
    const child = startDatabaseChild();
    await child.do("open", database.path);
    await child.do("exec", "PRAGMA synchronous = OFF; CREATE TABLE one (a); CREATE TABLE two (a)");
    for (let a = 0; a < 300; a++)
      child.start("exec", `BEGIN; INSERT INTO one VALUES (${a}); INSERT INTO two VALUES (${a}); COMMIT`);
    const marks = [];
    for (let time = 0; time < 60; time++) {
      marks.push(history.mark());
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await child.do("close");
    await child.kill();
    const reader = openStates();
    const counts = marks
      .filter(({ problem }) => problem === undefined)
      .map((mark) => countBoth(reader.place(momentOf(reader, mark), "one")));
    expect(counts.length).toBeGreaterThan(0);
    expect(counts.filter(([one, two]) => one !== two)).toEqual([]);
  });
});

describe("createStateHistory", () => {
  test("has a reason for databases that have no states", async () => {
    const memory = await initTestDb(undefined, createWalProject({ strategy: "memory" }).config);
    expect(createStateHistory(memory)).toEqual({ reason: "it is in memory" });
    await memory.dispose();
    const placed = await initTestDb(join(createFolder(), "placed.db"), createWalProject().config);
    expect(createStateHistory(placed)).toEqual({
      reason: "it was not copied from a template, or lies at a path that picklejar did not choose",
    });
    await placed.dispose();
  });

  test("says of what kind the database is, and how large its template", async () => {
    const { database } = await beginStateTest({ strategy: "overlay" });
    expect(createStateHistory(database)).toMatchObject({ kind: "overlay", sizeBytes: statSync(database.path).size });
  });
});

function sizesOf(path: string): readonly unknown[] {
  return [path, `${path}-wal`].map((file) => statSync(file, { throwIfNoEntry: false })?.size);
}

function countBoth(path: string): readonly unknown[] {
  const database = new Database(path, { readonly: true });
  try {
    return ["one", "two"].map((table) => database.prepare(`SELECT count(*) FROM ${table}`).pluck().get());
  } finally {
    database.close();
  }
}
