import { realpathSync, statSync } from "node:fs";

import type { ResolvedDatabase } from "../../config/database-config.js";
import { diffFingerprints, type FingerprintChange } from "../../template/fingerprint/diff-fingerprints.js";
import { findObserved } from "../../template/fingerprint/find-observed.js";
import { findTemplate } from "../../template/find-template.js";
import { manifestPathOf, templatePathOf } from "../../template/template-paths.js";
import type { Fingerprint } from "../../template/fingerprint/fingerprint.js";
import { readManifest } from "../../template/manifest.js";
import { addObserved, readObserved } from "../../template/fingerprint/observed-entries.js";
import { listTemplates, ownerOf } from "../../template/prune-templates.js";
import type { TemplateManifest } from "../../template/template.js";

/** The status of a template that the current code needs. */
export interface TemplateStatus {
  readonly kind: "migrated" | "seeded";
  readonly fingerprint: string;
  /** Absolute; it may not be there yet. */
  readonly path: string;
  readonly state: "found" | "missing" | "damaged";
  /** What is wrong with a damaged one. */
  readonly problem?: string;
  readonly sizeBytes?: number;
  /** ISO 8601. */
  readonly lastUsedAt?: string | undefined;
  /** Names of files and folders that its build used besides the declared ones. Absent if everything is declared. */
  readonly observed?: readonly string[] | undefined;
  /** What its build did that cannot be observed. */
  readonly unseen?: readonly string[] | undefined;
  /** What changed since the most recently used template of this kind; absent if this one is there, or none was. */
  readonly changes?: readonly FingerprintChange[] | undefined;
}

/** Looks for one template of a database, and, if it is missing, for what changed since the last one. */
export function inspectTemplate(
  database: ResolvedDatabase,
  kind: TemplateStatus["kind"],
  declared: Fingerprint,
  { isObserved, cacheDirectory }: { readonly isObserved: boolean; readonly cacheDirectory: string },
): TemplateStatus {
  const observed = isObserved ? findObserved(cacheDirectory, declared, realpathSync(database.directory)) : undefined;
  const fingerprint = observed?.fingerprint ?? declared;
  const path = templatePathOf(cacheDirectory, fingerprint.hash);
  const status = { kind, fingerprint: fingerprint.hash, path };
  const found = findTemplate(path);
  if (found.state === "found") {
    const lastUsedAt = statSync(manifestPathOf(path), { throwIfNoEntry: false })?.mtime.toISOString();
    const { sizeBytes, observed: seen } = found.template.manifest;
    const paths = seen?.entries.filter(({ aspect }) => aspect !== "working-directory").map(({ name }) => name);
    return { ...status, state: "found", sizeBytes, lastUsedAt, observed: paths, unseen: seen?.unseen };
  }
  if (found.state === "damaged") return { ...status, state: "damaged", problem: found.problem };
  const last = findLastManifest(database, kind, cacheDirectory);
  const changes = last && diffFingerprints(last.fingerprint, asObservedNow(last, declared, database));
  return { ...status, state: "missing", changes };
}

/** A build that has not happened yet would probably use what the last one used, as that is now. */
function asObservedNow(last: TemplateManifest, declared: Fingerprint, { directory }: ResolvedDatabase): Fingerprint {
  return last.observed === undefined ? declared : addObserved(declared, readObserved(realpathSync(directory), last.observed));
}

function findLastManifest(
  database: ResolvedDatabase,
  kind: TemplateStatus["kind"],
  cacheDirectory: string,
): TemplateManifest | undefined {
  const owner = ownerOf(database, cacheDirectory);
  const [last] = listTemplates(cacheDirectory)
    .filter((template) => template.owner === owner && template.isSeeded === (kind === "seeded"))
    .toSorted((a, b) => b.lastUsedMs - a.lastUsedMs);
  return last === undefined ? undefined : readManifest(manifestPathOf(last.path));
}
