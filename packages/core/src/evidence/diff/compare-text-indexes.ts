import type { Database } from "../../sqlite/load-sqlite.js";
import { compareRows, type CompareRowsOptions } from "./compare-rows.js";
import { listShadowTables } from "./table-reader.js";

/**
 * Whether a full-text table that is in both databases keeps its texts nowhere, and its index is not the same: then nothing says how its texts
 * differ. (One that keeps its texts is compared by them.)
 *
 * @throws as `compareRows`
 */
export function isOtherTextIndex(before: Database, after: Database, name: string, options: CompareRowsOptions): boolean {
  if (!isContentless(before, name) || !isContentless(after, name)) return false;
  const [old, current] = [listShadowTables(before, name), listShadowTables(after, name)];
  return current.some((table) => {
    const other = old.find((candidate) => candidate.name === table.name);
    return compareRows({ database: before, table: other }, { database: after, table }, options) !== undefined;
  });
}

/** Those of FTS4 cannot be read at all, which reading them says. *Source:* https://sqlite.org/fts5.html#contentless_tables */
function isContentless(database: Database, name: string): boolean {
  const sql = database
    .prepare<[string], string>("SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND name = ? AND rootpage = 0")
    .pluck()
    .get(name);
  return sql !== undefined && /\busing\s+fts5\b/i.test(sql) && /\bcontent\s*=\s*(?:''|""|``|\[\])/i.test(sql);
}
