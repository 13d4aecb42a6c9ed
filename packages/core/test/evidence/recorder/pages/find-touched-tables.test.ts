import { describe, expect, test } from "vitest";

import { findOverflowingPages } from "../../../../src/evidence/recorder/pages/find-overflowing-pages.js";
import { isPointerMapPage, listFreePages, lockPageOf } from "../../../../src/evidence/recorder/pages/list-free-pages.js";
import { readTree } from "../../../../src/evidence/recorder/pages/read-tree.js";
import { createFile, createPair, rootOf } from "./page-pair.js";

const LOWEST = -(2n ** 63n);
const HIGHEST = 2n ** 63n - 1n;

const rows = (table: string, count: number, text = "'text of row ' || i"): string =>
  `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count}) INSERT INTO ${table} SELECT i, ${text} FROM n;`;

const TABLES = `CREATE TABLE a (id INTEGER PRIMARY KEY, v TEXT); CREATE INDEX av ON a (v); CREATE TABLE b (id INTEGER PRIMARY KEY, v TEXT);
  CREATE TABLE k (k INTEGER, v TEXT, PRIMARY KEY (k)) WITHOUT ROWID; CREATE VIEW seen AS SELECT * FROM a;
  ${rows("a", 3000)} ${rows("b", 3000)} ${rows("k", 3000)}`;

