import { realpathSync, statSync } from "node:fs";

import type { ResolvedDatabase } from "../config/database-config.js";
import { RunEndedError } from "../errors/run-errors.js";
import { ensureRun } from "../runs/ensure-run.js";
import { toLogText } from "../errors/log-text.js";
import { identityOf } from "../files/file-identity.js";
import { OnceMap } from "../files/once-map.js";
import { acquireDatabaseLock } from "../sqlite/database-lock.js";
import { explaining, explainStorageError } from "../files/explain-file-error.js";
import { removeAbandonedBuilds, sweepCacheOnce } from "./build/build-directory.js";
import type { OnBuildProgress } from "./build/build-progress.js";
import { ensureCacheDirectory } from "./cache-directory.js";
import { findObserved } from "./fingerprint/find-observed.js";
import { ensurePrivateCache, needsPrivateCache } from "./private-cache.js";
import { findTemplate, type FindTemplateResult } from "./find-template.js";
import { computeFingerprints, type DatabaseFingerprints, type Fingerprint } from "./fingerprint/fingerprint.js";
import { findGivenTemplate } from "./given-template.js";
import { LazyBuilder } from "./build/lazy-builder.js";
import { adoptRestored, noteUse } from "./manifest.js";
import { ownerOf, pruneTemplates } from "./prune-templates.js";
import { templateLockPathOf, templatePathOf } from "./template-paths.js";
import type { Template } from "./template.js";

/** How long others may build before waiting for them is an error. */
const DEFAULT_LOCK_TIMEOUT_MS = 10 * 60 * 1000;

export interface EnsureTemplateOptions {
  /** @defaultValue 10 minutes */
  readonly lockTimeoutMs?: number | undefined;
  readonly onProgress?: OnBuildProgress | undefined;
  /** Ends the wait for another process's build. */
  readonly signal?: AbortSignal | undefined;
}

/** The one or two templates of a database. */
export interface DatabaseTemplates {
  /**
   * What the application's own migrations make: for databases that production code creates. `undefined` where
   * `PICKLEJAR_TEMPLATE` names a seeded one that has no unseeded one beside it.
   */
  readonly migrated: Template | undefined;
  /** What tests get: seeded where there is a seed, else the same as `migrated`. */
  readonly forTests: Template;
  /** Whether this call built one of them. */
  readonly isBuilt: boolean;
  /** Milliseconds that the migrations and the seed took when they were built. */
  readonly buildMs: number;
}

/** How often the cache folder may vanish under one call. */
const MAX_ATTEMPTS = 3;

const inFlight = new OnceMap<string, DatabaseTemplates>();

/**
 * Gives the templates of a database, building what is missing. However many callers, threads and processes ask, one builds.
 * A build that failed is not remembered: the next call tries again.
 *
 * @throws {@link MigrationError} `MIGRATION_FAILED`, {@link TemplateBuildError} `TEMPLATE_BUILD_FAILED`,
 * {@link TemplateRefusedError} `TEMPLATE_REFUSED`, {@link LockTimeoutError} `LOCK_TIMEOUT`, {@link CacheUnavailableError} `CACHE_UNAVAILABLE`,
 * and `DISK_FULL` or `PERMISSION_DENIED` for the cache's files.
 */
export async function ensureTemplates(
  database: ResolvedDatabase,
  options: EnsureTemplateOptions = {},
): Promise<DatabaseTemplates> {
  return inFlight.share(database.key, () => findOrBuild(database, options));
}

async function findOrBuild(database: ResolvedDatabase, options: EnsureTemplateOptions): Promise<DatabaseTemplates> {
  const fingerprints = await computeFingerprints(database);
  const given = findGivenTemplate(fingerprints, realpathSync(database.directory));
  if (given !== undefined) return { ...given, isBuilt: false, buildMs: buildMsOf(given.migrated, given.forTests) };
  const isPrivate = needsPrivateCache(database);
  for (let attempt = 1; ; attempt++) {
    const run = isPrivate ? ensureRun() : undefined;
    const cacheDirectory = run === undefined ? ensureCacheDirectory(database.directory) : ensurePrivateCache(run);
    const identity = identityOf(statSync(cacheDirectory));
    try {
      return await ensureIn(cacheDirectory, fingerprints, database, options);
    } catch (error) {
      // Whoever removes `node_modules` under a build gets it built again; another process may have made the folder by now.
      const stats = statSync(cacheDirectory, { throwIfNoEntry: false });
      if (run !== undefined && stats === undefined) throw new RunEndedError(run, "directory-gone", error);
      if (attempt === MAX_ATTEMPTS || (stats !== undefined && identityOf(stats) === identity)) throw error;
    }
  }
}

