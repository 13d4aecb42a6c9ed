import { pathToFileURL } from "node:url";

import type { ResolvedDatabase } from "../config/database-config.js";
import { loadSqlite } from "../sqlite/load-sqlite.js";
import { removeDatabaseFiles } from "../files/database-files.js";
import type { PreparedDatabase } from "./prepare-database.js";

/**
 * Lends a file to copy: the template, or with `PICKLEJAR_TEMPLATE=off` a database that was migrated and seeded for real just now.
 */
export async function withTemplateFile<Result>(
  prepared: PreparedDatabase,
  use: (templatePath: string) => Result | Promise<Result>,
): Promise<Result> {
  if (prepared.template !== undefined) return use(prepared.template.path);
  const path = prepared.run.createDatabasePath("migrated");
  try {
    await migrateForReal(path, prepared.database);
    return await use(path);
  } finally {
    removeDatabaseFiles(path);
  }
}

/** Makes a database as production does, and seeds it; sealed as a template is, since half of what is left in a log would be copied. */
export async function migrateForReal(path: string, database: ResolvedDatabase): Promise<void> {
  await runMigrations(path, database);
  await seedForReal(path, database);
  const { sealTemplate } = await import("../template/seal-template.js");
  sealTemplate(path, database);
}

async function seedForReal(path: string, database: ResolvedDatabase): Promise<void> {
  if (database.seed === undefined) return;
  const connection = new (loadSqlite())(path);
  try {
    database.connection?.(connection);
    await database.seed(connection);
  } finally {
    connection.close();
  }
}

/** Runs what is pending in the database at `path`, in place; gives the names of what ran, where that can be told. */
export async function runMigrations(path: string, { source, migrate }: ResolvedDatabase): Promise<readonly string[]> {
  if (source !== undefined) {
    const { upgradeDatabase } = await import("../migrations/upgrade-database.js");
    return upgradeDatabase(path, source);
  }
  await migrate?.({ path, url: pathToFileURL(path).href });
  return [];
}
