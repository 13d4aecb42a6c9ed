import { hasErrorCode } from "../errors/error-code.js";
import type { Database } from "../sqlite/load-sqlite.js";
import { quoteName } from "../sqlite/quote-name.js";

/** Enough that broken constraints of one table do not hide the damage of the next. */
const MAX_PROBLEMS = 1_000_000;

/**
 * Lists damaged pages, records and indexes of a database; empty for a sound one.
 *
 * @remarks `integrity_check` also reports what may be intended, and is left out here: rows that break a constraint that was not enforced when they were
 * written, and virtual tables by their module's own check, which refuses every FTS4 table that is contentless or not indexed yet. Their shadow tables
 * are ordinary ones, and are checked.
 */
export function findDamage(connection: Database): readonly string[] {
  connection.pragma("ignore_check_constraints = ON");
  const problems = check(connection, "integrity_check") ?? checkPiecemeal(connection);
  if (problems.length === 0) return [];
  const ofVirtualTables = new Set(checkTables(connection, "rootpage = 0"));
  return problems.filter((problem) => !BROKEN_CONSTRAINT.test(problem) && !ofVirtualTables.has(problem));
}

/** Without `CHECK`, for which there is a pragma. */
const BROKEN_CONSTRAINT = /^(?:NULL|TEXT|NUMERIC|non-[A-Z]+) value in /;

/** Runs one of SQLite's checks; `undefined` if an index needs a function or a collation that only the application registers. */
function check(connection: Database, pragma: "integrity_check" | "quick_check", table?: string): readonly string[] | undefined {
  const argument = table === undefined ? MAX_PROBLEMS : quoteName(table);
  try {
    const found = connection.prepare<[], string>(`PRAGMA ${pragma}(${argument})`).pluck().all();
    return found.length === 1 && found[0] === "ok" ? [] : found;
  } catch (error) {
    if (hasErrorCode(error, "SQLITE_ERROR")) return undefined;
    throw error;
  }
}

/** All pages without indexes, and then each table, so that one that cannot be checked hides nothing of the others. */
function checkPiecemeal(connection: Database): readonly string[] {
  return [...new Set([...(check(connection, "quick_check") ?? []), ...checkTables(connection, "rootpage > 0")])];
}

function checkTables(connection: Database, which: string): readonly string[] {
  const names = connection.prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'table' AND ${which}`).pluck();
  return names.all().flatMap((name) => check(connection, "integrity_check", name) ?? []);
}
