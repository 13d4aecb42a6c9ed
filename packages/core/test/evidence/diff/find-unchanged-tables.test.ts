import { copyFileSync, mkdtempSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";

import { compareFiles } from "../../../src/evidence/diff/compare-with-template.js";
import { findUnchangedTables } from "../../../src/evidence/diff/find-unchanged-tables.js";

describe("findUnchangedTables", () => {
  test("finds all tables but those with a row that changed, was added or was removed", () => {
    expect(unchangedAfter("UPDATE a SET v = 'other' WHERE id = 250")).toEqual(["b", "k", "words", ...SHADOWS]);
    expect(unchangedAfter("INSERT INTO b VALUES (NULL, 'more')")).toEqual(["a", "k", "words", ...SHADOWS]);
    expect(unchangedAfter("DELETE FROM k WHERE k = 'key7'")).toEqual(["a", "b", "words", ...SHADOWS]);
    expect(unchangedAfter("SELECT 1")).toEqual(["a", "b", "k", "words", ...SHADOWS]);
  });

  test("reads a table whose rows are the same and whose overflow pages are not", () => {
    const long = "x".repeat(20_000);
    const setUp = `INSERT INTO a VALUES (1000, '${long}y${long}')`;
    expect(unchangedAfter(`UPDATE a SET v = '${long}z${long}' WHERE id = 1000`, setUp)).not.toContain("a");
  });

  test.each([
    ["was emptied", "DELETE FROM a"],
    ["was dropped and made again", "DROP TABLE a; CREATE TABLE a (id INTEGER PRIMARY KEY, v TEXT)"],
    ["got a column", "ALTER TABLE a ADD COLUMN w DEFAULT 1"],
    ["was renamed away", "ALTER TABLE a RENAME TO z; CREATE TABLE a AS SELECT * FROM z"],
  ])("reads a table that %s", (_what, sql) => {
    expect(unchangedAfter(sql)).not.toContain("a");
  });

  test("reads a virtual table when one of the tables behind it changed", () => {
    const unchanged = unchangedAfter("INSERT INTO words (text) VALUES ('fresh')");
    expect(unchanged).not.toContain("words");
    expect(unchanged).toContain("a");
  });

  test.each([
    ["another page size", "PRAGMA page_size = 8192; VACUUM"],
    ["reserved space", "VACUUM"],
  ])("takes no table for the same that only lies elsewhere: %s", (_what, sql) => {
    const { beforePath, afterPath } = createPair(sql, "DELETE FROM a WHERE id < 100");
    const full = compareFiles(beforePath, afterPath, undefined);
    expect(full.tables).toEqual([]);
  });

  test("says the same as reading every row, after changes at random", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const random = (below: number): number => (seed * 7919 * (below + 3)) % below;
      const sql = [
        `UPDATE a SET v = v || 'x' WHERE id = ${random(500)}`,
        `DELETE FROM b WHERE id > ${random(480)} AND id < ${random(480) + 9}`,
        `INSERT OR REPLACE INTO k VALUES ('key${random(300)}', '${"y".repeat(random(9000))}')`,
        seed % 3 === 0 ? "VACUUM" : "SELECT 1",
        seed % 4 === 0 ? "DROP TABLE b" : "SELECT 1",
      ].slice(seed % 3);
      const { beforePath, afterPath } = createPair(sql.join(";"));
      expect(compareFiles(beforePath, afterPath, undefined)).toEqual(
        compareFiles(beforePath, afterPath, undefined, { unchangedTables: new Set() }),
      );
    }
  });
});

const SHADOWS = ["words_config", "words_content", "words_data", "words_docsize", "words_idx"];

function unchangedAfter(sql: string, setUp?: string): readonly string[] {
  const { beforePath, afterPath } = createPair(sql, setUp);
  return [...findUnchangedTables(beforePath, afterPath)].toSorted();
}

function createPair(sql: string, setUp = ""): { readonly beforePath: string; readonly afterPath: string } {
  const directory = mkdtempSync(join(process.env["PICKLEJAR_TESTS"] ?? "", "pages-"));
  const [beforePath, afterPath] = [join(directory, "before.db"), join(directory, "after.db")];
  change(
    beforePath,
    `CREATE TABLE a (id INTEGER PRIMARY KEY, v TEXT); CREATE INDEX av ON a (v); CREATE TABLE b (id INTEGER PRIMARY KEY, v);
     CREATE TABLE k (k TEXT PRIMARY KEY, v) WITHOUT ROWID; CREATE VIRTUAL TABLE words USING fts5(text);
     WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
     INSERT INTO a SELECT i, 'text of row ' || i FROM n;
     INSERT INTO b SELECT id, v FROM a; INSERT INTO k SELECT 'key' || id, v FROM a; INSERT INTO words SELECT v FROM a; ${setUp}`,
  );
  copyFileSync(beforePath, afterPath);
  change(afterPath, sql);
  return { beforePath, afterPath };
}

function change(path: string, sql: string): void {
  const database = new Database(path);
  database.exec(sql);
  database.close();
}
