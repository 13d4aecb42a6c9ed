import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";

import { outlineScript, PIECE_LENGTH } from "../../../src/migrations/sql/outline-script.js";
import { planTransaction } from "../../../src/migrations/apply/plan-transaction.js";
import { growth, MAX_GROWTH } from "../../helpers/growth.js";

describe("outlineScript", () => {
  test("joins what does not matter, and keeps what does", () => {
    const sql = "CREATE TABLE a (x); INSERT INTO a VALUES (1); -- ;\nPRAGMA user_version = 2; BEGIN; SELECT 1; END;";
    const parts = outlineScript(sql).map(({ kind, start, end }) => [kind, sql.slice(start, end)]);
    expect(parts).toEqual([
      ["plain", "CREATE TABLE a (x); INSERT INTO a VALUES (1);"],
      ["stored-pragma", "PRAGMA user_version = 2;"],
      ["begin", "BEGIN;"],
      ["plain", "SELECT 1;"],
      ["commit", "END;"],
    ]);
  });

  test.each([
    "1",
    "0",
    "0x1",
    "0x100",
    "256",
    "257",
    "-1",
    "+1",
    "on",
    "'yes'",
    "full",
    "true",
    "no",
    "4294967297",
    "1.5",
    "2",
  ])("reads a switch as SQLite does: %s", (value) => {
    const sql = `PRAGMA foreign_keys = ${value};`;
    const database = new Database(":memory:").exec(`PRAGMA foreign_keys = OFF; ${sql}`);
    expect(outlineScript(sql)[0]?.setsOn).toBe(database.pragma("foreign_keys", { simple: true }) === 1);
  });

  test("cuts a long run into pieces that are the whole together", () => {
    const sql = "INSERT INTO a VALUES (';'); ".repeat(10_000).trimEnd();
    const parts = outlineScript(sql);
    expect(parts.map(({ start, end }) => sql.slice(start, end)).join(" ")).toBe(sql);
    expect(parts.length).toBe(Math.ceil(sql.length / (PIECE_LENGTH + 28)));
  });

  test.each([
    "INSERT INTO a VALUES ('x');",
    "PRAGMA a = 1;",
    "PRAGMA foreign_keys = ON;",
    "BEGIN; COMMIT; ",
    "SAVEPOINT s; ROLLBACK TO s; ",
    "CREATE TABLE a (x);",
    "CREATE TRIGGER t BEGIN ",
    "CREATE TEMP ",
    "ATTACH a; DETACH a; ",
    "'",
    "''",
    '"a',
    "[",
    "]",
    "`",
    "/*",
    "--",
    "-",
    "-- x\n",
    "/* x */ ",
    ";",
    " ",
    "é",
    "a",
  ])("takes time in proportion to the length of %j", (unit) => {
    const plan = (sql: string): unknown => planTransaction(outlineScript(sql));
    expect(growth((length) => unit.repeat(length / unit.length), plan)).toBeLessThan(MAX_GROWTH);
  });
});
