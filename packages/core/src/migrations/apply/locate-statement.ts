import type { StatementLocation } from "../../errors/classes/migration-errors.js";
import type { Database } from "../../sqlite/load-sqlite.js";
import type { TextRange } from "../sql/split-statements.js";
import { SqlScanner } from "../sql/sql-scanner.js";
import { messageOf } from "../../errors/message-of.js";

/** Longer statements are cut: a seed may be one statement of some megabytes. */
const MAX_LENGTH = 200;

/** The search for the refused token parses a statement about twenty times. */
const MAX_SEARCHED_LENGTH = 1_000_000;

/** Locates a failed statement: the line of the token that SQLite names, otherwise the statement's first line. */
export function locateStatement(
  sql: string,
  statement: TextRange,
  { database, error }: { readonly database: Database; readonly error: unknown },
): StatementLocation {
  const message = messageOf(error);
  const named = /^near "(.+)": syntax error$/s.exec(message)?.[1] ?? /^unrecognized token: "(.+)"$/s.exec(message)?.[1];
  const isSearched = named !== undefined && statement.end - statement.start <= MAX_SEARCHED_LENGTH;
  const offset = !isSearched ? undefined : findRefusedToken(sql, statement, { database, named, message });
  return { line: lineAt(sql, offset ?? statement.start), statement: shortened(sql, statement) };
}

function lineAt(sql: string, offset: number): number {
  let line = 1;
  for (let index = sql.indexOf("\n"); index >= 0 && index < offset; index = sql.indexOf("\n", index + 1)) line += 1;
  return line;
}

/** On one line. */
function shortened(sql: string, { start, end }: TextRange): string {
  // Reads more than is shown, because white space is collapsed.
  const text = sql.slice(start, Math.min(end, start + MAX_LENGTH * 10)).replaceAll(/\s+/g, " ");
  const whole = text.replace(/ ?;? ?$/, "");
  return whole.length > MAX_LENGTH ? `${whole.slice(0, MAX_LENGTH - 1)}…` : whole;
}

/** A parser refuses the first token that cannot follow those before it: the statement, cut after that token, fails with the same message. */
function findRefusedToken(
  sql: string,
  { start, end }: TextRange,
  { database, named, message }: { readonly database: Database; readonly named: string; readonly message: string },
): number | undefined {
  const candidates: TextRange[] = [];
  const scanner = new SqlScanner(sql.slice(start, end));
  while (scanner.next()) {
    if (named.startsWith(scanner.written)) candidates.push({ start: start + scanner.start, end: start + scanner.end });
  }
  let [low, high] = [0, candidates.length - 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const cut = sql.slice(start, candidates[middle]?.end);
    if (messageOfPreparing(database, cut) === message) high = middle;
    else low = middle + 1;
  }
  return candidates[low]?.start;
}

function messageOfPreparing(database: Database, sql: string): string | undefined {
  try {
    database.prepare(sql);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}
