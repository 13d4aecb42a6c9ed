import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";

import { compareDatabases } from "../../../src/evidence/diff/compare-databases.js";
import { describeDifference } from "../../../src/evidence/diff/describe-difference.js";

describe("describeDifference", () => {
  test("gives a table a heading, and a row a line: what is new, what is gone, what changed", () => {
    expect(
      describeAfter(
        "CREATE TABLE orders (id INTEGER PRIMARY KEY, status, total); INSERT INTO orders VALUES (1, 'open', 5), (2, 'open', 6)",
        "DELETE FROM orders WHERE id = 2; UPDATE orders SET status = 'paid'; INSERT INTO orders VALUES (7, 'open', 12.5)",
      ),
    ).toEqual([
      "orders: 1 added, 1 removed, 1 changed",
      "  + id=7: status='open', total=12.5",
      "  - id=2: status='open', total=6",
      "  ~ id=1: status 'open' → 'paid'",
    ]);
  });

  test("gives a long row a line a column, aligned", () => {
    expect(
      describeAfter(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a, much_longer, c)",
        `INSERT INTO t VALUES (1, 1, '${"x".repeat(99)}', NULL)`,
      ),
    ).toEqual([
      "t: 1 added",
      "  + id=1:",
      "      a            1",
      `      much_longer  '${"x".repeat(60)}'… (99 characters)`,
      "      c            NULL",
    ]);
  });

  test("puts the two values of a long change one below the other", () => {
    const text = (word: string): string => `${"lorem ".repeat(20)}${word}${" ipsum".repeat(20)}`;
    expect(
      describeAfter(
        `CREATE TABLE t (id INTEGER PRIMARY KEY, note); INSERT INTO t VALUES (1, '${text("open")}')`,
        `UPDATE t SET note = '${text("paid")}'`,
      ).slice(1),
    ).toEqual([
      "  ~ id=1:",
      "      note  …'rem lorem open ipsum ipsum ipsum ipsum ipsum ipsum ipsum ips'… (244 characters)",
      "          → …'rem lorem paid ipsum ipsum ipsum ipsum ipsum ipsum ipsum ips'… (244 characters)",
    ]);
  });

  test("shows so many rows of a kind, and says how many more there are", () => {
    const lines = describeAfter(
      "CREATE TABLE t (id INTEGER PRIMARY KEY)",
      "INSERT INTO t VALUES (1), (2), (3), (4), (5), (6), (7)",
    );
    expect(lines.slice(-2)).toEqual(["  + id=5", "  + … and 2 more"]);
  });

  test.each([
    ["char(27) || '[31mred'", String.raw`'\u{1b}[31mred'`],
    ["'a' || char(10) || 'b' || char(13, 9)", String.raw`'a\nb\r\t'`],
    [String.raw`'a\nb'`, String.raw`'a\\nb'`],
    [String.raw`'C:\data'`, String.raw`'C:\data'`],
    ["char(0)", String.raw`'\u{0}'`],
    ["char(0x202e) || 'txt.exe'", String.raw`'\u{202e}txt.exe'`],
    ["char(0x2028)", String.raw`'\u{2028}'`],
    ["'👩‍👧 naïve ✓'", "'👩‍👧 naïve ✓'"],
    ["'it''s'", "'it''s'"],
    ["9e999", "9e999"],
    ["9e999 - 9e999", "NULL"],
    ["x'00ff'", "x'00ff'"],
  ])("writes %s so that nothing in it moves a cursor or is taken for something else", (sql, shown) => {
    expect(describeAfter("CREATE TABLE t (id INTEGER PRIMARY KEY, v)", `INSERT INTO t VALUES (1, ${sql})`)[1]).toBe(
      `  + id=1: v=${shown}`,
    );
  });

  test("never cuts a character in two", () => {
    const [, line = ""] = describeAfter("CREATE TABLE t (v)", `INSERT INTO t VALUES ('x${"😀".repeat(50)}')`);
    expect(line).toBe(`  + rowid=1: v='x${"😀".repeat(30)}'… (101 characters)`);
  });

  test("quotes names as SQL does", () => {
    expect(
      describeAfter('CREATE TABLE "order items" ("unit price", """q""")', 'INSERT INTO "order items" VALUES (1, 2)'),
    ).toEqual(['"order items": 1 added', '  + rowid=1: "unit price"=1, """q"""=2']);
  });

  test("tells the application's tables before SQLite's own, schema and settings", () => {
    expect(
      describeAfter(
        "CREATE TABLE z (id INTEGER PRIMARY KEY AUTOINCREMENT)",
        "INSERT INTO z DEFAULT VALUES; CREATE INDEX i ON z (id); PRAGMA user_version = 2",
      ),
    ).toEqual([
      "z: 1 added",
      "  + id=1",
      "sqlite_sequence: 1 added",
      "  + name='z': seq=1",
      "index i added",
      "  + CREATE INDEX i ON z (id)",
      "PRAGMA user_version: 0 → 2",
    ]);
  });

  test.each([
    [
      "FTS5",
      "CREATE VIRTUAL TABLE f USING fts5(body)",
      "INSERT INTO f VALUES ('hello world')",
      ["f: 1 added", "  + rowid=1: body='hello world'"],
    ],
    [
      "an R*Tree",
      "CREATE VIRTUAL TABLE r USING rtree(id, x0, x1)",
      "INSERT INTO r VALUES (3, 1, 2)",
      ["r: 1 added", "  + rowid=3: id=3, x0=1.0, x1=2.0"],
    ],
    [
      "WITHOUT ROWID",
      "CREATE TABLE w (a, b, v, PRIMARY KEY (a, b)) WITHOUT ROWID",
      "INSERT INTO w VALUES (1, 'x', 2)",
      ["w: 1 added", "  + a=1, b='x': v=2"],
    ],
    [
      "generated columns",
      "CREATE TABLE g (id INTEGER PRIMARY KEY, v, w AS (v * 2) STORED)",
      "INSERT INTO g (v) VALUES (21)",
      ["g: 1 added", "  + id=1: v=21"],
    ],
    ["no key", "CREATE TABLE n (v)", "INSERT INTO n VALUES ('a')", ["n: 1 added", "  + rowid=1: v='a'"]],
  ])("tells the rows of tables with %s", (_what, before, change, lines) => {
    expect(describeAfter(before, change)).toEqual(lines);
  });

  test("tells what became of tables that were made, dropped and altered", () => {
    expect(
      describeAfter(
        "CREATE TABLE gone (v); INSERT INTO gone VALUES (1); CREATE TABLE t (id INTEGER PRIMARY KEY, a); INSERT INTO t VALUES (1, 2)",
        "DROP TABLE gone; ALTER TABLE t ADD COLUMN b; CREATE TABLE fresh (v); INSERT INTO fresh VALUES ('x')",
      ),
    ).toEqual([
      "fresh: 1 added",
      "  + rowid=1: v='x'",
      "gone: 1 removed",
      "  - rowid=1: v=1",
      "table gone removed",
      "  - CREATE TABLE gone (v)",
      "table t changed",
      "  - CREATE TABLE t (id INTEGER PRIMARY KEY, a)",
      "  + CREATE TABLE t (id INTEGER PRIMARY KEY, a, b)",
      "table fresh added",
      "  + CREATE TABLE fresh (v)",
    ]);
  });
});

function describeAfter(sql: string, change: string): string[] {
  const [before, after] = [new Database(":memory:"), new Database(":memory:")];
  for (const database of [before, after]) database.exec(sql);
  after.exec(change);
  const lines = describeDifference(compareDatabases(before, after));
  before.close();
  after.close();
  return lines;
}
