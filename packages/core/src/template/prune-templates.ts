import { readdirSync, rmSync, statSync } from "node:fs";
import { join, relative } from "node:path";

import type { ResolvedDatabase } from "../config/database-config.js";
import { tryAcquireDatabaseLock } from "../sqlite/database-lock.js";
import { readManifest } from "./manifest.js";
import { manifestPathOf, templateLockPathOf, templatePathOf } from "./template-paths.js";

/** For switching between branches. Migrated and seeded templates count separately. */
const RETAINED_TEMPLATES = 5;

/** What was used since may be in use: by a run that lasts, or by another configuration in code of the same folder. */
const RECENT_MS = 60 * 60 * 1000;
const MAX_RECENT_TEMPLATES = 50;

/** A template in the cache, as pruning and `picklejar clean` see it. */
export interface CachedTemplate {
  /** Absolute. */
  readonly path: string;
  readonly fingerprintHash: string;
  readonly owner: string;
  readonly isSeeded: boolean;
  readonly sizeBytes: number;
  readonly lastUsedMs: number;
}

/** Names the owner of a template. One cache can serve many packages, and a checkout may move together with its cache. */
export function ownerOf({ directory, name }: Pick<ResolvedDatabase, "directory" | "name">, cacheDirectory: string): string {
  return `${relative(cacheDirectory, directory)}:${name}`;
}

/** Removes the least recently used templates of a database, all but {@link RETAINED_TEMPLATES} of each kind, and recent ones. */
export function pruneTemplates(cacheDirectory: string, owner: string): void {
  const own = listTemplates(cacheDirectory).filter((template) => template.owner === owner);
  for (const isSeeded of [false, true]) {
    const byLastUse = own.filter((template) => template.isSeeded === isSeeded).toSorted((a, b) => b.lastUsedMs - a.lastUsedMs);
    for (const [index, { fingerprintHash, lastUsedMs }] of byLastUse.entries()) {
      const isRecent = index < MAX_RECENT_TEMPLATES && Date.now() - lastUsedMs < RECENT_MS;
      if (index >= RETAINED_TEMPLATES && !isRecent) removeTemplate(cacheDirectory, fingerprintHash);
    }
  }
}

/** Lists all complete templates of a cache folder. */
export function listTemplates(cacheDirectory: string): readonly CachedTemplate[] {
  return readdirSync(cacheDirectory)
    .filter((name) => /^[0-9a-f]{64}\.json$/.test(name))
    .flatMap((name) => {
      const manifest = readManifest(join(cacheDirectory, name));
      const stats = statSync(join(cacheDirectory, name), { throwIfNoEntry: false });
      if (manifest === undefined || stats === undefined) return [];
      const { owner, isSeeded, sizeBytes } = manifest;
      const fingerprintHash = name.slice(0, -".json".length);
      const path = templatePathOf(cacheDirectory, fingerprintHash);
      return [{ path, fingerprintHash, owner, isSeeded, sizeBytes, lastUsedMs: stats.mtimeMs }];
    });
}

/** Removes a template, its manifest and its lock; `false` if somebody is building it. */
export function removeTemplate(cacheDirectory: string, fingerprintHash: string): boolean {
  const lock = tryAcquireDatabaseLock(templateLockPathOf(cacheDirectory, fingerprintHash), { removeOnRelease: true });
  if (lock === undefined) return false;
  try {
    const path = templatePathOf(cacheDirectory, fingerprintHash);
    // The manifest first: without it the template counts as missing.
    rmSync(manifestPathOf(path), { force: true });
    rmSync(path, { force: true });
    return true;
  } finally {
    lock.release();
  }
}
