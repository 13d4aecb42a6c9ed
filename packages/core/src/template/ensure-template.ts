import { realpathSync, statSync } from "node:fs";

import type { ResolvedDatabase } from "../config/database-config.js";
import { RunEndedError } from "../errors/classes/run-errors.js";
import { warn } from "../errors/warn.js";
import { explaining, explainStorageError } from "../files/explain-file-error.js";
import { identityOf } from "../files/identity/file-identity.js";
import { OnceMap } from "../files/once-map.js";
import { ensureRun } from "../runs/ensure-run.js";
import { ensureRunFolder } from "../runs/ensure-run-folder.js";
import { acquireDatabaseLock } from "../sqlite/database-lock.js";
import { removeAbandonedBuilds, sweepCacheOnce } from "./build/build-directory.js";
import type { OnBuildProgress } from "./build/build-progress.js";
import type { BuildTemplateOptions } from "./build/build-template.js";
import { LazyBuilder } from "./build/lazy-builder.js";
import { ensureCacheDirectory } from "./cache-directory.js";
import { findTemplate, type FindTemplateResult } from "./find-template.js";
import { needsPrivateCache } from "./fingerprint/code-functions.js";
import { findObserved } from "./fingerprint/find-observed.js";
import { computeFingerprints, type DatabaseFingerprints } from "./fingerprint/fingerprint.js";
import { findGivenTemplate } from "./given-template.js";
import { adoptRestored, noteUse } from "./manifest.js";
import { ownerOf, pruneTemplates } from "./prune-templates.js";
import type { Template } from "./template.js";
import { templateLockPathOf, templatePathOf } from "./template-paths.js";

/** How long others may build before waiting for them is an error. */
const LOCK_TIMEOUT_MS = 10 * 60 * 1000;

/** The one or two templates of a database. */
export interface DatabaseTemplates {
  /**
   * What the application's own migrations make: for databases that production code creates. `undefined` where
   * `PICKLEJAR_TEMPLATE` names a seeded one that has no unseeded one beside it.
   */
  readonly migrated: Template | undefined;
  /** What tests get: the seeded template, or `migrated` if there is no seed. */
  readonly forTests: Template;
  /** Those that this call built. */
  readonly built: readonly Template[];
  /** Milliseconds that the migrations and the seed took when they were built. */
  readonly buildMs: number;
}

/** How often the cache folder may vanish during one call. */
const MAX_ATTEMPTS = 3;

/** By key of the database, for this process's calls: an entry goes with its call. */
const inFlight = new OnceMap<string, DatabaseTemplates>();

/**
 * Gives the templates of a database, building what is missing. However many callers, threads and processes ask, one builds.
 * A build that failed is not remembered: the next call tries again.
 *
 * @throws {@link MigrationError} `MIGRATION_FAILED`, {@link TemplateBuildError} `TEMPLATE_BUILD_FAILED`,
 * {@link TemplateRefusedError} `TEMPLATE_REFUSED`, {@link LockTimeoutError} `LOCK_TIMEOUT`, {@link CacheUnavailableError} `CACHE_UNAVAILABLE`,
 * and `DISK_FULL` or `PERMISSION_DENIED` for the cache's files.
 */
export async function ensureTemplates(database: ResolvedDatabase, onProgress?: OnBuildProgress): Promise<DatabaseTemplates> {
  return inFlight.share(database.key, () => findOrBuild(database, onProgress));
}

async function findOrBuild(database: ResolvedDatabase, onProgress: OnBuildProgress | undefined): Promise<DatabaseTemplates> {
  const fingerprints = await computeFingerprints(database);
  const given = findGivenTemplate(fingerprints, realpathSync(database.directory));
  if (given !== undefined) return toResult(given.migrated, given.forTests, []);
  const isPrivate = needsPrivateCache(database);
  for (let attempt = 1; ; attempt++) {
    const run = isPrivate ? ensureRun() : undefined;
    const cacheDirectory = run === undefined ? ensureCacheDirectory(database.directory) : ensureRunFolder(run, "templates");
    const identity = identityOf(statSync(cacheDirectory));
    try {
      return await ensureIn(cacheDirectory, fingerprints, database, onProgress);
    } catch (error) {
      // If somebody removes `node_modules` during a build, it is built again. Another process may have made the folder again.
      const stats = statSync(cacheDirectory, { throwIfNoEntry: false });
      if (run !== undefined && stats === undefined) throw new RunEndedError(run, "directory-gone", error);
      if (attempt === MAX_ATTEMPTS || (stats !== undefined && identityOf(stats) === identity)) throw error;
    }
  }
}

