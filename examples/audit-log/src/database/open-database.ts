import type BetterSqlite3 from "better-sqlite3";

import { databaseDefinition } from "./database-definition.js";

/** An open connection. */
export type Database = BetterSqlite3.Database;

/** Opens a migrated database, prepared as the migrations expect it. The driver is loaded here, so that `--help` does without. */
export async function openDatabase(path: string): Promise<Database> {
  const { default: SqliteDatabase } = await import("better-sqlite3");
  const database = new SqliteDatabase(path, { fileMustExist: true });
  databaseDefinition.connection(database);
  return database;
}
