import { statSync } from "node:fs";

import { loadSqlite } from "../sqlite/load-sqlite.js";

/** Whether two databases have the same tables, indexes, views and triggers, and the same `user_version`. Writes to neither. */
export function haveSameSchema(path: string, otherPath: string): boolean {
  return readSchema(path) === readSchema(otherPath);
}

function readSchema(path: string): string {
  // A connection that may write would move a log that somebody left into the database when it closes.
  const readonly = statSync(`${path}-wal`, { throwIfNoEntry: false }) !== undefined;
  const connection = new (loadSqlite())(path, { readonly, fileMustExist: true });
  try {
    const objects = connection.prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name").raw().all();
    return JSON.stringify([connection.pragma("user_version", { simple: true }), objects]);
  } finally {
    connection.close();
  }
}
