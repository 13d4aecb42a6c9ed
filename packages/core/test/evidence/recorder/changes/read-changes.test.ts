import { afterEach, describe, expect, test } from "vitest";

import { readChanges } from "../../../../src/evidence/recorder/changes/read-changes.js";
import type { Changes, ChangesOptions } from "../../../../src/evidence/recorder/changes/table-changes.js";
import { Script } from "../helpers/record-steps.js";

const SHOP = `CREATE TABLE orders (id INTEGER PRIMARY KEY, status TEXT, total REAL, updated_at TEXT);
  INSERT INTO orders VALUES (1, 'open', 12.5, 't1'), (2, 'open', 3, 't1'), (3, 'open', 4, 't1');
  CREATE TABLE counted (id INTEGER PRIMARY KEY AUTOINCREMENT, v); CREATE TABLE plain (a, b); INSERT INTO plain VALUES ('x', 1)`;

describe("readChanges", () => {
  test("gives rows that were added, removed and changed, of these only the columns that differ", () => {
    const sql =
      "UPDATE orders SET status = 'paid' WHERE id = 1; DELETE FROM orders WHERE id = 2; INSERT INTO orders (id) VALUES (9)";
    expect(changesOf(sql)).toStrictEqual({
      orders: {
        added: [{ id: 9, status: null, total: null, updated_at: null }],
        removed: [{ id: 2, status: "open", total: 3, updated_at: "t1" }],
        changed: [{ key: { id: 1 }, before: { status: "open" }, after: { status: "paid" } }],
      },
    });
  });

  test.each([
    ["nothing was written", "SELECT 1"],
    ["rows were written as they were", "UPDATE orders SET status = status"],
    ["rows came and went", "INSERT INTO orders (id) VALUES (9); DELETE FROM orders WHERE id = 9"],
    ["an empty table was created", "CREATE TABLE extra (v)"],
    ["an index was created", "CREATE INDEX by_status ON orders (status)"],
    ["the database was vacuumed", "VACUUM"],
  ])("gives {} where %s", (_, sql) => {
    expect(changesOf(sql)).toStrictEqual({});
  });

  test("leaves SQLite's own tables out, unless they are named", () => {
    const sql = "INSERT INTO counted (v) VALUES (1)";
    expect(changesOf(sql)).toStrictEqual({ counted: { added: [{ id: 1, v: 1 }] } });
    expect(changesOf(sql, { tables: ["sqlite_sequence"] })).toStrictEqual({
      sqlite_sequence: { added: [{ name: "counted", seq: 1 }] },
    });
  });

  test("compares the tables that are named, in any case", () => {
    const sql = "UPDATE orders SET total = 0 WHERE id = 1; INSERT INTO plain VALUES (1, 2)";
    expect(Object.keys(changesOf(sql, { tables: ["Plain"] }))).toEqual(["plain"]);
  });

  test.each<[ignore: readonly (string | RegExp)[], expected: object]>([
    [["updated_at"], { key: { id: 1 }, before: { status: "open" }, after: { status: "paid" } }],
    [["orders.updated_at"], { key: { id: 1 }, before: { status: "open" }, after: { status: "paid" } }],
    [[/_at$/], { key: { id: 1 }, before: { status: "open" }, after: { status: "paid" } }],
    [[/^orders\.s/], { key: { id: 1 }, before: { updated_at: "t1" }, after: { updated_at: "t2" } }],
  ])("leaves out columns that are ignored by %s", (ignore, expected) => {
    const sql = "UPDATE orders SET status = 'paid', updated_at = 't2' WHERE id = 1";
    expect(changesOf(sql, { ignore })).toStrictEqual({ orders: { changed: [expected] } });
  });

  test("leaves out a row of which only ignored columns differ, and ignored columns of a row that was added", () => {
    const sql = "UPDATE orders SET updated_at = 't2'; INSERT INTO orders VALUES (9, 'new', 1, 't2')";
    expect(changesOf(sql, { ignore: [/_at$/] })).toStrictEqual({ orders: { added: [{ id: 9, status: "new", total: 1 }] } });
  });

  test("orders rows by key, as SQLite orders values", () => {
    const table = "CREATE TABLE keys (k PRIMARY KEY, v) WITHOUT ROWID";
    const sql = `INSERT INTO keys VALUES (x'00', 1), ('b', 1), ('B', 1), (10, 1), (9.5, 1), (-1, 1), ('é', 1), (9007199254740993, 1)`;
    const { keys } = changesOf(sql, {}, `${table}; CREATE TABLE other (v)`);
    expect(keys?.added?.map(({ k }) => k)).toEqual([-1, 9.5, 10, 9_007_199_254_740_993n, "B", "b", "é", Buffer.from([0])]);
  });

  test("gives values as better-sqlite3 does, and bigints only where a double cannot hold them", () => {
    const sql = "INSERT INTO plain VALUES (9007199254740991, 9007199254740992), (1.5, x'6162'), (NULL, CAST(x'ff' AS TEXT))";
    expect(changesOf(sql)["plain"]?.added).toStrictEqual([
      { a: 9_007_199_254_740_991, b: 9_007_199_254_740_992n },
      { a: 1.5, b: Buffer.from("ab") },
      { a: null, b: "\u{fffd}" },
    ]);
  });

  test("never redacts", () => {
    const { users } = changesOf(
      "INSERT INTO users VALUES (1, 'hunter2')",
      {},
      "CREATE TABLE users (id INTEGER PRIMARY KEY, password)",
    );
    expect(users?.added).toEqual([{ id: 1, password: "hunter2" }]);
  });

  test("names a row without a key by its rowid", () => {
    expect(changesOf("UPDATE plain SET b = 2")).toStrictEqual({
      plain: { changed: [{ key: { rowid: 1 }, before: { b: 1 }, after: { b: 2 } }] },
    });
  });

  test("gives all of very many rows", () => {
    const sql =
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) INSERT INTO plain SELECT i, i FROM n";
    expect(changesOf(sql)["plain"]?.added).toHaveLength(20_000);
  });

  test.each([
    ["dropped, with its rows", "DROP TABLE plain", { plain: { removed: [{ a: "x", b: 1 }] } }],
    ["created, with its rows", "CREATE TABLE extra AS SELECT 1 AS v", { extra: { added: [{ v: 1 }] } }],
    ["given a column, not at all", "ALTER TABLE plain ADD COLUMN c DEFAULT 1", {}],
  ])("tells of a table that was %s", (_, sql, expected) => {
    expect(changesOf(sql)).toStrictEqual(expected);
  });

  test("gives own properties for columns of any name", () => {
    const added =
      changesOf(`INSERT INTO odd VALUES (1, 2)`, {}, 'CREATE TABLE odd ("__proto__", "constructor")')["odd"]?.added?.[0] ?? {};
    expect(Object.entries(added)).toEqual([
      ["__proto__", 1],
      ["constructor", 2],
    ]);
    expect(Object.getPrototypeOf(added)).toBe(Object.prototype);
  });

  test("refuses a table that is not there, and suggests one", () => {
    expect(() => changesOf("SELECT 1", { tables: ["ordrs"] })).toThrow(
      new RangeError(`changes(): tables: there is no table "ordrs" in database "default". Did you mean "orders"?`),
    );
  });

  test.each<[options: object, message: string]>([
    [{ tables: "orders" }, "changes(): tables: expected an array of names, got 'orders'"],
    [{ tables: [1] }, "changes(): tables: expected an array of names, got [ 1 ]"],
    [{ ignore: "id" }, "changes(): ignore: expected an array of names and patterns, got 'id'"],
    [{ ignore: [1] }, "changes(): ignore: expected an array of names and patterns, got [ 1 ]"],
  ])("refuses %o", (options, message) => {
    expect(() => changesOf("SELECT 1", options)).toThrow(new TypeError(message));
  });

  test("does not call a table unchanged that it cannot read", () => {
    const sql =
      "INSERT INTO texts (texts, rowid, body) VALUES ('delete', 1, 'two'); INSERT INTO texts (rowid, body) VALUES (1, 'three')";
    const setUp =
      "CREATE VIRTUAL TABLE texts USING fts5(body, content = ''); INSERT INTO texts (rowid, body) VALUES (1, 'two')";
    expect(() => changesOf(sql, {}, setUp)).toThrow(
      expect.objectContaining({ code: "CHANGES_UNAVAILABLE", database: "default", reason: expect.stringContaining("texts") }),
    );
  });
});

const scripts: Script[] = [];

afterEach(() => {
  for (const script of scripts.splice(0)) script[Symbol.dispose]();
});

function changesOf(sql: string, options: ChangesOptions = {}, setUp = SHOP): Changes {
  const script = new Script(setUp);
  scripts.push(script);
  script.step({ commits: [sql] });
  const states = script.openStates();
  try {
    return readChanges({ database: "default", configuration: undefined, states, from: 0, to: 1 }, options);
  } finally {
    states.close();
  }
}
