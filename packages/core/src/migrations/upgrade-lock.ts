import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { basename, dirname, join } from "node:path";

import { ParentFolderMissingError } from "../errors/classes/database-errors.js";
import { acquireDatabaseLock, tryAcquireDatabaseLock } from "../sqlite/database-lock.js";
import { canonicalPathOf } from "../files/identity/canonical-path.js";
import { explainFileError } from "../files/explain-file-error.js";
import { canSqliteOpen } from "../files/longest-path.js";

/**
 * Calls `use` while no other process, thread or caller upgrades the database at an absolute path. The lock is a small database next to it, which
 * is removed afterwards.
 *
 * @throws `LOCK_TIMEOUT`; {@link ParentFolderMissingError} `PARENT_FOLDER_MISSING`
 */
export async function withUpgradeLock<Result>(path: string, timeoutMs: number, use: () => Promise<Result>): Promise<Result> {
  if (statSync(dirname(path), { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new ParentFolderMissingError(dirname(path), path);
  }
  const lock = await takeLock(path, timeoutMs);
  try {
    return await use();
  } finally {
    lock.release();
  }
}

/** Removes the lock file of a killed process, if nobody holds the lock. Costs one `stat` if there is none. */
export function removeStaleUpgradeLock(path: string): void {
  const lockPath = lockPathOf(path);
  if (statSync(lockPath, { throwIfNoEntry: false }) !== undefined) {
    tryAcquireDatabaseLock(lockPath, { removeOnRelease: true })?.release();
  }
}

async function takeLock(path: string, timeoutMs: number): ReturnType<typeof acquireDatabaseLock> {
  try {
    const description = `the upgrade of "${path}"`;
    return await acquireDatabaseLock(lockPathOf(path), { timeoutMs, description, removeOnRelease: true });
  } catch (error) {
    throw explainFileError(error, path);
  }
}

/** One file has one lock, whatever links lead to it. */
function lockPathOf(path: string): string {
  const canonicalPath = canonicalPathOf(path);
  const lockPath = `${canonicalPath}${SUFFIX}`;
  if (canSqliteOpen(lockPath)) return lockPath;
  // With the suffix, the name is too long for SQLite.
  const digest = createHash("sha256").update(basename(canonicalPath)).digest("hex").slice(0, 16);
  return join(dirname(canonicalPath), `${digest}${SUFFIX}`);
}

const SUFFIX = "-upgrade-lock";
