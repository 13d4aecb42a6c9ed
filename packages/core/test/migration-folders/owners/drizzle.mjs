import { readFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { drizzle } from "drizzle-orm/better-sqlite3";
import { migrate } from "drizzle-orm/better-sqlite3/migrator";

export function listDrizzle(directory) {
  return JSON.parse(readFileSync(join(directory, "meta/_journal.json"), "utf8")).entries;
}

/** Runs drizzle-orm's own migrator. */
export function migrateWithDrizzle(path, directory) {
  const database = new Database(path);
  try {
    migrate(drizzle(database), { migrationsFolder: directory });
  } finally {
    database.close();
  }
}
