import type { Database } from "../sqlite/load-sqlite.js";
import { quoteName } from "../sqlite/quote-name.js";

/** Enough that broken constraints of one table do not hide what is wrong with the next. */
const MAX_PROBLEMS = 1_000_000;

/**
 * Lists what SQLite finds wrong with a database as a file: pages, records and indexes. Empty for a sound one.
 *
 * @remarks `integrity_check` also judges what may well be meant: rows that break a constraint that was not enforced when they were written, and
 * virtual tables by a check of their module's own, which refuses every FTS4 table that is contentless or not indexed yet. Their shadow tables are
 * ordinary ones, and are checked.
 */
export function findDamage(connection: Database): readonly string[] {
  connection.pragma("ignore_check_constraints = ON");
  const problems = check(connection, "integrity_check") ?? checkPiecemeal(connection);
  if (problems.length === 0) return [];
  const ofVirtualTables = new Set(
    listVirtualTables(connection).flatMap((name) => check(connection, "integrity_check", name) ?? []),
  );
  return problems.filter((problem) => !BROKEN_CONSTRAINT.test(problem) && !ofVirtualTables.has(problem));
}

/** `CHECK` has a switch of its own. */
const BROKEN_CONSTRAINT = /^(?:NULL|TEXT|NUMERIC|non-[A-Z]+) value in /;

/**
 * Runs one of SQLite's checks. `undefined` where it cannot judge: an index may need a function or a collation that only the application
 * registers. `quick_check` does without indexes.
 */
function check(connection: Database, pragma: "integrity_check" | "quick_check", table?: string): readonly string[] | undefined {
  const argument = table === undefined ? MAX_PROBLEMS : quoteName(table);
  try {
    const found = connection.prepare<[], string>(`PRAGMA ${pragma}(${argument})`).pluck().all();
    return found.length === 1 && found[0] === "ok" ? [] : found;
  } catch (error) {
    if (Object(error).code === "SQLITE_ERROR") return undefined;
    throw error;
  }
}

/** All pages, and table by table: one that cannot be judged hides nothing of the others. */
function checkPiecemeal(connection: Database): readonly string[] {
  const tables = connection
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0")
    .pluck()
    .all();
  const ofTables = tables.flatMap((name) => check(connection, "integrity_check", name) ?? []);
  return [...new Set([...(check(connection, "quick_check") ?? []), ...ofTables])];
}

function listVirtualTables(connection: Database): readonly string[] {
  return connection.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage = 0").pluck().all();
}
