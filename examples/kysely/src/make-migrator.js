import { promises as fs } from "node:fs";
import path from "node:path";
import Database from "better-sqlite3";
import { FileMigrationProvider, Kysely, Migrator, SqliteDialect } from "kysely";

/** The application's connection to the database in a file, and what migrates it. */
export function makeMigrator(file) {
  const db = new Kysely({ dialect: new SqliteDialect({ database: new Database(file) }) });
  const migrationFolder = path.join(import.meta.dirname, "../migrations");
  return { db, migrator: new Migrator({ db, provider: new FileMigrationProvider({ fs, path, migrationFolder }) }) };
}