describe("findTouchedTables", () => {
  test("says of each table whether anything may have happened to it", () => {
    const { touched, before } = createPair(TABLES, "UPDATE b SET v = 'other' WHERE id = 1500");
    const found = touched();
    expect([...found.keys()].toSorted()).toEqual(["a", "b", "k"]);
    expect([found.get("a"), found.get("k")]).toEqual(["same", "same"]);
    const [range, ...others] = found.get("b") as readonly { readonly low: bigint; readonly high: bigint }[];
    expect(others).toEqual([]);
    expect(range?.low).toBeGreaterThan(1300n);
    expect(range?.low).toBeLessThanOrEqual(1500n);
    expect(range?.high).toBeGreaterThanOrEqual(1500n);
    expect(range?.high).toBeLessThan(1700n);
    // Of the leaves, none but the first of each tree.
    expect(before.seen.size).toBeLessThan(before.pageCount / 4);
  });

  test.each([
    ["the first row", "UPDATE b SET v = 'other' WHERE id = 1", { low: LOWEST }],
    ["the last row", "UPDATE b SET v = 'other' WHERE id = 3000", { high: HIGHEST }],
    ["rows behind the last", "INSERT INTO b SELECT id + 5000, v FROM b", { high: HIGHEST }],
    ["all rows", "UPDATE b SET v = v || 'x'", { low: LOWEST, high: HIGHEST }],
    ["nearly all rows that go", "DELETE FROM b WHERE id > 10", { low: LOWEST, high: HIGHEST }],
    ["all rows that go", "DELETE FROM b", { low: LOWEST, high: HIGHEST }],
  ])("gives one range where it touches rows that lie together: %s", (_what, sql, range) => {
    expect(createPair(TABLES, sql).touched().get("b")).toEqual([expect.objectContaining(range)]);
  });

  test("gives ranges in the order of rows, where leaves went at the end and came at the beginning", () => {
    const change = `DELETE FROM b WHERE id > 2000; UPDATE b SET v = '${"w".repeat(3000)}' WHERE id IN (100, 110, 900, 910)`;
    const touch = createPair(TABLES, change).touched().get("b") as readonly { readonly low: bigint; readonly high: bigint }[];
    expect(touch.length).toBeGreaterThan(1);
    expect(touch.map(({ low }) => low)).toEqual(touch.map(({ low }) => low).toSorted((one, other) => Number(one - other)));
    expect(touch.every(({ low }, index) => index === 0 || low > (touch[index - 1]?.high ?? low) + 1n)).toBe(true);
  });

  test("gives a range for each place", () => {
    const touch = createPair(TABLES, "UPDATE b SET v = 'other' WHERE id IN (1, 1500, 3000)").touched().get("b");
    expect(touch).toHaveLength(3);
  });

  test("covers rows that went with a leaf whose page holds others now, and those others", () => {
    // What has no room on the last leaf goes to a page that was given back, and the last leaf stays as it was.
    const long = "x".repeat(3500);
    const sql = `DELETE FROM b WHERE id BETWEEN 1000 AND 1400; INSERT INTO b VALUES (5000, '${long}'), (5001, '${long}')`;
    const { touched, differing } = withRows(TABLES, sql);
    const ranges = touched().get("b") as readonly { readonly low: bigint; readonly high: bigint }[];
    expect(differing).toHaveLength(403);
    expect(differing.filter((id) => !ranges.some(({ low, high }) => low <= id && id <= high))).toEqual([]);
  });

  test("covers each row that differs, after changes at random", () => {
    for (let seed = 1; seed <= 12; seed++) {
      const at = (salt: number): number => 1 + ((seed * 7919 * salt) % 2990);
      const sql = [
        `UPDATE b SET v = 'new ${"z".repeat(at(3) % 5000)}' WHERE id = ${at(5)}`,
        `DELETE FROM b WHERE id BETWEEN ${at(11)} AND ${at(11) + (at(13) % 900)}`,
        `INSERT OR REPLACE INTO b VALUES (${at(17)}, '${"y".repeat(at(19))}'), (${at(23) + 4000}, 'more')`,
        `DELETE FROM a WHERE id < ${at(29)}; UPDATE b SET v = 'again' WHERE id = ${at(31)}`,
      ].filter((_, index) => (seed >> (index % 3)) % 2 === 0 || index === seed % 4);
      const { touched, differing } = withRows(TABLES, sql.join(";"));
      const touch = touched().get("b") ?? "same";
      const ranges = touch === "same" ? [] : touch === "any" ? [{ low: LOWEST, high: HIGHEST }] : touch;
      const meeting = ranges.filter(({ low }, index) => low <= (ranges[index - 1]?.high ?? LOWEST - 2n) + 1n);
      expect({ seed, sql, meeting }).toEqual({ seed, sql, meeting: [] });
      const missed = differing.filter((id) => !ranges.some(({ low, high }) => low <= id && id <= high));
      expect({ seed, sql, missed }).toEqual({ seed, sql, missed: [] });
    }
  });

  test.each([
    ["WITHOUT ROWID that has no rowids", "UPDATE k SET v = 'other' WHERE k = 7", "k"],
    ["that was made again elsewhere", "DROP TABLE b; CREATE TABLE c (x); CREATE TABLE b (id INTEGER PRIMARY KEY, v)", "b"],
    ["that is gone", "DROP TABLE b", "b"],
    [
      "that became one WITHOUT ROWID at the same place",
      "DROP TABLE b; CREATE TABLE b (id INTEGER PRIMARY KEY, v) WITHOUT ROWID",
      "b",
    ],
    ["whose name an index has", "DROP TABLE b; CREATE INDEX b ON a (id)", "b"],
  ])("does not tell rows of a table %s", (_what, sql, table) => {
    expect(createPair(TABLES, sql).touched().get(table)).toBe("any");
  });

  test.each([
    ["an index", "DROP INDEX av; CREATE INDEX av ON a (v DESC)", ["b", "k"]],
    ["the schema", "CREATE VIEW other AS SELECT 1", ["a", "b", "k"]],
  ])("takes tables for the same where only %s differs", (_what, sql, same) => {
    const found = createPair(TABLES, sql).touched();
    expect(same.map((name) => found.get(name))).toEqual(same.map(() => "same"));
  });

  test.each([
    ["free pages", "", "PRAGMA user_version = 3"],
    ["pointers to parents", "PRAGMA auto_vacuum = FULL;", "INSERT INTO gone VALUES (1, 1)"],
  ])("does not read all rows because of %s", (_what, pragma, change) => {
    const setUp = `${pragma} ${TABLES} CREATE TABLE gone (id INTEGER PRIMARY KEY, v TEXT); ${rows("gone", 3000)} DELETE FROM gone;`;
    const { touched, before, changedPages } = createPair(setUp, change);
    const free = [...listFreePages(before)];
    const maps = Array.from({ length: before.pageCount }, (_, index) => index + 1).filter((page) =>
      isPointerMapPage(before, page),
    );
    expect(maps.length > 0).toBe(pragma !== "");
    expect(free.length > 0).toBe(pragma === "");
    before.seen.clear();
    const found = touched([...changedPages, ...free, ...maps, lockPageOf(before.pageBytes)]);
    expect([found.get("a"), found.get("b"), found.get("k")]).toEqual(["same", "same", "same"]);
    expect(before.seen.size).toBeLessThan(before.pageCount / 2);
  });

  const LONG = "x".repeat(20_000);

  test.each([
    [
      "a table with rowids",
      "b",
      `INSERT INTO b VALUES (9000, '${LONG}y${LONG}')`,
      `UPDATE b SET v = '${LONG}z${LONG}' WHERE id = 9000`,
    ],
    [
      "a table WITHOUT ROWID",
      "k",
      `INSERT INTO k VALUES (9000, '${LONG}y${LONG}')`,
      `UPDATE k SET v = '${LONG}z${LONG}' WHERE k = 9000`,
    ],
    [
      "an interior page of a table WITHOUT ROWID",
      "w",
      `CREATE TABLE w (id INTEGER PRIMARY KEY, v TEXT) WITHOUT ROWID; ${rows("w", 60, `'${LONG}y${LONG}' || i`)}`,
      `UPDATE w SET v = replace(v, 'y', 'z')`,
    ],
  ])("finds what changed on an overflow page only: %s", (_what, table, setUp, change) => {
    const { touched, changedPages, before } = createPair(`${TABLES} ${setUp}`, change);
    const whole = touched().get(table);
    expect(whole).not.toBe("same");
    const found = touched(changedPages.filter((page) => ![2, 5, 10, 13].includes(before.read(page)[0] ?? 0)));
    expect(found.get(table)).not.toBe("same");
    expect(found.get("a")).toBe("same");
  });

  test("tells a row that overflows from others that do", () => {
    // Numbers of rows that would be sizes of rows that overflow, were they taken for sizes.
    const setUp = `${TABLES} UPDATE b SET id = id + 1000000; INSERT INTO b VALUES (-9, '${LONG}y${LONG}'), (9000000, '${LONG}y${LONG}')`;
    const { touched } = createPair(setUp, `UPDATE b SET v = '${LONG}z${LONG}' WHERE id = 9000000`);
    expect(touched().get("b")).toEqual([{ low: expect.toSatisfy((low: bigint) => low > 1_002_500n), high: HIGHEST }]);
  });

  test.each([1, 2, 4].flatMap((edge) => [-2, -1, 0, 1, 2].map((by) => [edge, by] as const)))(
    "finds the overflow of rows whose size is %i of what a page holds, and %i",
    (edge, by) => {
      const bytes = Math.floor((4096 - 35) * edge) + by;
      const setUp = `CREATE TABLE t (id INTEGER PRIMARY KEY, v BLOB); INSERT INTO t VALUES (1, zeroblob(${bytes})), (2, zeroblob(${bytes}))`;
      const { touched, changedPages, before } = createPair(
        setUp,
        `UPDATE t SET v = zeroblob(${bytes} - 1) || x'01' WHERE id = 2`,
      );
      const overflowing = changedPages.filter((page) => page > 2 && before.read(page)[0] === 0);
      expect(overflowing.length === 0 || touched(overflowing).get("t") !== "same").toBe(true);
      expect(touched().get("t")).not.toBe("same");
    },
  );
});

