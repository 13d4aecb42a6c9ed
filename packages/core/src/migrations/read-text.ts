import { readFileSync, readlinkSync } from "node:fs";

import { firstLineOf } from "../errors/first-line.js";
import { MigrationUnreadableError } from "../errors/migration-source-errors.js";

/**
 * Reads the text of a migration's file. A byte order mark stays.
 *
 * @throws {@link MigrationUnreadableError} `MIGRATION_UNREADABLE`
 */
export function readText(path: string): string {
  return readOrRefuse(path, () => readFileSync(path, "utf8"));
}

/**
 * Reads something of a file or folder among the migrations.
 *
 * @throws {@link MigrationUnreadableError} `MIGRATION_UNREADABLE` in place of the system's own error, which is the `cause`.
 */
export function readOrRefuse<Result>(path: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    throw new MigrationUnreadableError(path, problemOf(path, error), error);
  }
}

function problemOf(path: string, error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
  if (code === "EACCES" || code === "EPERM") return `this user may not read it (${code})`;
  if (code === "ENAMETOOLONG") return `its name is too long (${code})`;
  if (code !== "ENOENT" && code !== "ELOOP") return firstLineOf(error);
  const target = linkTarget(path);
  if (target === undefined) return code === "ENOENT" ? `it has disappeared (${code})` : firstLineOf(error);
  return `it is a symbolic link to "${target}", which ${code === "ENOENT" ? "does not exist" : "leads back to it"} (${code})`;
}

function linkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
