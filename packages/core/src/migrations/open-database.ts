import { statSync } from "node:fs";

import { NotAFileError } from "../errors/classes/database-errors.js";
import { loadSqlite, type Database } from "../sqlite/load-sqlite.js";
import { explainFileError } from "../files/explain-file-error.js";
import type { MigrationSource } from "./migration-source.js";

/**
 * Opens the database at an absolute path without a busy timeout, and closes it after `use`. Creates the file if it is missing.
 *
 * @param connection prepares it; leave it out to read only the ledger, so that a foreign database is not changed
 * @throws `NOT_A_FILE`, `NOT_A_DATABASE`, `PERMISSION_DENIED`, `PARENT_FOLDER_MISSING`
 */
export async function withDatabase<Result>(
  path: string,
  connection: MigrationSource["connection"],
  use: (database: Database) => Promise<Result>,
  { readonly = false }: { readonly readonly?: boolean } = {},
): Promise<Result> {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats !== undefined && !stats.isFile()) throw new NotAFileError(path, stats.isDirectory() ? "a folder" : "a device");
  const Constructor = loadSqlite();
  let database: Database | undefined;
  try {
    database = new Constructor(path, { timeout: 0, readonly });
    connection?.(database);
    return await use(database);
  } catch (error) {
    throw explainFileError(error, path);
  } finally {
    database?.close();
  }
}
