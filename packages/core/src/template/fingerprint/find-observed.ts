import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

import { addObserved, checkObserved } from "./observed-entries.js";
import type { Fingerprint } from "./fingerprint.js";
import { readManifest } from "../manifest.js";
import type { TemplateManifest } from "../template.js";

export interface FoundObserved {
  readonly fingerprint: Fingerprint;
  /** The manifest with the current stamps of the files, if it has older ones. */
  readonly refreshed: TemplateManifest | undefined;
}

/**
 * Finds, among the templates of a cache that were built from these declared inputs, the one whose observed inputs are unchanged.
 *
 * @param directory absolute folder of the configuration
 * @remarks Reads manifests, the most recently used first, and looks at each path that they name. Reads files only if their stamps differ.
 */
export function findObserved(cacheDirectory: string, declared: Fingerprint, directory: string): FoundObserved | undefined {
  for (const path of listManifests(cacheDirectory)) {
    const manifest = readManifest(path);
    const { observed } = manifest ?? {};
    if (manifest === undefined || observed?.declaredHash !== declared.hash) continue;
    const checked = checkObserved(directory, observed);
    if (checked === undefined) continue;
    const isFresh = checked.entries.every(({ stamp }, index) => stamp === observed.entries[index]?.stamp);
    const refreshed = isFresh ? undefined : { ...manifest, observed: { ...observed, ...checked } };
    return { fingerprint: addObserved(declared, checked), refreshed };
  }
  return undefined;
}

function listManifests(cacheDirectory: string): string[] {
  const found = readdirSync(cacheDirectory).flatMap((name) => {
    const path = join(cacheDirectory, name);
    const stats = /^[0-9a-f]{64}\.json$/.test(name) ? statSync(path, { throwIfNoEntry: false }) : undefined;
    return stats === undefined ? [] : [{ path, usedMs: stats.mtimeMs }];
  });
  return found.toSorted((left, right) => right.usedMs - left.usedMs).map(({ path }) => path);
}
