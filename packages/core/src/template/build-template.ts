import { chmodSync, closeSync, copyFileSync, fsyncSync, openSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import type { ResolvedDatabase } from "../config/database-config.js";
import { TemplateBuildError } from "../errors/template-errors.js";
import { migrateDatabase } from "../migrations/migrate-database.js";
import { identityOf } from "../run-directory/file-identity.js";
import { copyWritable } from "../run-directory/place-copy.js";
import { loadSqlite, type Database } from "../sqlite/load-sqlite.js";
import { trace } from "../trace.js";
import { createBuildDirectory } from "./build-directory.js";
import type { OnBuildProgress } from "./build-progress.js";
import { hashFile } from "./find-template.js";
import type { Fingerprint } from "./fingerprint.js";
import { writeManifest } from "./manifest.js";
import { manifestPathOf, templatePathOf } from "./template-paths.js";
import { ownerOf } from "./prune-templates.js";
import { refuseChangedInputs } from "./refuse-changed-inputs.js";
import { sealTemplate, type SealedTemplate } from "./seal-template.js";
import type { Template, TemplateManifest } from "./template.js";

/** What to build, and where. */
export interface BuildTemplateOptions {
  readonly database: ResolvedDatabase;
  readonly fingerprint: Fingerprint;
  /** Absolute; the template is published into it. */
  readonly cacheDirectory: string;
  /** A migrated template to seed; without it, an unseeded one is built from the migrations. */
  readonly migrated?: Template | undefined;
  readonly onProgress?: OnBuildProgress | undefined;
}

/**
 * Builds one template and publishes it, complete or not at all. The caller holds the template's lock.
 *
 * @throws {@link MigrationError} `MIGRATION_FAILED`; {@link TemplateBuildError} `TEMPLATE_BUILD_FAILED`,
 * `TEMPLATE_INPUTS_CHANGED`.
 */
export async function buildTemplate(options: BuildTemplateOptions): Promise<Template> {
  const { database, fingerprint, cacheDirectory, migrated, onProgress } = options;
  const directory = createBuildDirectory(cacheDirectory, fingerprint.hash);
  try {
    const startMs = performance.now();
    const path = join(directory, "template.db");
    if (migrated === undefined) await migrateInto(path, database, onProgress);
    else await seedInto(path, migrated, database, onProgress);
    const buildMs = performance.now() - startMs;
    onProgress?.({ phase: "sealing" });
    const sealed = sealTemplate(path, database);
    const sealedPath = database.migrate === undefined ? path : copySealed(path);
    flush(sealedPath);
    await refuseChangedInputs(database, fingerprint, migrated === undefined ? "migrated" : "seeded");
    onProgress?.({ phase: "publishing" });
    return publish(sealedPath, options, { ...sealed, buildMs });
  } finally {
    rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function migrateInto(path: string, database: ResolvedDatabase, onProgress: OnBuildProgress | undefined): Promise<void> {
  trace("template-build", database.name);
  if (database.migrate !== undefined) {
    await attempt(database, "migrate", () => database.migrate?.({ path, url: pathToFileURL(path).href }));
    return;
  }
  const { source } = database;
  if (source === undefined) return;
  await withBuildConnection(path, database, (connection) =>
    migrateDatabase(connection, source, {
      templateOf: database.name,
      onProgress: ({ name, index, total }) => onProgress?.({ phase: "migrating", migration: name, index, total }),
    }),
  );
}

async function seedInto(
  path: string,
  migrated: Template,
  database: ResolvedDatabase,
  onProgress: OnBuildProgress | undefined,
): Promise<void> {
  trace("template-seed", database.name);
  copyWritable(migrated.path, path);
  onProgress?.({ phase: "seeding" });
  await withBuildConnection(path, database, async (connection) => {
    await attempt(database, "seed", () => database.seed?.(connection));
    if (!connection.inTransaction) return;
    throw new TemplateBuildError(
      database.name,
      "seed",
      "seed left a transaction open, so that nothing of it would stay. Commit it.",
    );
  });
}

/**
 * Lends a connection that does not wait for the disk: an unfinished template is worth nothing, so a crash may spoil it. What
 * ends up in the file is the same.
 */
async function withBuildConnection(
  path: string,
  database: ResolvedDatabase,
  use: (connection: Database) => Promise<unknown>,
): Promise<void> {
  const connection = new (loadSqlite())(path);
  try {
    await attempt(database, "connection", () => database.connection?.(connection));
    connection.pragma("synchronous = OFF");
    connection.pragma("locking_mode = EXCLUSIVE");
    if (connection.pragma("journal_mode", { simple: true }) !== "wal") connection.pragma("journal_mode = MEMORY");
    await use(connection);
  } finally {
    connection.close();
  }
}

/** Runs the user's code, and says whose it was when it throws. */
async function attempt(database: ResolvedDatabase, step: "migrate" | "connection" | "seed", run: () => unknown): Promise<void> {
  try {
    await run();
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new TemplateBuildError(database.name, step, `${step} threw: ${problem}`, error);
  }
}

/** What a migrator left open keeps a file that nobody will ever see; the copy is the template. */
function copySealed(path: string): string {
  const sealedPath = `${path}.sealed`;
  copyFileSync(path, sealedPath);
  return sealedPath;
}

/** The manifest vouches for size and times only: after a power cut these must not be there without the content. */
function flush(path: string): void {
  const descriptor = openSync(path, "r+");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  // It may hold what a seed wrote, which is for this user only.
  chmodSync(path, 0o400);
}

/** The template first, then its manifest: a template without one counts as missing. */
function publish(
  sealedPath: string,
  { database, fingerprint, cacheDirectory, migrated }: BuildTemplateOptions,
  built: SealedTemplate & Pick<TemplateManifest, "buildMs">,
): Template {
  const path = templatePathOf(cacheDirectory, fingerprint.hash);
  const stats = statSync(sealedPath);
  const manifest: TemplateManifest = {
    ...built,
    fingerprint,
    owner: ownerOf(database, cacheDirectory),
    isSeeded: migrated !== undefined,
    sizeBytes: stats.size,
    identity: identityOf(stats),
    modifiedMs: stats.mtimeMs,
    contentHash: hashFile(sealedPath),
    builtAt: new Date().toISOString(),
  };
  renameSync(sealedPath, path);
  writeManifest(manifestPathOf(path), manifest, `${sealedPath}.json`);
  return { path, manifest };
}
