import { describe, expect, test } from "vitest";

import { foreignKeyUseOf, type ForeignKeyUse } from "../../../src/migrations/apply/foreign-key-use.js";
import { splitStatements } from "../../../src/migrations/sql/split-statements.js";

describe("foreignKeyUseOf", () => {
  test.each([
    "CREATE TABLE a (x REFERENCES b(x), rename TEXT);",
    "CREATE TEMP TABLE a (x);",
    "CREATE INDEX j ON a(x);",
    "CREATE VIEW v AS SELECT 1;",
    "CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM b; END;",
    "ALTER TABLE a ADD COLUMN y TEXT DEFAULT 'REFERENCES';",
    "SAVEPOINT a; SELECT 1; ROLLBACK TO a; RELEASE a;",
    "DROP INDEX i; DROP VIEW v; DROP TRIGGER t; REINDEX; ANALYZE;",
    "-- nothing",
  ])("says that rows cannot be left pointing nowhere by %s", (sql) => {
    expect(usesOf(sql).some(({ mayBreak }) => mayBreak)).toBe(false);
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
    "CREATE UNIQUE INDEX i ON a(x);",
  ])("says that rows may be left pointing nowhere by %s", (sql) => {
    expect(usesOf(sql).some(({ mayBreak }) => mayBreak)).toBe(true);
  });

  test.each([
    "CREATE UNIQUE INDEX i ON a(x);",
    "CREATE TABLE a AS SELECT 1;",
    "ALTER TABLE a DROP COLUMN x;",
    "ALTER TABLE a RENAME COLUMN x TO y;",
    "ALTER TABLE a ADD COLUMN y TEXT;",
    "DROP INDEX i;",
  ])("says that foreign keys make no difference to %s", (sql) => {
    expect(usesOf(sql).some(({ heeds }) => heeds)).toBe(false);
  });

  test.each([
    "DELETE FROM a;",
    "REPLACE INTO a VALUES (1);",
    "WITH x AS (SELECT 1) UPDATE a SET y = 1;",
    "DROP TABLE a;",
    "ALTER TABLE a RENAME TO b;",
    "ALTER TABLE a ADD COLUMN y INTEGER DEFAULT 1 REFERENCES b(x);",
  ])("says that foreign keys may make a difference to %s", (sql) => {
    expect(usesOf(sql).some(({ heeds }) => heeds)).toBe(true);
  });
});

function usesOf(sql: string): readonly ForeignKeyUse[] {
  return [...splitStatements(sql)].map((statement) => foreignKeyUseOf(sql, statement));
}
