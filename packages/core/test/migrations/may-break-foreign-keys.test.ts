import { describe, expect, test } from "vitest";

import { mayBreakForeignKeys } from "../../src/migrations/may-break-foreign-keys.js";
import { splitStatements } from "../../src/migrations/split-statements.js";

describe("mayBreakForeignKeys", () => {
  test.each([
    "CREATE TABLE a (x REFERENCES b(x), rename TEXT);",
    "CREATE TEMP TABLE a (x);",
    "CREATE UNIQUE INDEX i ON a(x); CREATE INDEX j ON a(x);",
    "CREATE VIEW v AS SELECT 1;",
    "CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM b; END;",
    "ALTER TABLE a ADD COLUMN y TEXT DEFAULT 'REFERENCES';",
    "PRAGMA foreign_keys=OFF; PRAGMA user_version = 7;",
    "-- nothing",
  ])("is false for %s", (sql) => {
    expect(mayBreakForeignKeys(splitStatements(sql))).toBe(false);
  });

  test.each([
    "CREATE TABLE a AS SELECT 1;",
    "CREATE TABLE a AS SELECT trigger FROM b;",
    "CREATE TABLE a AS VALUES (1);",
    "CREATE VIRTUAL TABLE a USING fts5(x);",
    "ALTER TABLE a ADD COLUMN y INTEGER DEFAULT 1 REFERENCES b(x);",
    "ALTER TABLE a RENAME TO b;",
    "ALTER TABLE a DROP COLUMN add_x;",
    "CREATE TABLE a (x); INSERT INTO a VALUES (1);",
    "DROP TABLE a;",
    "DELETE FROM a;",
    "PRAGMA writable_schema=ON;",
  ])("is true for %s", (sql) => {
    expect(mayBreakForeignKeys(splitStatements(sql))).toBe(true);
  });
});
