import { pathToFileURL } from "node:url";

import type { ResolvedDatabase } from "../../config/database-config.js";
import { loadSqlite } from "../../sqlite/load-sqlite.js";
import { removeDatabaseFiles } from "../../files/database-files.js";
import { openPrepared } from "../open-prepared.js";
import type { PreparedDatabase } from "../prepared-database.js";

/** Lends a file to copy: the template, or with `PICKLEJAR_TEMPLATE=off` a database that is migrated and seeded for it. */
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

/** Makes a database as production does, seeds it, and seals it like a template, since a copy would miss what is left in a WAL. */
export async function migrateForReal(path: string, database: ResolvedDatabase): Promise<void> {
  await runMigrations(path, database);
  if (database.seed !== undefined) {
    const connection = openPrepared(() => new (loadSqlite())(path), database);
    try {
      await database.seed(connection);
    } finally {
      connection.close();
    }
  }
  const { sealTemplate } = await import("../../template/seal-template.js");
  sealTemplate(path, database);
}

/** Runs the pending migrations in place, and gives their names; none for a `migrate`, which does not tell. */
export async function runMigrations(path: string, { source, migrate }: ResolvedDatabase): Promise<readonly string[]> {
  if (source !== undefined) {
    const { upgradeDatabase } = await import("../../migrations/upgrade-database.js");
    return upgradeDatabase(path, source);
  }
  await migrate?.({ path, url: pathToFileURL(path).href });
  return [];
}
