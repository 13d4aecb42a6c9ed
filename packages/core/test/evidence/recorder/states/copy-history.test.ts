import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import Database from "better-sqlite3";
import { describe, expect, test, vi } from "vitest";

import { CopyStates } from "../../../../src/strategies/copy-states.js";
import { CopyableTemplate } from "../../../../src/strategies/copyable-template.js";
import { countDescriptors } from "../../../helpers/count-descriptors.js";
import { startDatabaseChild } from "../../../helpers/database-child.js";
import { beginStateTest, momentOf, readRows, SPILL } from "../../../helpers/state-test.js";

const WAL = { strategy: "copy" } as const;
const JOURNAL = { strategy: "copy", journalMode: "delete" } as const;

describe("the history of a copy", () => {
  test("has each commit in a WAL that grew as a moment of its own", async () => {
    const { history, open, openStates } = await beginStateTest(WAL);
    const connection = open();
    for (const a of [1, 2]) connection.exec(`INSERT INTO other VALUES (${a}, 'b')`);
    history.mark();
    for (const a of [3, 4]) connection.exec(`INSERT INTO other VALUES (${a}, 'b')`);
    history.mark();
    const reader = openStates();
    expect(reader.moments.map(({ mark }) => mark?.index)).toEqual([0, undefined, 1, undefined, 2]);
    const rows = reader.moments.map((_, moment) => readRows(reader.place(moment, "one")));
    expect(rows).toEqual([[], [1], [1, 2], [1, 2, 3], [1, 2, 3, 4]]);
  });

  test("opens nothing until something is written", async () => {
    const { database, history, rowsAt } = await beginStateTest(WAL);
    const connection = new Database(database.path);
    const before = countDescriptors();
    const untouched = history.mark();
    expect(countDescriptors()).toBe(before);
    connection.exec("INSERT INTO other VALUES (1, 'b')");
    const written = history.mark();
    connection.close();
    expect([untouched, written].map(rowsAt)).toEqual([[], [1]]);
  });

  test.each(["PASSIVE", "FULL", "RESTART", "TRUNCATE"])("goes on over a checkpoint: %s", async (checkpoint) => {
    const { history, open, rowsAt } = await beginStateTest(WAL);
    const connection = open();
    connection.exec("INSERT INTO other VALUES (1, 'b')");
    const first = history.mark();
    connection.exec(`INSERT INTO other VALUES (2, 'b'); PRAGMA wal_checkpoint(${checkpoint})`);
    const second = history.mark();
    connection.exec("INSERT INTO other VALUES (3, 'b')");
    const third = history.mark();
    expect([first, second, third].map(rowsAt)).toEqual([[1], [1, 2], [1, 2, 3]]);
  });

  test("goes on when the last connection takes the WAL away, again and again", async () => {
    const { database, history, rowsAt } = await beginStateTest(WAL);
    const marks = [1, 2, 3].map((a) => {
      const connection = new Database(database.path);
      connection.exec(`INSERT INTO other VALUES (${a}, 'b')`);
      connection.close();
      return history.mark();
    });
    expect(marks.map(rowsAt)).toEqual([[1], [1, 2], [1, 2, 3]]);
  });

  test("goes on in another journal mode, and with another page size", async () => {
    const { history, open, openStates } = await beginStateTest(JOURNAL);
    const connection = open();
    const steps = [
      "PRAGMA journal_mode = WAL",
      "PRAGMA journal_mode = TRUNCATE",
      "PRAGMA journal_mode = PERSIST",
      "PRAGMA page_size = 1024; VACUUM",
      "PRAGMA journal_mode = MEMORY",
      "PRAGMA locking_mode = EXCLUSIVE",
      "PRAGMA page_size = 8192; VACUUM",
    ];
    const marks = steps.map((sql, a) => {
      connection.exec(`${sql}; INSERT INTO other VALUES (${a}, 'b')`);
      return history.mark();
    });
    expect(marks.map(({ problem }) => problem).slice(0, 5)).toEqual(Array.from({ length: 5 }));
    const reader = openStates();
    for (const [index, mark] of [...marks.entries()].slice(0, 5).toReversed()) {
      expect(readRows(reader.place(momentOf(reader, mark), "one"))).toEqual(steps.slice(0, index + 1).map((_, a) => a));
    }
  });

  test("says that a transaction is open whose journal there is, of whichever process", async () => {
    const { database, history, rowsAt } = await beginStateTest(JOURNAL);
    const child = startDatabaseChild();
    await child.do("open", database.path);
    await child.do("exec", "BEGIN IMMEDIATE; INSERT INTO other VALUES (1, 'b')");
    const during = history.mark();
    await child.do("exec", "COMMIT");
    const after = history.mark();
    await child.kill();
    expect([during, after].map(({ hasOpenTransaction }) => hasOpenTransaction)).toEqual([true, false]);
    expect([during, after].map(rowsAt)).toEqual([[], [1]]);
  });

  test("does not know the state while a transaction without a journal may have written into the file, and knows the next one", async () => {
    const { history, open, rowsAt } = await beginStateTest(JOURNAL);
    const connection = open();
    connection.exec(`PRAGMA journal_mode = MEMORY; INSERT INTO other VALUES (1, 'b'); BEGIN; ${SPILL}`);
    const during = history.mark();
    connection.exec("ROLLBACK; INSERT INTO other VALUES (2, 'b')");
    const after = history.mark();
    expect(during).toMatchObject({ hasOpenTransaction: true, problem: expect.stringContaining("without a journal") as string });
    expect(rowsAt(after)).toEqual([1, 2]);
  });

  test.each<readonly [string, (path: string) => void, RegExp]>([
    ["is deleted", (path) => rmSync(path), /is not there/],
    ["is cut in the middle of a page", (path) => truncateSync(path, 5000), /was cut/],
    ["is cut behind a page", (path) => truncateSync(path, 8192), /was cut/],
    ["is made garbage", (path) => writeFileSync(path, "garbage".repeat(9000)), /no database of SQLite/],
    ["becomes a folder", (path) => (rmSync(path), mkdirSync(path)), /is not there/],
  ])("says why the state is not known when the file %s, and goes on when it is back", async (_name, harm, problem) => {
    const { database, history, rowsAt } = await beginStateTest(JOURNAL);
    const write = (a: number): void => {
      const connection = new Database(database.path);
      connection.exec(`INSERT INTO other VALUES (${a}, 'b')`);
      connection.close();
    };
    write(1);
    const first = history.mark();
    copyFileSync(database.path, `${database.path}.backup`);
    harm(database.path);
    const harmed = history.mark();
    rmSync(database.path, { recursive: true, force: true });
    renameSync(`${database.path}.backup`, database.path);
    write(2);
    const last = history.mark();
    expect(first.problem).toBeUndefined();
    expect(harmed.problem).toMatch(problem);
    expect([first, last].map(rowsAt)).toEqual([[1], [1, 2]]);
  });

  test("takes an empty file for an empty database", async () => {
    const { database, history, openStates } = await beginStateTest(JOURNAL);
    truncateSync(database.path, 0);
    const mark = history.mark();
    const reader = openStates();
    expect(mark.problem).toBeUndefined();
    expect(readFileSync(reader.place(momentOf(reader, mark), "one"))).toHaveLength(0);
  });

  test("knows the file that took the place of another one", async () => {
    const { database, history, rowsAt } = await beginStateTest(JOURNAL);
    const connection = new Database(database.path);
    connection.exec("INSERT INTO other VALUES (1, 'b')");
    connection.close();
    const first = history.mark();
    const other = new Database(`${database.path}.other`);
    other.exec("CREATE TABLE other (a, b); INSERT INTO other VALUES ('of another file', 'b')");
    other.close();
    renameSync(`${database.path}.other`, database.path);
    const second = history.mark();
    expect([first, second].map(rowsAt)).toEqual([[1], ["of another file"]]);
  });

  test("notices each change of one connection that keeps the file locked, whose change counter stays", async () => {
    const { history, open, rowsAt } = await beginStateTest(JOURNAL);
    const connection = open();
    connection.exec("PRAGMA locking_mode = EXCLUSIVE");
    const marks = [1, 2, 3, 4].map((a) => {
      connection.exec(`INSERT INTO other VALUES (${a}, 'b')`);
      return history.mark();
    });
    expect(marks.map(rowsAt)).toEqual([[1], [1, 2], [1, 2, 3], [1, 2, 3, 4]]);
  });

  test(
    "keeps no more than 64 MiB of a test that writes a gigabyte, says so, and knows what was before",
    { tags: "long" },
    async () => {
      const { history, open, openStates } = await beginStateTest(WAL);
      const connection = open();
      connection.exec("PRAGMA synchronous = OFF; PRAGMA wal_autocheckpoint = 100; INSERT INTO other VALUES (1, 'b')");
      const first = history.mark();
      const marks = Array.from({ length: 20 }, () => {
        connection.exec("INSERT INTO other VALUES ('large', randomblob(5000000))");
        return history.mark();
      });
      const problems = marks.map(({ problem }) => problem);
      expect(problems[0]).toBeUndefined();
      expect(problems.at(-1)).toMatch(/more than 64 MiB/);
      // What is lost once stays lost.
      expect(problems.indexOf(problems.at(-1))).toBe(problems.findIndex((problem) => problem !== undefined));
      const reader = openStates();
      expect(readRows(reader.place(momentOf(reader, first), "one"))).toEqual([1]);
      const known = problems.indexOf(problems.at(-1)) - 1;
      expect(readRows(reader.place(momentOf(reader, marks[known] ?? first), "one"))).toHaveLength(known + 2);
    },
  );

  test("opens nothing of a copy whose path nobody was told, so that the copy serves the next test", async () => {
    const made = vi.spyOn(CopyableTemplate.prototype, "copyTo");
    const { source, database, history } = await beginStateTest(WAL);
    const before = countDescriptors();
    expect(history.mark()).toEqual({ index: 1, hasOpenTransaction: false });
    expect(countDescriptors()).toBe(before);
    history.dispose();
    await database.dispose();
    const next = await source.create();
    expect(made).toHaveBeenCalledTimes(1);
    await next.dispose();
    made.mockRestore();
  });

  test("keeps its descriptor of a database that is left open, and closes it when that is closed", async () => {
    const { source, database, history, open } = await beginStateTest(JOURNAL);
    const before = countDescriptors();
    const left = open();
    left.exec("BEGIN IMMEDIATE; INSERT INTO other VALUES (1, 'b')");
    history.mark();
    history.dispose();
    await database.dispose();
    // SQLite's of the database and of its journal, and ours.
    expect(countDescriptors()).toBe(before + 3);
    left.close();
    const next = await source.create();
    await next.dispose();
    expect(countDescriptors()).toBe(before);
  });

  test("misses nothing where the file system's times are coarse", async () => {
    const fine = vi.spyOn(CopyStates.prototype, "hasFineTimes", "get").mockReturnValue(false);
    const { history, open, openStates } = await beginStateTest(JOURNAL);
    const connection = open();
    const expected: number[][] = [];
    const marks = Array.from({ length: 12 }, (_, a) => {
      if (a % 3 > 0) connection.exec(`INSERT INTO other VALUES (${a}, 'b')`);
      expected.push([...(expected.at(-1) ?? []), ...(a % 3 > 0 ? [a] : [])]);
      return history.mark();
    });
    expect(fine).toHaveBeenCalled();
    fine.mockRestore();
    const reader = openStates();
    expect(marks.map((mark) => readRows(reader.place(momentOf(reader, mark), "one")))).toEqual(expected);
  });

  test("does not count as an open connection", async () => {
    const { database, history, open } = await beginStateTest(WAL);
    const connection = open();
    connection.exec("INSERT INTO other VALUES (1, 'b')");
    history.mark();
    expect(database.hasOpenConnections()).toBe(true);
    connection.close();
    history.mark();
    expect(database.hasOpenConnections()).toBe(false);
  });

  test("knows nothing any more when the test has given its database back", async () => {
    const { database, history } = await beginStateTest(WAL);
    database.open().exec("INSERT INTO other VALUES (1, 'b')");
    await database.dispose();
    expect(history.mark().problem).toMatch(/given back/);
  });
});
