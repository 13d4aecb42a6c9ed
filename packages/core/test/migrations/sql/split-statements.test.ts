import { describe, expect, test } from "vitest";

import { splitStatements, wordsOf } from "../../../src/migrations/sql/split-statements.js";

describe("splitStatements", () => {
  const scripts: readonly [claim: string, sql: string, expected: readonly string[]][] = [
    ["ends a statement at its semicolon", "SELECT 1; SELECT 2", ["SELECT 1;", "SELECT 2"]],
    ["passes over empty statements", ";; SELECT 1;;", ["SELECT 1;"]],
    ["finds none in comments", "-- a; b\n/* c; d */", []],
    ["keeps a line comment with its semicolons", "SELECT 1 -- no; end\n;", ["SELECT 1 -- no; end\n;"]],
    ["keeps a block comment with its semicolons", "SELECT /* ; * / ; */ 1;", ["SELECT /* ; * / ; */ 1;"]],
    ["keeps an open comment", "SELECT 1; /* ; SELECT 2;", ["SELECT 1;"]],
    ["keeps texts with doubled quotes", "SELECT 'a;''b;'; SELECT 2;", ["SELECT 'a;''b;';", "SELECT 2;"]],
    ["keeps quoted names", 'SELECT "a;""b", `c;``d`, [e;f] FROM x;', ['SELECT "a;""b", `c;``d`, [e;f] FROM x;']],
    ["ends a bracket at the first closing one", "SELECT [a]]; SELECT 2;", ["SELECT [a]];", "SELECT 2;"]],
    ["keeps an open quote", "SELECT 1; SELECT 'a; b", ["SELECT 1;", "SELECT 'a; b"]],
    [
      "keeps the body of a trigger",
      "CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE b SET x = 1; DELETE FROM c; END; SELECT 1;",
      ["CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE b SET x = 1; DELETE FROM c; END;", "SELECT 1;"],
    ],
    [
      "keeps the body of a temporary trigger, with a CASE",
      "create temp trigger t after insert on a begin select case when 1 then 2 end; end /* x */ ; SELECT 1;",
      ["create temp trigger t after insert on a begin select case when 1 then 2 end; end /* x */ ;", "SELECT 1;"],
    ],
    [
      "keeps the body of a trigger that is explained",
      "EXPLAIN QUERY PLAN CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END; SELECT 1;",
      ["EXPLAIN QUERY PLAN CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END;", "SELECT 1;"],
    ],
    [
      "ends a trigger at the END after several semicolons, as SQLite does",
      "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1;; END; SELECT 1;",
      ["CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1;; END;", "SELECT 1;"],
    ],
    [
      "takes a column called trigger for a column",
      'CREATE TABLE a (trigger_name TEXT, "trigger" TEXT); SELECT 1;',
      ['CREATE TABLE a (trigger_name TEXT, "trigger" TEXT);', "SELECT 1;"],
    ],
    ["reads a byte order mark as white space", "\uFEFFSELECT 1;", ["SELECT 1;"]],
  ];
  test.each(scripts)("%s", (_claim, sql, expected) => {
    expect([...splitStatements(sql)].map(({ start, end }) => sql.slice(start, end))).toEqual(expected);
  });

  test("gives words in upper case, and hides what is quoted", () => {
    const sql = `begin 'commit' "end" x'00' ölig2;`;
    expect([...wordsOf(sql, { start: 0, end: sql.length })]).toEqual(["BEGIN", '"', '"', "X", '"', "ÖLIG2"]);
  });

  test("reads megabytes of quotes and comments without running out of stack", () => {
    const sql = `INSERT INTO a VALUES ('${"b''".repeat(500_000)}'); /*${"*".repeat(1_000_000)}*/ SELECT 1;`;
    expect([...splitStatements(sql)]).toHaveLength(2);
  });
});
