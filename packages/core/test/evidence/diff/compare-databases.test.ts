import Database from "better-sqlite3";
import { afterEach, describe, expect, test } from "vitest";

import {
  compareDatabases,
  type CompareDatabasesOptions,
  type DatabaseDifference,
} from "../../../src/evidence/diff/compare-databases.js";

describe("compareDatabases", () => {
  test("finds no difference between a database and its copy", () => {
    const sql = `${USERS} INSERT INTO users (name) VALUES ('Ada'), ('Grace'); CREATE VIEW names AS SELECT name FROM users; PRAGMA user_version = 7`;
    expect(compare(sql, sql)).toEqual({ isSame: true, pragmas: [], schema: [], tables: [], unreadable: [] });
  });

  test("shows rows that changed, were removed and were added, by primary key and in SQL's spelling", () => {
    const before = `${USERS} INSERT INTO users VALUES (1, 'Ada', 36), (2, 'Grace', 85), (3, 'Hank', NULL)`;
    const after = `${USERS} INSERT INTO users VALUES (1, 'Ada', 37), (3, 'Hank', NULL), (4, 'O''Neil', 1.5)`;
    const { isSame, tables } = compare(before, after);
    expect(isSame).toBe(false);
    expect(tables).toEqual([
      {
        table: "users",
        added: 1,
        removed: 1,
        changed: 1,
        rows: [
          { kind: "changed", key: { id: "1" }, before: { age: "36" }, after: { age: "37" } },
          { kind: "removed", key: { id: "2" }, values: { id: "2", name: "'Grace'", age: "85" } },
          { kind: "added", key: { id: "4" }, values: { id: "4", name: "'O''Neil'", age: "1.5" } },
        ],
      },
    ]);
  });

  test.each([
    ["1", "1.0", "1", "1.0"],
    ["1", "'1'", "1", "'1'"],
    ["'a'", "x'61'", "'a'", "x'61'"],
    ["NULL", "0", "NULL", "0"],
    ["NULL", "''", "NULL", "''"],
    ["9007199254740993", "9007199254740992", "9007199254740993", "9007199254740992"],
    ["'A'", "'a'", "'A'", "'a'"],
    ["9e999", "-9e999", "9e999", "-9e999"],
    ["0.0", "-0.0", "0.0", "-0.0"],
    ["CAST(x'ff' AS TEXT)", "CAST(x'fe' AS TEXT)", "CAST(x'ff' AS TEXT)", "CAST(x'fe' AS TEXT)"],
    ["CAST(x'ff' AS TEXT)", "char(0xfffd)", "CAST(x'ff' AS TEXT)", "'\u{fffd}'"],
    ["CAST(x'ff' AS TEXT)", "x'ff'", "CAST(x'ff' AS TEXT)", "x'ff'"],
  ])("tells %s from %s", (left, right, shownLeft, shownRight) => {
    const sql = (value: string): string =>
      `CREATE TABLE t (id INTEGER PRIMARY KEY, v COLLATE NOCASE); INSERT INTO t VALUES (1, ${value})`;
    expect(compare(sql(left), sql(right)).tables[0]?.rows).toEqual([
      { kind: "changed", key: { id: "1" }, before: { v: shownLeft }, after: { v: shownRight } },
    ]);
  });

  test("tells rows of a table without primary key by rowid", () => {
    const before = "CREATE TABLE t (v); INSERT INTO t VALUES ('a'), ('b'), ('c')";
    expect(
      compare(before, `${before}; DELETE FROM t WHERE v = 'b'; UPDATE t SET v = 'd' WHERE v = 'c'`).tables[0]?.rows,
    ).toEqual([
      { kind: "changed", key: { rowid: "3" }, before: { v: "'c'" }, after: { v: "'d'" } },
      { kind: "removed", key: { rowid: "2" }, values: { v: "'b'" } },
    ]);
  });

  test("takes a row that only moved to another rowid for removed and added", () => {
    const [first] = compare(
      "CREATE TABLE t (v); INSERT INTO t (rowid, v) VALUES (1, 'a')",
      "CREATE TABLE t (v); INSERT INTO t (rowid, v) VALUES (2, 'a')",
    ).tables;
    expect(first).toMatchObject({ added: 1, removed: 1, changed: 0 });
  });

  test("tells rows WITHOUT ROWID by all columns of their key", () => {
    const before =
      "CREATE TABLE t (a TEXT, b INTEGER, v, PRIMARY KEY (b, a)) WITHOUT ROWID; INSERT INTO t VALUES ('x', 1, 1), ('y', 1, 2)";
    expect(compare(before, `${before}; UPDATE t SET v = 3 WHERE a = 'y'`).tables[0]?.rows).toEqual([
      { kind: "changed", key: { a: "'y'", b: "1" }, before: { v: "2" }, after: { v: "3" } },
    ]);
  });

  test("tells rows apart whose primary key is NULL", () => {
    const before = "CREATE TABLE t (k TEXT PRIMARY KEY, v); INSERT INTO t VALUES (NULL, 1), (NULL, 2), ('k', 3)";
    expect(compare(before, `${before}; DELETE FROM t WHERE v = 1`).tables).toMatchObject([
      { changed: 0, added: 0, removed: 1 },
    ]);
  });

  test.each(["__proto__", "constructor", "toString", "hasOwnProperty"])(
    "compares tables and columns that are called %s, and shows them in JSON too",
    (name) => {
      const before = `CREATE TABLE "${name}" (id INTEGER PRIMARY KEY, "${name}"); INSERT INTO "${name}" VALUES (1, 'a'), (2, 'b');
        CREATE TABLE keyed ("${name}" TEXT PRIMARY KEY, v) WITHOUT ROWID; INSERT INTO keyed VALUES ('k', 1)`;
      const after = `${before}; UPDATE "${name}" SET "${name}" = 'c' WHERE id = 1; DELETE FROM "${name}" WHERE id = 2; UPDATE keyed SET v = 2`;
      const { tables } = compare(before, after, { ignoredColumns: {} });
      const own = (value: string): object => Object.fromEntries([[name, value]]);
      const named = {
        table: name,
        added: 0,
        removed: 1,
        changed: 1,
        rows: [
          { kind: "changed", key: { id: "1" }, before: own("'a'"), after: own("'c'") },
          { kind: "removed", key: { id: "2" }, values: Object.fromEntries([...Object.entries({ id: "2" }), [name, "'b'"]]) },
        ],
      };
      const keyed = { kind: "changed", key: own("'k'"), before: { v: "1" }, after: { v: "2" } };
      expect(JSON.stringify(tables)).toBe(
        JSON.stringify(
          [named, { table: "keyed", added: 0, removed: 0, changed: 1, rows: [keyed] }].toSorted((one, other) =>
            one.table < other.table ? -1 : 1,
          ),
        ),
      );
    },
  );

  test("tells texts that are no UTF-8 apart in keys too", () => {
    const sql = (bytes: string): string =>
      `CREATE TABLE t (k TEXT PRIMARY KEY, v) WITHOUT ROWID; INSERT INTO t VALUES (CAST(x'${bytes}' AS TEXT), '\u{fffd}')`;
    expect(compare(sql("ff"), sql("ff")).isSame).toBe(true);
    expect(compare(sql("ff"), sql("fe")).tables).toMatchObject([{ added: 1, removed: 1, changed: 0 }]);
  });

  test("compares very many rows that nothing tells apart", () => {
    const sql = (value: number): string =>
      `CREATE TABLE t (rowid, _rowid_, oid); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) INSERT INTO t SELECT ${value}, 1, 1 FROM n`;
    const { tables, unreadable } = compare(sql(1), sql(2), { limitMs: 20_000 });
    expect(unreadable).toEqual([]);
    expect(tables).toMatchObject([{ added: 20_000, removed: 20_000 }]);
  });

  test("holds no rows that were added to a table of a few", () => {
    const table = "CREATE TABLE t (k TEXT PRIMARY KEY, v); INSERT INTO t VALUES ('last', 1)";
    const many =
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 160) INSERT INTO t SELECT 'k' || i, zeroblob(1000000) FROM n";
    expect(
      compare(table, `CREATE TABLE t (k TEXT PRIMARY KEY, v); ${many}; INSERT INTO t VALUES ('last', 2)`).tables,
    ).toMatchObject([{ added: 160, removed: 0, changed: 1 }]);
  });

  test("counts rows that nothing tells apart", () => {
    const table = "CREATE TABLE t (rowid, _rowid_, oid);";
    const before = `${table} INSERT INTO t VALUES (1, 1, 1), (1, 1, 1), (1, 1, 1)`;
    const after = `${table} INSERT INTO t VALUES (2, 2, 2), (3, 3, 3), (1, 1, 1), (1, 1, 1)`;
    expect(compare(before, after).tables).toMatchObject([{ added: 2, removed: 1, changed: 0 }]);
  });

  test("takes a row that was put in front of all others for one added", () => {
    const many =
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO t SELECT i, 'row ' || i FROM n";
    const before = `CREATE TABLE t (id INTEGER PRIMARY KEY, v); ${many}`;
    expect(compare(before, `${before}; INSERT INTO t VALUES (0, 'first')`).tables).toMatchObject([
      { added: 1, removed: 0, changed: 0 },
    ]);
  });

  test("leaves generated columns out, which follow from the others", () => {
    const before = "CREATE TABLE t (id INTEGER PRIMARY KEY, a, b AS (a * 2), c AS (a * 3) STORED); INSERT INTO t VALUES (1, 5)";
    expect(compare(before, `${before}; UPDATE t SET a = 6`).tables[0]?.rows).toEqual([
      { kind: "changed", key: { id: "1" }, before: { a: "5" }, after: { a: "6" } },
    ]);
  });

  test("compares a virtual table by what it shows, and not the tables behind it", () => {
    const before = "CREATE VIRTUAL TABLE texts USING fts5(body); INSERT INTO texts VALUES ('one'), ('two')";
    const { tables, unreadable } = compare(before, `${before}; INSERT INTO texts VALUES ('three')`);
    expect(tables).toMatchObject([{ table: "texts", added: 1, rows: [{ kind: "added", values: { body: "'three'" } }] }]);
    expect(unreadable).toEqual([]);
  });

  test("does not take a full-text table that keeps no texts for the same when its index is not", () => {
    const sql = (text: string): string =>
      `CREATE VIRTUAL TABLE texts USING fts5(body, content = ''); INSERT INTO texts (rowid, body) VALUES (1, '${text}')`;
    expect(compare(sql("one"), sql("one")).isSame).toBe(true);
    const { isSame, tables, unreadable } = compare(sql("one"), sql("two"));
    expect({ isSame, tables }).toEqual({ isSame: false, tables: [] });
    expect(unreadable).toEqual([
      { table: "texts", problem: "since it keeps an index and no texts, and the index is not the same" },
    ]);
  });

  test("says which table cannot be read, and compares the others", () => {
    const before = "CREATE TABLE t (v); CREATE VIRTUAL TABLE texts USING fts5(body, content = 'gone')";
    const { tables, unreadable } = compare(before, `${before}; INSERT INTO t VALUES (1)`);
    expect(tables).toMatchObject([{ table: "t", added: 1 }]);
    expect(unreadable).toEqual([{ table: "texts", problem: expect.stringContaining("gone") }]);
  });

  test("shortens long values, keeps the part that differs, and says how long they are", () => {
    const sql = (letter: string): string =>
      `CREATE TABLE t (id INTEGER PRIMARY KEY, v, w); INSERT INTO t VALUES (1, '${"a".repeat(500)}${letter}${"a".repeat(500)}', zeroblob(1000))`;
    const [row] =
      compare(sql("b"), `${sql("c")}; UPDATE t SET w = x'01' || zeroblob(999)`, { shownCharacters: 20 }).tables[0]?.rows ?? [];
    expect(row).toMatchObject({
      before: { v: "…'aaaaaaaaaabaaaaaaaaa'… (1001 characters)", w: "x'0000000000'… (1000 bytes)" },
      after: { v: "…'aaaaaaaaaacaaaaaaaaa'… (1001 characters)" },
    });
  });

  test("shows so many rows of each kind, and counts them all", () => {
    const rows = (from: number, to: number): string =>
      `CREATE TABLE t (id INTEGER PRIMARY KEY); WITH RECURSIVE n(i) AS (SELECT ${from} UNION ALL SELECT i + 1 FROM n WHERE i < ${to}) INSERT INTO t SELECT i FROM n`;
    const [difference] = compare(rows(1, 50), rows(31, 100), { shownRows: 3 }).tables;
    expect(difference).toMatchObject({ added: 50, removed: 30, changed: 0 });
    expect(difference?.rows.map(({ kind, key }) => `${kind} ${key["id"]}`)).toEqual([
      "removed 1",
      "removed 2",
      "removed 3",
      "added 51",
      "added 52",
      "added 53",
    ]);
  });

  test("shows tables, indexes, views and triggers that are not the same, with their SQL", () => {
    const before = "CREATE TABLE t (a); CREATE INDEX by_a ON t (a); CREATE VIEW v AS SELECT 1";
    const after = "CREATE TABLE t (a, b); CREATE VIEW v AS SELECT 1; CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END";
    expect(compare(before, after).schema).toEqual([
      { kind: "removed", type: "index", name: "by_a", before: "CREATE INDEX by_a ON t (a)" },
      { kind: "changed", type: "table", name: "t", before: "CREATE TABLE t (a)", after: "CREATE TABLE t (a, b)" },
      { kind: "added", type: "trigger", name: "g", after: "CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END" },
    ]);
  });

  test("takes the SQL of a checkout with other line endings for the same", () => {
    expect(compare("CREATE TABLE t (\n  a\n)", "CREATE TABLE t (\r\n  a\r\n)").isSame).toBe(true);
  });

  test("compares the columns that both have, where they do not have the same", () => {
    const { tables } = compare(
      "CREATE TABLE t (id INTEGER PRIMARY KEY, a); INSERT INTO t VALUES (1, 1)",
      "CREATE TABLE t (id INTEGER PRIMARY KEY, a, b); INSERT INTO t VALUES (1, 2, 3)",
    );
    expect(tables).toMatchObject([{ rows: [{ kind: "changed", before: { a: "1" }, after: { a: "2" } }] }]);
  });

  test("counts the rows of a table that only one has", () => {
    const { schema, tables } = compare("SELECT 1", "CREATE TABLE t (a); INSERT INTO t VALUES (1), (2)");
    expect(schema).toMatchObject([{ kind: "added", name: "t" }]);
    expect(tables).toMatchObject([{ table: "t", added: 2, removed: 0 }]);
  });

  test("sees where AUTOINCREMENT would go on", () => {
    const before = "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT); INSERT INTO t DEFAULT VALUES";
    expect(compare(before, `${before}; INSERT INTO t DEFAULT VALUES; DELETE FROM t WHERE id = 2`).tables).toEqual([
      {
        table: "sqlite_sequence",
        added: 0,
        removed: 0,
        changed: 1,
        rows: [{ kind: "changed", key: { name: "'t'" }, before: { seq: "1" }, after: { seq: "2" } }],
      },
    ]);
  });

  test.each([
    ["user_version", "0", "3"],
    ["application_id", "0", "77"],
  ])("sees another %s", (name, before, after) => {
    const { isSame, pragmas } = compare("SELECT 1", `PRAGMA ${name} = ${after}`);
    expect({ isSame, pragmas }).toEqual({ isSame: false, pragmas: [{ name, before, after }] });
  });

  test("leaves out the columns that it is told to", () => {
    const sql = (time: string): string =>
      `CREATE TABLE ledger (name TEXT PRIMARY KEY, at); INSERT INTO ledger VALUES ('001', '${time}')`;
    expect(compare(sql("now"), sql("then"), { ignoredColumns: { ledger: ["at"] } }).isSame).toBe(true);
  });

  test("gives plain data, that crosses threads and can be written as JSON", () => {
    const sql = (value: string): string => `CREATE TABLE t (id INTEGER PRIMARY KEY, v); INSERT INTO t VALUES (1, ${value})`;
    const difference = compare(sql("9007199254740993"), sql("x'00'"));
    expect(difference.tables).toHaveLength(1);
    expect(JSON.parse(JSON.stringify(structuredClone(difference)))).toEqual(difference);
  });

  test("says which table there was no time for, and compares those that there is time for", () => {
    const fill =
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) INSERT INTO big SELECT i, i FROM n";
    const sql = `CREATE TABLE big (id INTEGER PRIMARY KEY, v); ${fill}; CREATE TABLE small (id INTEGER PRIMARY KEY, v)`;
    const { isSame, tables, unreadable } = compare(sql, `${sql}; INSERT INTO small VALUES (1, 1)`, { limitMs: 0 });
    expect(isSame).toBe(false);
    expect(unreadable).toEqual([{ table: "big", problem: "since it takes longer than 0.0 s" }]);
    expect(tables).toMatchObject([{ table: "small", added: 1 }]);
  });

  test("holds no rows of a table that was emptied, or that another order was given, in memory", { tags: "long" }, () => {
    const fill = (order: string): string =>
      `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 160) INSERT INTO t SELECT 'k' || i, zeroblob(1000000) FROM n ORDER BY i ${order}`;
    const table = "CREATE TABLE t (k TEXT PRIMARY KEY, v)";
    expect(compare(`${table}; ${fill("ASC")}`, table).tables).toMatchObject([{ removed: 160 }]);
    // Half of them have no counterpart when the middle is reached: 80 MB of each.
    expect(compare(`${table}; ${fill("ASC")}`, `${table}; ${fill("DESC")}`).unreadable).toEqual([
      { table: "t", problem: "since too much of it differs" },
    ]);
  });
});

const USERS = "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL, age);";

const open = new Set<Database.Database>();

afterEach(() => {
  for (const connection of open) connection.close();
  open.clear();
});

function compare(before: string, after: string, options?: CompareDatabasesOptions): DatabaseDifference {
  return compareDatabases(openWith(before), openWith(after), options);
}

function openWith(sql: string): Database.Database {
  const connection = new Database(":memory:");
  open.add(connection);
  connection.exec(sql);
  return connection;
}
