import { readFileSync } from "node:fs";

import { MigrationUnreadableError } from "../../errors/classes/migration-source-errors.js";
import { errorCodeOf } from "../../errors/error-code.js";
import { getOrCreate } from "../../files/get-or-create.js";
import { firstLineOf } from "../../errors/message-of.js";

/**
 * Reads a migration's file. A byte order mark stays.
 *
 * @throws {@link MigrationUnreadableError} `MIGRATION_UNREADABLE`
 */
export function readText(path: string): string {
  return readOrRefuse(path, () => readFileSync(path, "utf8"));
}

/** Creates a {@link readText} that reads each file once. */
export function createOnceReader(): (path: string) => string {
  const texts = new Map<string, string>();
  return (path) => getOrCreate(texts, path, () => readText(path));
}

/**
 * Calls a function that reads a file or folder among the migrations.
 *
 * @throws {@link MigrationUnreadableError} `MIGRATION_UNREADABLE`; the system's own error is the `cause`
 */
export function readOrRefuse<Result>(path: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** Wraps a system error about a file or folder among the migrations. */
export function unreadable(path: string, error: unknown): MigrationUnreadableError {
  const code = errorCodeOf(error) ?? "";
  const problem = PROBLEMS[code];
  return new MigrationUnreadableError(path, problem === undefined ? firstLineOf(error) : `${problem} (${code})`, error);
}

const PROBLEMS: Readonly<Record<string, string>> = {
  EACCES: "this user may not read it",
  EPERM: "this user may not read it",
  ELOOP: "it is a symbolic link that leads back to itself",
  ENAMETOOLONG: "its name is too long",
  ENOENT: "it has disappeared",
};
