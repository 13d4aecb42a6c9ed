import { appendFileSync, copyFileSync, readFileSync, renameSync, rmSync, statSync, truncateSync } from "node:fs";
import { describe, expect, test, vi } from "vitest";

import { OverlayPin } from "../../../../src/strategies/overlay/overlay-pin.js";
import { beginStateTest, momentOf, readRows } from "../../../helpers/state-test.js";

const OVERLAY = { strategy: "overlay" } as const;

describe("the history of an overlay", () => {
  test("has each commit between two marks as a moment of its own", async () => {
    const { history, open, openStates } = await beginStateTest(OVERLAY);
    const connection = open();
    for (const a of [1, 2, 3]) connection.exec(`INSERT INTO other VALUES (${a}, 'b')`);
    history.mark();
    history.mark();
    connection.exec("INSERT INTO other VALUES (4, 'b')");
    history.mark();
    const reader = openStates();
    expect(reader.moments.map(({ mark }) => mark?.index)).toEqual([0, undefined, undefined, 1, 2, 3]);
    const rows = reader.moments.map((_, moment) => readRows(reader.place(moment, "one")));
    expect(rows).toEqual([[], [1], [1, 2], [1, 2, 3], [1, 2, 3], [1, 2, 3, 4]]);
  });

  test("knows nothing of what is committed after its last mark", async () => {
    const { history, open, openStates } = await beginStateTest(OVERLAY);
    const mark = history.mark();
    open().exec("INSERT INTO other VALUES (1, 'b')");
    const reader = openStates();
    expect(reader.moments).toHaveLength(2);
    expect(readRows(reader.place(momentOf(reader, mark), "one"))).toEqual([]);
  });

  test("lets the pin notice who else reads the wal-index, and does not count itself", async () => {
    const reopened = vi.spyOn(OverlayPin.prototype, "close");
    for (const [isRead, times] of [
      [false, 0],
      [true, 1],
    ] as const) {
      const { database, history, open } = await beginStateTest(OVERLAY);
      const connection = open();
      connection.exec("INSERT INTO other VALUES (1, 'b')");
      history.mark();
      if (isRead) copyFileSync(`${database.path}-shm`, `${database.path}.index`);
      history.mark();
      connection.close();
      reopened.mockClear();
      await database.dispose();
      expect(reopened).toHaveBeenCalledTimes(times);
    }
    reopened.mockRestore();
  });

  test.each<readonly [string, (path: string) => void]>([
    ["deleted", (path) => rmSync(path)],
    ["moved", (path) => renameSync(path, `${path}.moved`)],
    ["replaced", (path) => (copyFileSync(path, `${path}.other`), renameSync(`${path}.other`, path))],
    ["written to", (path) => appendFileSync(path, "more")],
    ["cut", (path) => truncateSync(path, 5000)],
  ])("says so at each mark from when the base file was %s, and keeps what was before", async (_name, harm) => {
    const { database, history, open, openStates } = await beginStateTest(OVERLAY);
    const connection = open();
    connection.exec("INSERT INTO other VALUES (1, 'b')");
    connection.close();
    const before = history.mark();
    harm(database.path);
    const after = history.mark();
    expect(before.problem).toBeUndefined();
    expect(after.problem).toMatch(/was deleted, moved, replaced, or written to other than through SQLite/);
    const reader = openStates();
    expect(() => reader.place(momentOf(reader, after), "one")).toThrow(/not known: .* other than through SQLite/);
    expect(readRows(reader.place(momentOf(reader, before), "one"))).toEqual([1]);
  });

  test.each<readonly [string, (path: string) => void]>([
    ["deleted", (path) => rmSync(`${path}-wal`)],
    ["cut", (path) => truncateSync(`${path}-wal`, 100)],
  ])("gives no state after the first commit when the WAL was %s", async (_name, harm) => {
    const { database, history, open, openStates } = await beginStateTest(OVERLAY);
    const connection = open();
    const first = history.mark();
    connection.exec("INSERT INTO other VALUES (1, 'b')");
    const mark = history.mark();
    connection.close();
    harm(database.path);
    const reader = openStates();
    expect(reader.moments.at(momentOf(reader, mark))?.mark?.problem).toMatch(/WAL/);
    expect(readRows(reader.place(momentOf(reader, first), "one"))).toEqual([]);
  });

  test("ends when the test gives its database back: no state of another test is ever read", async () => {
    const { database, history, open, openStates, source } = await beginStateTest(OVERLAY);
    const connection = open();
    connection.exec("INSERT INTO other VALUES (1, 'b')");
    history.mark();
    const reader = openStates();
    connection.close();
    await database.dispose();
    const next = await source.create();
    next.open().exec("INSERT INTO other VALUES (2, 'of another test')");
    expect(() => reader.place(1, "one")).toThrow(/given back/);
    expect(history.mark().problem).toBeDefined();
    await next.dispose();
  });

  test("writes nothing while it marks", async () => {
    const { database, history, open } = await beginStateTest(OVERLAY);
    open().exec("INSERT INTO other VALUES (1, 'b')");
    const look = () => ["", "-wal", "-shm"].map((suffix) => statSync(`${database.path}${suffix}`).ctimeMs);
    const before = look();
    const bytes = readFileSync(`${database.path}-wal`);
    for (let time = 0; time < 10; time++) history.mark();
    expect(look()).toEqual(before);
    expect(readFileSync(`${database.path}-wal`).equals(bytes)).toBe(true);
  });
});
