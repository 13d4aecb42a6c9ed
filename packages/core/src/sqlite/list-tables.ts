import type { Database } from "./load-sqlite.js";

/** Whether a database has a table of a name, in any case. */
export function tableExists(database: Database, name: string): boolean {
  return (
    database.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ? COLLATE NOCASE").get(name) !== undefined
  );
}

/** Whether there is nothing in a database but what SQLite itself made. */
export function isEmptyDatabase(database: Database): boolean {
  return database.prepare("SELECT 1 FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'").get() === undefined;
}

/** Names of a table's columns, in lower case; empty if there is no such table. */
export function columnsOf(database: Database, table: string): readonly string[] {
  return database.prepare<[string], string>("SELECT lower(name) FROM pragma_table_info(?)").pluck().all(table);
}