async function ensureIn(
  cacheDirectory: string,
  fingerprints: DatabaseFingerprints,
  database: ResolvedDatabase,
  options: EnsureTemplateOptions,
): Promise<DatabaseTemplates> {
  sweepCacheOnce(cacheDirectory);
  const builder = fingerprints.isObserved ? new LazyBuilder(database, cacheDirectory) : undefined;
  const { declaredFiles } = fingerprints;
  try {
    return await ensureBoth({ ...options, database, cacheDirectory, declaredFiles, builder }, fingerprints);
  } finally {
    builder?.close();
  }
}

async function ensureBoth(
  options: Omit<EnsureOneOptions, "fingerprint">,
  fingerprints: DatabaseFingerprints,
): Promise<DatabaseTemplates> {
  const migrated = await ensureOne({ ...options, fingerprint: fingerprints.migrated });
  if (fingerprints.seeded === undefined) {
    const { template, isBuilt } = migrated;
    return { migrated: template, forTests: template, isBuilt, buildMs: template.manifest.buildMs };
  }
  const seeded = await ensureOne({ ...options, fingerprint: fingerprints.seeded, migrated: migrated.template });
  return {
    migrated: migrated.template,
    forTests: seeded.template,
    isBuilt: migrated.isBuilt || seeded.isBuilt,
    buildMs: buildMsOf(migrated.template, seeded.template),
  };
}

/** The seeded template is built on top of the other: both took their time. */
function buildMsOf(migrated: Template | undefined, forTests: Template): number {
  const migratedMs = migrated === undefined || migrated === forTests ? 0 : migrated.manifest.buildMs;
  return migratedMs + forTests.manifest.buildMs;
}

interface EnsureOneOptions extends EnsureTemplateOptions {
  readonly database: ResolvedDatabase;
  readonly cacheDirectory: string;
  /** What is declared. */
  readonly fingerprint: Fingerprint;
  readonly declaredFiles: ReadonlySet<string>;
  readonly migrated?: Template;
  /** Absent where what is declared says everything. */
  readonly builder: LazyBuilder | undefined;
}

async function ensureOne(options: EnsureOneOptions): Promise<{ template: Template; isBuilt: boolean }> {
  const first = find(options);
  if (first.state === "found") {
    const { template, isRestored } = first;
    if (isRestored) adoptRestored(template.path, template.manifest);
    else noteUse(template.path);
    return { template, isBuilt: false };
  }
  const { database, cacheDirectory, fingerprint } = options;
  const lockPath = templateLockPathOf(cacheDirectory, fingerprint.hash);
  const lockOptions = {
    timeoutMs: options.lockTimeoutMs ?? DEFAULT_LOCK_TIMEOUT_MS,
    description: `the template of database "${database.name}"`,
    // A build that fails leaves no template, with which its lock would be pruned.
    removeOnRelease: true,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  };
  const lock = await explaining(lockPath, () => acquireDatabaseLock(lockPath, lockOptions), explainStorageError);
  try {
    const second = find(options);
    if (second.state === "found") return { template: second.template, isBuilt: false };
    if (second.state === "damaged") warnOfDamage(second);
    // Loaded here, as most processes find their template.
    const { buildTemplate } = await import("./build/build-template.js");
    const template = await explaining(cacheDirectory, () => buildTemplate(options), explainStorageError);
    removeAbandonedBuilds(cacheDirectory, fingerprint.hash);
    pruneTemplates(cacheDirectory, ownerOf(database, cacheDirectory));
    options.onProgress?.({ phase: "published" });
    return { template, isBuilt: true };
  } finally {
    lock.release();
  }
}

/** Looks for the template; where its build was observed, by what that used as it is now. */
function find({ cacheDirectory, fingerprint, builder, database }: EnsureOneOptions): FindTemplateResult {
  if (builder === undefined) return findTemplate(templatePathOf(cacheDirectory, fingerprint.hash));
  const observed = findObserved(cacheDirectory, fingerprint, realpathSync(database.directory));
  if (observed === undefined) return { state: "missing" };
  const path = templatePathOf(cacheDirectory, observed.fingerprint.hash);
  // The next process need not read the files again.
  if (observed.refreshed !== undefined) adoptRestored(path, observed.refreshed);
  return findTemplate(path);
}

function warnOfDamage({ path, problem }: Extract<FindTemplateResult, { state: "damaged" }>): void {
  process.stderr.write(toLogText(`picklejar: the template "${path}" is damaged (${problem}); it is built again\n`));
}
