import { loadSqlite, type Database } from "../../sqlite/load-sqlite.js";
import type { ScriptPart } from "../sql/outline-script.js";
import { splitStatements } from "../sql/split-statements.js";

const FORMAT_PRAGMAS = ["page_size", "auto_vacuum", "encoding"] as const;

/** Whether a database has any page: without one, its format can still be chosen. */
export function hasPages(database: Database): boolean {
  return database.pragma("page_count", { simple: true }) !== 0;
}

/**
 * Refuses a first migration whose format pragmas had no effect: once the file has a page, SQLite silently ignores `page_size`, `auto_vacuum` and
 * `encoding`.
 */
export function refuseLostFormat(database: Database, sql: string, parts: readonly ScriptPart[]): void {
  const leading = leadingFormat(sql, parts);
  if (leading.length === 0) return;
  const reference = new (loadSqlite())(":memory:");
  try {
    for (const { start, end } of leading) reference.exec(sql.slice(start, end));
    for (const name of FORMAT_PRAGMAS) {
      const [wanted, got] = [reference, database].map((one) => one.pragma(name, { simple: true }));
      if (wanted === got || !leading.some(({ start, end }) => sql.slice(start, end).toLowerCase().includes(name))) continue;
      throw new Error(
        `PRAGMA ${name} had no effect, because the file already had a page: it is ${String(got)}, not ${String(wanted)}. ` +
          "Move it above every other statement. Delete the file if it holds only the ledger. If connection sets a journal mode, also set this there, before it",
      );
    }
  } finally {
    reference.close();
  }
}

/** The format pragmas that a new file obeys: those before the first write and before a journal mode, which also writes. */
function leadingFormat(sql: string, parts: readonly ScriptPart[]): readonly ScriptPart[] {
  const first = parts.findIndex((part) => !HARMLESS_KINDS.has(part.kind) && !onlyReads(sql, part));
  return parts.slice(0, first < 0 ? parts.length : first).filter(({ kind }) => kind === "format-pragma");
}

const HARMLESS_KINDS = new Set<ScriptPart["kind"]>(["format-pragma", "foreign-keys", "begin", "commit", "other-pragma"]);

function onlyReads(sql: string, part: ScriptPart): boolean {
  if (part.kind !== "plain") return false;
  return [...splitStatements(sql, part)].every(({ word }) => ["SELECT", "VALUES", "EXPLAIN"].includes(word));
}