describe("a damaged file", () => {
  const FREED = `${TABLES} CREATE TABLE gone (id INTEGER PRIMARY KEY, v TEXT); ${rows("gone", 3000)} DROP TABLE gone;`;
  const word = (value: number): Buffer => Buffer.from(Uint32Array.of(value).buffer).swap32();

  test("has free pages without end", () => {
    const file = createFile(FREED, (pages) => [[(pages.firstFreePage - 1) * 4096, word(pages.firstFreePage)]]);
    expect(() => listFreePages(file)).toThrow("free pages without end");
  });

  test("has more free pages than a page can name, and only those are read", () => {
    const file = createFile(FREED, (pages) => [[(pages.firstFreePage - 1) * 4096 + 4, word(2 ** 31)]]);
    expect(listFreePages(file).size).toBeGreaterThan(10);
  });

  test("has overflow pages without end", () => {
    const long = `CREATE TABLE t (v); INSERT INTO t VALUES ('${"x".repeat(20_000)}')`;
    const file = createFile(long, () => [[2 * 4096, word(3)]]);
    expect(() => findOverflowingPages(file, readTree(file, 2), new Set([99]))).toThrow("overflow pages without end");
  });

  test("has a row that ends outside of its page, or begins there", () => {
    const sql = `CREATE TABLE t (v); INSERT INTO t VALUES ('${"x".repeat(20_000)}')`;
    const moved = createFile(sql, () => [
      [4096 + 8, Buffer.from([0x0f, 0xf8])],
      [4096 + 0xff8, Buffer.from([0x81, 0x9c, 0x2a, 1])],
    ]);
    expect(() => findOverflowingPages(moved, readTree(moved, 2), new Set([3]))).toThrow("outside of its page");
    const gone = createFile(sql, () => [[4096 + 8, Buffer.from([0x7f, 0xff])]]);
    expect(() => findOverflowingPages(gone, readTree(gone, 2), new Set([3]))).toThrow("malformed: page 2");
  });

  test("has a tree that leads back to itself, or to a page that is none", () => {
    const toItself = createFile(TABLES, (_pages, path) => {
      const root = rootOf(path, "b");
      return [[(root - 1) * 4096 + 8, word(root)]];
    });
    const root = readableRootOf(toItself);
    expect(() => readTree(toItself, root)).toThrow("database disk image is malformed");
    const nowhere = createFile(TABLES, (_pages, path) => [[(rootOf(path, "b") - 1) * 4096, Buffer.from([7])]]);
    expect(() => readTree(nowhere, root)).toThrow(`malformed: page ${root}`);
    expect(() => nowhere.read(0)).toThrow("there is no page 0");
    expect(() => nowhere.read(nowhere.pageCount + 1)).toThrow("there is no page");
  });

  function readableRootOf(file: ReturnType<typeof createFile>): number {
    for (let page = 2; page <= file.pageCount; page++) {
      if (file.read(page)[0] === 5 && file.read(page).readUInt32BE(8) === page) return page;
    }
    return 0;
  }
});

interface WithRows {
  readonly touched: ReturnType<typeof createPair>["touched"];
  /** Rowids of `b`. */
  readonly differing: readonly bigint[];
}

function withRows(setUp: string, change: string): WithRows {
  const pair = createPair(setUp, change);
  return { touched: pair.touched, differing: pair.differingIn("b") };
}
