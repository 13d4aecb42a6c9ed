import { createHash } from "node:crypto";
import { existsSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describeFunction } from "../modules/functions/describe-function.js";
import type { Database } from "../sqlite/load-sqlite.js";
import type { FileIdentity } from "../files/file-identity.js";
import type { RunDirectory } from "../runs/run-directory.js";
import type { Run } from "../runs/run.js";
import { readRunRecord, writeRunRecord } from "./run-record.js";

/** What the run's record says of one source of migrations: enough to serve it without reading a migration. */
export interface RegisteredSource {
  /** The whole key, since `schemaId` is only a hash of it. */
  readonly key: string;
  /** Folders that hold the migrations, each with the time of its last change: a file added or removed since shows here. */
  readonly directories: readonly (readonly [path: string, changedMs: number])[];
  /** The template without test data, for databases that the application creates; absent where only a seeded one is at hand. */
  readonly template?: RegisteredTemplate;
  /** Digest of what says which migrations made it; see {@link readLineage}. Absent where the template does not say. */
  readonly lineage?: string;
  /** Absent for a migrator of the application's own. */
  readonly ledgerTable?: string;
  /** {@link describeConnection} of the `connection` with which the template was made. */
  readonly connection: string;
  /** Absolute globs: paths outside of the run directory where a missing database may be a copy of the template. */
  readonly testDatabases: readonly string[];
}

/** A template, and how to tell that it is still that file. */
export interface RegisteredTemplate {
  /** Absolute. */
  readonly path: string;
  readonly identity: FileIdentity;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

/** A migrator of the application's own has no source to compare: the name of its database stands for it. */
export function configKeyOf(databaseName: string): string {
  return `${MIGRATOR_PREFIX}${databaseName}`;
}

const MIGRATOR_PREFIX = "migrate:";

/** Keys of sources with migrations are JSON. */
function isConfigKey(key: string): boolean {
  return key.startsWith(MIGRATOR_PREFIX);
}

/** The name of a source in the run's record: 16 hex digits of a SHA-256 over its key. */
export function schemaIdOf(key: string): string {
  return createHash("sha256").update(key).digest("hex").slice(0, 16);
}

/** Stands for a `connection` in every process: its text, and the values that it closes over. */
export function describeConnection(connection: ((database: Database) => void) | undefined): string {
  return connection === undefined ? "" : describeFunction(connection).digest;
}

/** Makes a source known to every process of the run. The last registration of a key counts; readers never see half of one. */
export function registerSource(run: RunDirectory, source: RegisteredSource): void {
  const schemaId = schemaIdOf(source.key);
  if (isConfigKey(source.key) && source.template !== undefined) noteTemplateOf(run, schemaId, source.template);
  writeRunRecord(run, schemaId, source);
}

/** Finds what was registered for a key, as long as its folders are as they were then. */
export function findRegisteredSource(run: RunDirectory, key: string, schemaId: string): RegisteredSource | undefined {
  const source = readRunRecord<RegisteredSource>(run, schemaId);
  return source?.key === key && source.directories.every(isUnchanged) ? source : undefined;
}

/** Sources that this process found registered, by key: a suite asks thousands of times. */
class KnownSources extends Map<string, RegisteredSource> {}

/** Finds a source that was registered, if its folders are as they were then. Costs a `stat` a folder when it was asked before. */
export function findUnchangedSource(run: Run, key: string, schemaId: string): RegisteredSource | undefined {
  const known = run.own(KnownSources);
  const source = known.get(key);
  if (source?.directories.every(isUnchanged) === true) return source;
  const found = findRegisteredSource(run, key, schemaId);
  if (found !== undefined) known.set(key, found);
  return found;
}

/**
 * Whether the run has migrators of one name that make different databases: which of them a missing database is for, nobody can
 * tell, so it is a copy of neither.
 */
export function isAmbiguousSource(run: RunDirectory, schemaId: string): boolean {
  return existsSync(join(run.recordDirectory, `${schemaId}.ambiguous`));
}

/** A file for each template; of two processes that register at once, the one that lists them later sees both. */
function noteTemplateOf(run: RunDirectory, schemaId: string, template: RegisteredTemplate): void {
  const prefix = `${schemaId}.template-`;
  writeFileSync(join(run.recordDirectory, prefix + schemaIdOf(template.path)), "");
  const count = readdirSync(run.recordDirectory).filter((name) => name.startsWith(prefix)).length;
  if (count > 1) writeFileSync(join(run.recordDirectory, `${schemaId}.ambiguous`), "");
}

/** The stamps of a folder, or of the folder that a glob starts from and of all below it, for {@link RegisteredSource.directories}. */
export function stampDirectory(location: string): readonly (readonly [path: string, changedMs: number])[] {
  const path = location.replace(/[\\/][^\\/]*[*?{}[\]!()].*$/, "");
  return [path, ...(path === location ? [] : listFoldersBelow(path))].flatMap((folder) => {
    const stats = statSync(folder, { throwIfNoEntry: false });
    return stats?.isDirectory() === true ? [[folder, stats.ctimeMs] as const] : [];
  });
}

function listFoldersBelow(path: string): readonly string[] {
  try {
    const folders = readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== "node_modules" && !entry.name.startsWith("."))
      .map(({ name }) => join(path, name));
    return [...folders, ...folders.flatMap(listFoldersBelow)];
  } catch {
    return [];
  }
}

/** By the time that nobody can set: `rsync` and `tar` set the other one. */
function isUnchanged([path, changedMs]: readonly [string, number]): boolean {
  return statSync(path, { throwIfNoEntry: false })?.ctimeMs === changedMs;
}
