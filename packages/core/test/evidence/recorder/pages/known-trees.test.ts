import { describe, expect, test } from "vitest";

import { KnownTrees } from "../../../../src/evidence/recorder/pages/known-trees.js";
import { PageFile } from "../../../../src/evidence/recorder/pages/page-file.js";
import { readTree } from "../../../../src/evidence/recorder/pages/read-tree.js";
import { readVarint } from "../../../../src/evidence/recorder/pages/read-varint.js";
import { createPair } from "./page-pair.js";

const rows = (from: number, to: number): string =>
  `WITH RECURSIVE n (i) AS (SELECT ${from} UNION ALL SELECT i + 1 FROM n WHERE i < ${to}) INSERT INTO a SELECT i, 'text of row ' || i FROM n;`;

const A = "CREATE TABLE a (id INTEGER PRIMARY KEY, v TEXT);";

describe("KnownTrees", () => {
  test.each([
    ["a row changed", rows(1, 3000), "UPDATE a SET v = 'other' WHERE id = 7", true],
    ["a leaf was added", rows(1, 3000), rows(3001, 6000), false],
    ["the root was all there was, and grew", "", rows(1, 3000), false],
    ["pages have another size", rows(1, 3000), "PRAGMA page_size = 8192; VACUUM", false],
  ])(
    "gives the tree as it is in the other state, and the known one where it is the same: %s",
    (_what, setUp, change, isSame) => {
      const { before, after, changedPages } = createPair(A + setUp, change);
      const known = new KnownTrees((from, to) => (from === 0 && to === 1 ? changedPages : []));
      const first = known.read(before, 0, 2);
      expect(first).toEqual(readTree(before, 2));
      expect(known.read(before, 0, 2)).toBe(first);
      const other = known.read(after, 1, 2);
      expect(other).toEqual(readTree(after, 2));
      expect(other === first).toBe(isSame);
      // A third state, of which it is known that nothing differs from the first.
      expect(known.read(before, 2, 2)).toBe(first);
    },
  );

  test("reads a tree that it has not seen", () => {
    const { before, after } = createPair(`${A} CREATE TABLE b (x);`, rows(1, 3000));
    const known = new KnownTrees(() => []);
    known.read(before, 0, 2);
    expect(known.read(after, 1, 3)).toEqual(readTree(after, 3));
  });
});

describe("PageFile", () => {
  test("refuses what is no database", () => {
    expect(() => new PageFile(import.meta.filename)).toThrow("file is not a database");
  });

  test.each([512, 4096, 65_536])("knows the size of its pages: %i", (size) => {
    const { before } = createPair(`PRAGMA page_size = ${size}; ${A}`, "SELECT 1");
    expect([before.pageBytes, before.usableBytes, before.pageCount]).toEqual([size, size, 2]);
  });
});

describe("readVarint", () => {
  test.each([
    [0n, "00"],
    [127n, "7f"],
    [128n, "8100"],
    [2n ** 21n - 1n, "ffff7f"],
    [2n ** 28n, "8180808000"],
    [2n ** 56n - 1n, "ffffffffffffff7f"],
    [2n ** 63n - 1n, "bfffffffffffffffff"],
    [-1n, "ffffffffffffffffff"],
    [-(2n ** 63n), "c08080808080808000"],
  ])("reads %i", (value, hex) => {
    const bytes = Buffer.from(`aa${hex}bb`, "hex");
    expect(readVarint(bytes, 1)).toEqual({ value, end: bytes.length - 1 });
  });
});
