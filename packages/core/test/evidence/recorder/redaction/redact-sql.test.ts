import { describe, expect, test } from "vitest";

import { redactSql } from "../../../../src/evidence/recorder/redaction/redact-sql.js";

describe("redactSql", () => {
  test.each([
    ["INSERT INTO users VALUES (1, 'hunter2')", "INSERT INTO users VALUES (?, ?)"],
    ["SELECT * FROM t1 WHERE a2 = 'it''s'", "SELECT * FROM t1 WHERE a2 = ?"],
    ["SELECT x'CAFE', X'00', 'x'", "SELECT ?, ?, ?"],
    ["SELECT 1.5, .5, 1e10, 1E-5, 0xFF, 1_000, -3", "SELECT ?, ?, ?, ?, ?, ?, -?"],
    [`UPDATE "a 1'b" SET [c 2] = 3, \`d'4\` = 'e'`, `UPDATE "a 1'b" SET [c 2] = ?, \`d'4\` = ?`],
    ["SELECT 'a' -- it's 'hunter2'\nFROM t", "SELECT ? FROM t"],
    ["SELECT /* 'hunter2' it's */ 'b'", "SELECT ?"],
    ["SELECT 'never closed hunter2", "SELECT ?"],
    ["SELECT x'cafe", "SELECT ?"],
    ["SELECT /* never closed hunter2", "SELECT"],
    ["SELECT NULL, TRUE, ?, :name, @name, $name", "SELECT NULL, TRUE, ?, :name, @name, $name"],
    ["SELECT\n\n  größe,\t名 FROM täble", "SELECT größe, 名 FROM täble"],
    ["SELECT '--', '/*', 'a' /* c */", "SELECT ?, ?, ?"],
    ["PRAGMA user_version = 7", "PRAGMA user_version = ?"],
    ["", ""],
  ])("writes %s as %s", (sql, redacted) => {
    expect(redactSql(sql)).toBe(redacted);
  });

  test.each(["'", '"', "/*", "--", "[", "x'", "1e", "'a", "/**"])("ends with 400,000 characters of %s", (text) => {
    const sql = text.repeat(400_000 / text.length);
    expect(redactSql(sql).length).toBeLessThanOrEqual(sql.length);
  });
});
