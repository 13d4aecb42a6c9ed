import { createHash } from "node:crypto";
import { existsSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { attempt } from "../errors/attempt.js";
import type { NotedFile } from "../files/identity/file-identity.js";
import { describeFunction } from "../modules/functions/describe-function.js";
import type { RunDirectory } from "../runs/run-directory.js";
import type { Run } from "../runs/run.js";
import type { Database } from "../sqlite/load-sqlite.js";
import { readRunRecord, writeRunRecord } from "./run-record.js";

/** A folder, and the time of its last change. */
export type Stamp = readonly [path: string, changedMs: number];

/** What the run's record says about one source of migrations: enough to serve it without reading a migration. */
export interface RegisteredSource {
  /** The whole key, since `schemaId` is only a hash of it. */
  readonly key: string;
  /** Folders of the migrations, each with the time of its last change: it shows files added or removed since. */
  readonly directories: readonly Stamp[];
  /** The template without test data, for databases that the application creates; absent if there is only a seeded one. */
  readonly template?: RegisteredTemplate | undefined;
  /** {@link readLineage} of the template; absent if that says nothing. */
  readonly lineage?: string | undefined;
  /** Of picklejar's own ledger; absent for a migrator of the application's own, and if the ledger is another tool's. */
  readonly ledgerTable?: string | undefined;
  /** Whether picklejar writes the ledger of another tool. */
  readonly hasForeignLedger?: boolean;
  /** {@link describeConnection} of the `connection` with which the template was made. */
  readonly connection: string;
  /** Absolute globs of paths outside the run directory where a missing database may be a copy of the template. */
  readonly testDatabases: readonly string[];
}

/** A template, and how to tell that it is still that file. */
export interface RegisteredTemplate extends NotedFile {
  /** Absolute. */
  readonly path: string;
}

/** The key of a migrator of the application's own, which has no source to compare: its database's name. Other keys are JSON. */
export function configKeyOf(databaseName: string): string {
  return `${MIGRATOR_PREFIX}${databaseName}`;
}

const MIGRATOR_PREFIX = "migrate:";

/** The name of a source in the run's record: 16 hex digits of a SHA-256 over its key. */
export function schemaIdOf(key: string): string {
  return createHash("sha256").update(key).digest("hex").slice(0, 16);
}

/** Stands for a `connection` in every process: its text, and the values that it closes over. */
export function describeConnection(connection: ((database: Database) => void) | undefined): string {
  return connection === undefined ? "" : describeFunction(connection).digest;
}

/** Registers a source with every process of the run. The last registration of a key counts; readers never see half of one. */
export function registerSource(run: RunDirectory, source: RegisteredSource): void {
  const schemaId = schemaIdOf(source.key);
  if (source.key.startsWith(MIGRATOR_PREFIX) && source.template !== undefined) noteTemplateOf(run, schemaId, source.template);
  writeRunRecord(run, schemaId, source);
}

/** Finds the registered source of a key, if its folders have not changed since. */
export function findRegisteredSource(run: RunDirectory, key: string, schemaId: string): RegisteredSource | undefined {
  const source = readRunRecord<RegisteredSource>(run, schemaId);
  return source?.key === key && areStampsCurrent(source.directories) ? source : undefined;
}

/** Whether the folders have not changed since. */
export function areStampsCurrent(stamps: readonly Stamp[]): boolean {
  return stamps.every(isUnchanged);
}

/** Sources that this process found registered, by key: a suite asks thousands of times. */
class KnownSources extends Map<string, RegisteredSource> {}

/** The same, at the cost of one `stat` a folder after the first time. */
export function findUnchangedSource(run: Run, key: string, schemaId: string): RegisteredSource | undefined {
  const known = run.own(KnownSources);
  const source = known.get(key);
  if (source !== undefined && areStampsCurrent(source.directories)) return source;
  const found = findRegisteredSource(run, key, schemaId);
  if (found !== undefined) known.set(key, found);
  return found;
}

/** Whether migrators of one name make different databases in the run: then a missing database is a copy of none of them. */
export function isAmbiguousSource(run: RunDirectory, schemaId: string): boolean {
  return existsSync(join(run.recordDirectory, `${schemaId}.ambiguous`));
}

/** Writes a file for each template: of two processes that register at once, the one that lists them later sees both. */
function noteTemplateOf(run: RunDirectory, schemaId: string, template: RegisteredTemplate): void {
  const prefix = `${schemaId}.template-`;
  writeFileSync(join(run.recordDirectory, prefix + schemaIdOf(template.path)), "");
  const count = readdirSync(run.recordDirectory).filter((name) => name.startsWith(prefix)).length;
  if (count > 1) writeFileSync(join(run.recordDirectory, `${schemaId}.ambiguous`), "");
}

/** The stamps of a folder, or of the folder that a glob starts from and all below it, for {@link RegisteredSource.directories}. */
export function stampDirectory(location: string): readonly Stamp[] {
  const path = location.replace(/[\\/][^\\/]*[*?{}[\]!()].*$/, "");
  return [path, ...(path === location ? [] : listFoldersBelow(path))].flatMap((folder) => {
    const stats = statSync(folder, { throwIfNoEntry: false });
    return stats?.isDirectory() === true ? [[folder, stats.ctimeMs] as const] : [];
  });
}

function listFoldersBelow(path: string): readonly string[] {
  const entries = attempt(() => readdirSync(path, { withFileTypes: true })) ?? [];
  const folders = entries
    .filter((entry) => entry.isDirectory() && entry.name !== "node_modules" && !entry.name.startsWith("."))
    .map(({ name }) => join(path, name));
  return [...folders, ...folders.flatMap(listFoldersBelow)];
}

/** By ctime, which nobody can set: `rsync` and `tar` set mtime. */
function isUnchanged([path, changedMs]: Stamp): boolean {
  return statSync(path, { throwIfNoEntry: false })?.ctimeMs === changedMs;
}
