import { copyFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { inspect } from "node:util";

import type { ResolvedDatabase } from "../config/database-config.js";
import { isError } from "../errors/is-error.js";
import { TemplateBuildError } from "../errors/classes/template-errors.js";
import { trace } from "../files/trace.js";
import { migrateDatabase } from "../migrations/migrate-database.js";
import { copyWritable } from "../runs/place-copy.js";
import { loadSqlite, type Database } from "../sqlite/load-sqlite.js";
import type { OnBuildProgress } from "./build/build-progress.js";
import { sealTemplate, type SealedTemplate } from "./seal-template.js";
import type { TemplateManifest } from "./template.js";

export interface MakeTemplateOptions {
  readonly database: ResolvedDatabase;
  /** Absolute path in a private folder, of a file that is not there yet. */
  readonly path: string;
  /** Absolute path of a migrated template to seed; without one, the database is migrated. */
  readonly migratedPath: string | undefined;
  readonly onProgress: OnBuildProgress | undefined;
  /** Called when `migrate` or `seed` has returned, before the database is sealed. @throws when that was too early */
  readonly afterUserCode?: ((step: "migrate" | "seed") => Promise<void>) | undefined;
}

export interface MadeTemplate extends SealedTemplate, Pick<TemplateManifest, "buildMs"> {
  /** Absolute. */
  readonly sealedPath: string;
}

/**
 * Runs the project's own code to make a database, and seals it.
 *
 * @throws {@link MigrationError} `MIGRATION_FAILED`; {@link TemplateBuildError} `TEMPLATE_BUILD_FAILED`
 */
export async function makeTemplate(options: MakeTemplateOptions): Promise<MadeTemplate> {
  const { database, path, migratedPath, onProgress, afterUserCode } = options;
  const startMs = performance.now();
  await (migratedPath === undefined ? migrateInto(options) : seedInto(options, migratedPath));
  const buildMs = performance.now() - startMs;
  await afterUserCode?.(migratedPath === undefined ? "migrate" : "seed");
  onProgress?.({ phase: "sealing" });
  const sealed = sealTemplate(path, database);
  return { ...sealed, sealedPath: database.migrate === undefined ? path : copySealed(path), buildMs };
}

async function migrateInto({ path, database, onProgress }: MakeTemplateOptions): Promise<void> {
  trace("template-build", database.name);
  const { migrate, migrator, source } = database;
  if (migrate !== undefined) {
    const run = (): unknown => migrate({ path, url: pathToFileURL(path).href });
    // The errors of a migrator in code say what failed, and where.
    await (migrator === undefined ? attempt(database, "migrate", run) : run());
  }
  if (source === undefined) return undefined;
  return withBuildConnection(path, database, (connection) =>
    migrateDatabase(connection, source, {
      templateOf: database.name,
      onProgress: ({ name, index, total }) => onProgress?.({ phase: "migrating", migration: name, index, total }),
    }),
  );
}

async function seedInto({ path, database, onProgress }: MakeTemplateOptions, migratedPath: string): Promise<void> {
  trace("template-seed", database.name);
  copyWritable(migratedPath, path);
  onProgress?.({ phase: "seeding" });
  await withBuildConnection(path, database, async (connection) => {
    await attempt(database, "seed", () => database.seed?.(connection));
    if (!connection.inTransaction) return;
    const problem = "seed left a transaction open, so that nothing of it would stay. Commit it.";
    throw new TemplateBuildError(database.name, "seed", problem);
  });
}

/** Lends a connection that does not wait for the disk. A crash can only damage an unfinished template, and the finished file is the same. */
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

/** Runs the user's code. An error says in which step it was thrown. */
async function attempt(database: ResolvedDatabase, step: "migrate" | "connection" | "seed", run: () => unknown): Promise<void> {
  try {
    await run();
  } catch (error) {
    const problem = isError(error) ? error.message : inspect(error);
    throw new TemplateBuildError(database.name, step, `${step} threw: ${problem}`, error);
  }
}

/** A connection that a migrator left open keeps the old file, and the copy becomes the template. */
function copySealed(path: string): string {
  const sealedPath = `${path}.sealed`;
  copyFileSync(path, sealedPath);
  return sealedPath;
}
