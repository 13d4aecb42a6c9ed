import { statSync } from "node:fs";

import type { ResolvedDatabase } from "../config/database-config.js";
import { diffFingerprints, type FingerprintChange } from "../template/diff-fingerprints.js";
import { findTemplate } from "../template/find-template.js";
import { manifestPathOf, templatePathOf } from "../template/template-paths.js";
import type { Fingerprint } from "../template/fingerprint.js";
import { readManifest } from "../template/manifest.js";
import { listTemplates, ownerOf } from "../template/prune-templates.js";

/** What there is to know about a template that the code asks for. */
export interface TemplateStatus {
  readonly kind: "migrated" | "seeded";
  readonly fingerprint: string;
  /** Absolute; where it is, or will be. */
  readonly path: string;
  readonly state: "found" | "missing" | "damaged";
  /** What is wrong with a damaged one. */
  readonly problem?: string;
  readonly sizeBytes?: number;
  /** ISO 8601. */
  readonly lastUsedAt?: string;
  /** What is not as it was for the template of this kind that was used last; absent when this one is there, or none was. */
  readonly changes?: readonly FingerprintChange[];
}

/** Looks for one template of a database, and where it is not there for what changed since the last one. */
export function inspectTemplate(
  database: ResolvedDatabase,
  { kind, fingerprint }: { readonly kind: TemplateStatus["kind"]; readonly fingerprint: Fingerprint },
  cacheDirectory: string,
): TemplateStatus {
  const path = templatePathOf(cacheDirectory, fingerprint.hash);
  const status = { kind, fingerprint: fingerprint.hash, path };
  const found = findTemplate(path);
  if (found.state === "found") {
    const used = statSync(manifestPathOf(path), { throwIfNoEntry: false });
    const lastUsedAt = used === undefined ? {} : { lastUsedAt: used.mtime.toISOString() };
    return { ...status, state: "found", sizeBytes: found.template.manifest.sizeBytes, ...lastUsedAt };
  }
  const last = findLastFingerprint(database, kind, cacheDirectory);
  const changes = last === undefined ? {} : { changes: diffFingerprints(last, fingerprint) };
  if (found.state === "missing") return { ...status, state: "missing", ...changes };
  return { ...status, state: "damaged", problem: found.problem };
}

function findLastFingerprint(
  database: ResolvedDatabase,
  kind: TemplateStatus["kind"],
  cacheDirectory: string,
): Fingerprint | undefined {
  const owner = ownerOf(database, cacheDirectory);
  const [last] = listTemplates(cacheDirectory)
    .filter((template) => template.owner === owner && template.isSeeded === (kind === "seeded"))
    .toSorted((a, b) => b.lastUsedMs - a.lastUsedMs);
  return last === undefined ? undefined : readManifest(manifestPathOf(last.path))?.fingerprint;
}