/** The seeded template is built on top of the other, so both took their time. */
function toResult(migrated: Template | undefined, forTests: Template, built: readonly Template[]): DatabaseTemplates {
  const migratedMs = migrated === undefined || migrated === forTests ? 0 : migrated.manifest.buildMs;
  return { migrated, forTests, built, buildMs: migratedMs + forTests.manifest.buildMs };
}

async function ensureIn(
  cacheDirectory: string,
  fingerprints: DatabaseFingerprints,
  database: ResolvedDatabase,
  onProgress: OnBuildProgress | undefined,
): Promise<DatabaseTemplates> {
  sweepCacheOnce(cacheDirectory);
  const { migrated: declared, seeded: declaredSeeded, isObserved, declaredFiles } = fingerprints;
  const builder = isObserved ? new LazyBuilder(database, cacheDirectory) : undefined;
  const built: Template[] = [];
  const options = { database, cacheDirectory, declaredFiles, builder, onProgress, built };
  try {
    const migrated = await ensureOne({ ...options, fingerprint: declared });
    if (declaredSeeded === undefined) return toResult(migrated, migrated, built);
    return toResult(migrated, await ensureOne({ ...options, fingerprint: declaredSeeded, migrated }), built);
  } finally {
    builder?.close();
  }
}

interface EnsureOneOptions extends BuildTemplateOptions {
  /** Gets the template if it is built. */
  readonly built: Template[];
}

async function ensureOne(options: EnsureOneOptions): Promise<Template> {
  const first = find(options);
  if (first.state === "found") {
    const { template, isRestored } = first;
    if (isRestored) adoptRestored(template.path, template.manifest);
    else noteUse(template.path);
    return template;
  }
  const { database, cacheDirectory, fingerprint } = options;
  const lockPath = templateLockPathOf(cacheDirectory, fingerprint.hash);
  const description = `the template of database "${database.name}"`;
  // A build that fails leaves no template, with which its lock would be pruned.
  const lockOptions = { timeoutMs: LOCK_TIMEOUT_MS, description, removeOnRelease: true };
  const lock = await explaining(lockPath, () => acquireDatabaseLock(lockPath, lockOptions), explainStorageError);
  try {
    const second = find(options);
    if (second.state === "found") return second.template;
    if (second.state === "damaged") warn(`the template "${second.path}" is damaged (${second.problem}); it is built again`);
    // Loaded here, as most processes find their template.
    const { buildTemplate } = await import("./build/build-template.js");
    const template = await explaining(cacheDirectory, () => buildTemplate(options), explainStorageError);
    removeAbandonedBuilds(cacheDirectory, fingerprint.hash);
    pruneTemplates(cacheDirectory, ownerOf(database, cacheDirectory));
    options.onProgress?.({ phase: "published" });
    options.built.push(template);
    return template;
  } finally {
    lock.release();
  }
}

/** With an observed build, finds the template whose build used what is there now. */
function find({ cacheDirectory, fingerprint, builder, database }: EnsureOneOptions): FindTemplateResult {
  if (builder === undefined) return findTemplate(templatePathOf(cacheDirectory, fingerprint.hash));
  const observed = findObserved(cacheDirectory, fingerprint, realpathSync(database.directory));
  if (observed === undefined) return { state: "missing" };
  const path = templatePathOf(cacheDirectory, observed.fingerprint.hash);
  // The next process need not read the files again.
  if (observed.refreshed !== undefined) adoptRestored(path, observed.refreshed);
  return findTemplate(path);
}
