import { existsSync, lstatSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { attempt } from "../../errors/attempt.js";
import { getOrCreate } from "../../files/get-or-create.js";
import { isAbandoned, isPrivateName } from "../../files/private-name.js";
import { createUniqueName } from "../../files/unique-name.js";
import { tryAcquireDatabaseLock, type TryAcquireDatabaseLockOptions } from "../../sqlite/database-lock.js";
import type { DatabaseLock } from "../../sqlite/lock-attempt.js";
import { manifestPathOf, templateLockPathOf } from "../template-paths.js";

/** Makes the private folder of one build, beside the templates, so that publishing is a rename. */
export function createBuildDirectory(cacheDirectory: string, fingerprintHash: string): string {
  const directory = join(cacheDirectory, `.building-${fingerprintHash}-${createUniqueName()}`);
  mkdirSync(directory, { mode: 0o700 });
  return directory;
}

/** Lists the folders and locks that killed builders left, as absolute paths. Removes nothing. */
export function listAbandonedBuilds(cacheDirectory: string): readonly string[] {
  return [...findRemains(cacheDirectory)].flatMap(([hash, paths]) => {
    const lockPath = templateLockPathOf(cacheDirectory, hash);
    const lock = tryLock(lockPath, { removeOnRelease: !paths.includes(lockPath) });
    lock?.release();
    return lock === undefined ? [] : paths;
  });
}

/** Removes what killed builders left. `heldHash` is the fingerprint of the template whose lock the caller holds. */
export function removeAbandonedBuilds(cacheDirectory: string, heldHash?: string): void {
  for (const [hash, paths] of findRemains(cacheDirectory)) {
    const lockPath = templateLockPathOf(cacheDirectory, hash);
    const lock = hash === heldHash ? undefined : tryLock(lockPath, { removeOnRelease: true });
    if (lock === undefined && hash !== heldHash) continue;
    const others = paths.filter((path) => path !== lockPath && !isPublished(path));
    for (const path of others) rmSync(path, { recursive: true, force: true, maxRetries: 3 });
    lock?.release();
  }
  for (const path of findPrivateFiles(cacheDirectory)) rmSync(path, { force: true });
}

/** Caches that this process has swept. What others leave later, the next process finds. */
const swept = new Set<string>();

/** {@link removeAbandonedBuilds}, once a process and cache. Never throws. */
export function sweepCacheOnce(cacheDirectory: string): void {
  if (swept.has(cacheDirectory)) return;
  swept.add(cacheDirectory);
  // Another process may sweep too, or somebody may remove the cache.
  attempt(() => removeAbandonedBuilds(cacheDirectory));
}

/** Absolute paths of builds' folders and locks, and of templates without a manifest, abandoned or not, by fingerprint. */
function findRemains(cacheDirectory: string): ReadonlyMap<string, readonly string[]> {
  const remains = new Map<string, string[]>();
  for (const name of readdirSync(cacheDirectory)) {
    const hash = (/^\.building-([0-9a-f]{64})-/.exec(name) ?? /^([0-9a-f]{64})\.(?:lock|db)$/.exec(name))?.[1];
    const path = join(cacheDirectory, name);
    if (hash !== undefined && !isPublished(path)) getOrCreate(remains, hash, () => []).push(path);
  }
  return remains;
}

/** Whether it is a template with a manifest. Ask this under its lock, which a builder holds until both are there. */
function isPublished(path: string): boolean {
  return path.endsWith(".db") && existsSync(manifestPathOf(path));
}

/** Files that a process was writing when it died. */
function findPrivateFiles(cacheDirectory: string): readonly string[] {
  return readdirSync(cacheDirectory).flatMap((name) => {
    const path = join(cacheDirectory, name);
    const modifiedMs = isPrivateName(name) ? lstatSync(path, { throwIfNoEntry: false })?.mtimeMs : undefined;
    return modifiedMs !== undefined && isAbandoned(name, Date.now() - modifiedMs) ? [path] : [];
  });
}

/** What others left in a shared cache may be anything. An error is reported to the process that builds that template. */
function tryLock(lockPath: string, options: TryAcquireDatabaseLockOptions): DatabaseLock | undefined {
  return attempt(() => tryAcquireDatabaseLock(lockPath, options));
}
