import { mkdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import type { ResolvedDatabase } from "../../config/database-config.js";
import type { DatabaseDifference } from "../../evidence/diff/compare-databases.js";
import { compareFiles } from "../../evidence/diff/compare-with-template.js";
import { digestFile } from "../../files/identity/digest-file.js";
import { copyWritable } from "../../runs/place-copy.js";
import { buildTemplate } from "../../template/build/build-template.js";
import { findObserved } from "../../template/fingerprint/find-observed.js";
import { findTemplate } from "../../template/find-template.js";
import { templatePathOf } from "../../template/template-paths.js";
import { computeFingerprints, type DatabaseFingerprints } from "../../template/fingerprint/fingerprint.js";
import { areTemplatesOff, findGivenTemplate } from "../../template/given-template.js";
import type { Template } from "../../template/template.js";
import { migrateForReal, runMigrations } from "../../databases/at-path/migrate-for-real.js";

type TemplateKind = "migrated" | "seeded";

/** The result of the comparison with the template in the cache. */
export type CachedVerdict =
  | { readonly state: "same"; readonly path: string }
  | { readonly state: "different"; readonly path: string; readonly difference: DatabaseDifference }
  | { readonly state: "damaged"; readonly path: string; readonly problem: string }
  | { readonly state: "missing" }
  /** Since two builds differ, or `PICKLEJAR_TEMPLATE` is `off`. */
  | { readonly state: "not-compared" };

export interface TemplateVerification {
  readonly database: string;
  readonly kind: TemplateKind;
  readonly fingerprint: string;
  readonly isGood: boolean;
  /** How two builds from the same code differ; absent when they do not. */
  readonly repetition?: DatabaseDifference;
  /** How the template differs from a database that was migrated as in production; absent when it does not. */
  readonly production?: DatabaseDifference;
  readonly cached: CachedVerdict;
}

interface ColdBuild {
  readonly database: ResolvedDatabase;
  readonly fingerprints: DatabaseFingerprints;
  readonly directory: string;
  /** When the last of them was finished. */
  readonly builtMs: number;
  readonly templates: ReadonlyMap<TemplateKind, Template>;
}

/** SQL's current time has whole seconds. Within one second, two builds that store it would not differ. */
const SECOND_MS = 1050;

/**
 * Builds the templates of a database in a private folder, without a look at the cache. Pairs with {@link verifyColdBuild}.
 *
 * @param directory absolute, existing, empty
 * @throws what building a template throws
 */
export async function buildCold(database: ResolvedDatabase, directory: string): Promise<ColdBuild> {
  const fingerprints = await computeFingerprints(database);
  const templates = await buildTemplates(database, fingerprints, join(directory, "first"));
  return { database, fingerprints, directory, builtMs: Date.now(), templates };
}

/**
 * Compares each template with a database that is migrated and seeded as in production, a second later, and with the cached template. If production
 * differs, it builds once more, to see whether two builds differ too.
 */
export async function verifyColdBuild(cold: ColdBuild, cacheDirectory: string): Promise<readonly TemplateVerification[]> {
  await sleep(Math.max(0, cold.builtMs + SECOND_MS - Date.now()));
  const verifications: TemplateVerification[] = [];
  for (const kind of cold.templates.keys()) {
    const verification = await verifyTemplate(cold, kind, cacheDirectory);
    verifications.push(verification);
    // A difference in the migrations is in the seeded template too.
    if (!verification.isGood) break;
  }
  return verifications;
}

async function verifyTemplate(cold: ColdBuild, kind: TemplateKind, cacheDirectory: string): Promise<TemplateVerification> {
  const { database, fingerprints, directory } = cold;
  const fingerprint = fingerprints[kind] ?? fingerprints.migrated;
  const templatePath = pathOf(cold.templates, kind);
  const productionPath = join(directory, `${kind}-production.db`);
  await (kind === "seeded" ? migrateForReal(productionPath, database) : runMigrations(productionPath, database));
  const about = { database: database.name, kind, fingerprint: fingerprint.hash };
  const production = compareFiles(templatePath, productionPath, database);
  if (!production.isSame) {
    const again = await buildTemplates(database, fingerprints, join(directory, `again-${kind}`));
    const repetition = compareFiles(templatePath, pathOf(again, kind), database);
    const found = repetition.isSame ? { production } : { repetition };
    return { ...about, isGood: false, ...found, cached: { state: "not-compared" } };
  }
  const cached = compareCached(cold, kind, cacheDirectory);
  return { ...about, isGood: cached.state !== "different" && cached.state !== "damaged", cached };
}

async function buildTemplates(
  database: ResolvedDatabase,
  fingerprints: DatabaseFingerprints,
  cacheDirectory: string,
): Promise<ReadonlyMap<TemplateKind, Template>> {
  mkdirSync(cacheDirectory, { mode: 0o700 });
  const migrated = await buildTemplate({ database, fingerprint: fingerprints.migrated, cacheDirectory });
  const templates = new Map<TemplateKind, Template>([["migrated", migrated]]);
  if (fingerprints.seeded === undefined) return templates;
  return templates.set("seeded", await buildTemplate({ database, fingerprint: fingerprints.seeded, cacheDirectory, migrated }));
}

function compareCached(
  { database, fingerprints, directory, templates }: ColdBuild,
  kind: TemplateKind,
  cacheDirectory: string,
): CachedVerdict {
  if (areTemplatesOff()) return { state: "not-compared" };
  const given = findGivenTemplate(fingerprints, realpathSync(database.directory));
  const declared = fingerprints[kind] ?? fingerprints.migrated;
  const current = fingerprints.isObserved
    ? findObserved(cacheDirectory, declared, realpathSync(database.directory))?.fingerprint
    : declared;
  const givenPath = kind === "migrated" ? given?.migrated?.path : given?.forTests.path;
  const path = givenPath ?? templatePathOf(cacheDirectory, current?.hash ?? "none");
  const found = findTemplate(path);
  if (found.state === "missing") return { state: "missing" };
  if (found.state === "damaged") return { state: "damaged", path, problem: found.problem };
  if (digestFile(path) !== found.template.manifest.contentHash) {
    return { state: "damaged", path, problem: "its content is not what was built" };
  }
  // A copy, since a connection may leave files beside what it opens.
  const copyPath = join(directory, `${kind}-cached.db`);
  copyWritable(path, copyPath);
  const difference = compareFiles(copyPath, pathOf(templates, kind), database);
  return difference.isSame ? { state: "same", path } : { state: "different", path, difference };
}

function pathOf(templates: ReadonlyMap<TemplateKind, Template>, kind: TemplateKind): string {
  const template = templates.get(kind);
  if (template === undefined) throw new Error(`there is no ${kind} template`);
  return template.path;
}
