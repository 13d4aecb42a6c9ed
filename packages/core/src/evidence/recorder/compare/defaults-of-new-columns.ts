import type { Database } from "../../../sqlite/load-sqlite.js";
import type { StoredValue } from "../../diff/stored-value.js";
import type { ReadableTable } from "../../diff/table-reader.js";

/** Gives what a row that was there before holds in each column that only the second table has. */
export function defaultsOfNewColumns(
  database: Database,
  name: string,
  before: ReadableTable | undefined,
  after: ReadableTable | undefined,
): ReadonlyMap<string, StoredValue> {
  const old = new Set(before?.columns);
  const added = after?.columns.filter((column) => !old.has(column)) ?? [];
  if (before === undefined || added.length === 0) return new Map();
  const defaults = new Map(
    database
      .prepare<[string], [string, string | null]>("SELECT name, dflt_value FROM pragma_table_xinfo(?, 'main')")
      .raw()
      .all(name),
  );
  return new Map(added.map((column) => [column, evaluate(database, defaults.get(column) ?? null)]));
}

function evaluate(database: Database, expression: string | null): StoredValue {
  if (expression === null) return null;
  try {
    return database.prepare<[], StoredValue>(`SELECT (${expression})`).pluck().safeIntegers().get() ?? null;
  } catch {
    return null;
  }
}
