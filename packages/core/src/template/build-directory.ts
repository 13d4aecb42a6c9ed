import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { threadId } from "node:worker_threads";

import { tryAcquireDatabaseLock } from "../sqlite/database-lock.js";
import { templateLockPathOf } from "./template-paths.js";

/**
 * Makes the private folder of one build: the unfinished template and whatever SQLite or a migrator puts beside it. It lies
 * beside the templates, so that publishing is a rename.
 */
export function createBuildDirectory(cacheDirectory: string, fingerprintHash: string): string {
  const name = `.building-${fingerprintHash}-${process.pid}-${threadId}-${randomBytes(6).toString("hex")}`;
  const directory = join(cacheDirectory, name);
  mkdirSync(directory, { mode: 0o700 });
  return directory;
}

/**
 * Removes what builders left that were killed, of this template and of others.
 *
 * @param heldHash fingerprint of the template whose lock the caller holds; the others' locks are tried
 */
export function removeAbandonedBuilds(cacheDirectory: string, heldHash?: string): void {
  for (const name of readdirSync(cacheDirectory)) {
    const hash = /^\.building-([0-9a-f]{64})-/.exec(name)?.[1];
    if (hash === undefined) continue;
    const lockPath = templateLockPathOf(cacheDirectory, hash);
    const lock = hash === heldHash ? undefined : tryAcquireDatabaseLock(lockPath, { removeOnRelease: true });
    if (lock === undefined && hash !== heldHash) continue;
    rmSync(join(cacheDirectory, name), { recursive: true, force: true, maxRetries: 3 });
    lock?.release();
  }
}
