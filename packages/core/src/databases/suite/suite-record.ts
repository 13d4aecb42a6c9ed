import { hash } from "node:crypto";
import { realpathSync } from "node:fs";

import type { ResolvedDatabase } from "../../config/database-config.js";
import { findConfig } from "../../config/find-config.js";
import { loadConfigFile, loadConfigFileNow } from "../../config/load-config.js";
import { selectDatabase } from "../../config/select-database.js";
import { attempt } from "../../errors/attempt.js";
import { getOrCreate } from "../../files/get-or-create.js";
import type { MigrationSource } from "../../migrations/migration-source.js";
import { readPathStamp, readPathState, type PathState } from "../../modules/inputs/path-state.js";
import {
  areStampsCurrent,
  findRegisteredSource,
  schemaIdOf,
  type RegisteredSource,
  type Stamp,
} from "../../record/registered-source.js";
import { readRunRecord } from "../../record/run-record.js";
import { Run } from "../../runs/run.js";
import type { RunDirectory } from "../../runs/run-directory.js";
import { storageKindOf } from "../../runs/choose-storage.js";
import { chooseStrategy } from "../../strategies/choose-strategy.js";
import { DatabasePool } from "../../strategies/pool.js";
import { findTemplate } from "../../template/find-template.js";
import type { Template } from "../../template/template.js";
import { checkObserved } from "../../template/fingerprint/observed-entries.js";
import type { PreparedDatabase } from "../prepared-database.js";

/** What a set-up found out of a configuration file, so that its workers need not load it. Plain data. */
export interface SuiteRecord {
  /** Absolute path of the configuration file. */
  readonly file: string;
  readonly directory: string;
  /** What it was found out from. */
  readonly files: readonly RecordedFile[];
  readonly directories: readonly Stamp[];
  /** Digests of variables by name; see {@link digestVariable}. */
  readonly variables: readonly (readonly [name: string, digest: string])[];
  readonly databases: readonly RecordedDatabase[];
}

/** A file that decides what is in the databases, and how it was. */
export interface RecordedFile extends PathState {
  /** Absolute. */
  readonly path: string;
}

/** A database of the configuration, without its functions. */
export interface RecordedDatabase {
  readonly database: Omit<ResolvedDatabase, "source" | "migrator" | "migrate" | "connection" | "seed" | "load">;
  readonly source: Omit<MigrationSource, "migrations" | "connection"> | undefined;
  /** Which functions it has. */
  readonly has: Readonly<Record<"migrate" | "connection" | "seed", boolean>>;
  readonly schemaId: string;
  /** Key of its {@link findRegisteredSource}. */
  readonly sourceKey: string;
  /** Absolute path of what tests get copies of. */
  readonly templatePath: string;
  readonly buildMs: number;
}

/** A configuration as the run's record has it. */
export interface RecordedSuite {
  /** Absolute. */
  readonly directory: string;
  /** Absolute. */
  readonly file: string;
  /** By name. Their functions load the configuration when they are called. */
  readonly databases: ReadonlyMap<string, ResolvedDatabase>;
}

/** By working directory; `undefined` where there is none that holds. Looked up once per process, as a configuration is loaded once. */
class RecordedSuites extends Map<string, { readonly suite: RecordedSuite | undefined }> {}

/** By key of the database, as it was when it was looked up. */
class RecordedDatabases extends Map<string, RecordedDatabase & { readonly registered: RegisteredSource }> {}

/** What came of them in this process, by key. */
class RecordedPreparations extends Map<string, PreparedDatabase> {}

/** The name of a working directory's entry in the run's record. */
export function suiteRecordNameOf(workingDirectory: string): string {
  return `suite-${schemaIdOf(workingDirectory)}`;
}

/** Stands for the value of an environment variable, which may be a secret. */
export function digestVariable(name: string): string {
  const value = process.env[name];
  return value === undefined ? "unset" : hash("sha256", value);
}

/** Whether a set-up of this run has noted the configuration of the working directory, whatever has changed since. */
export function hasSuiteRecord(run: RunDirectory): boolean {
  return readRunRecord(run, suiteRecordNameOf(process.cwd())) !== undefined;
}

/** Forgets what was looked up, since another record was written. */
export function forgetRecordedSuite(run: Run): void {
  run.own(RecordedSuites).delete(process.cwd());
}

/** Gives the configuration of the working directory, if a set-up of this run has noted it, and nothing that decides it has changed since. */
export function findRecordedSuite(): RecordedSuite | undefined {
  const run = Run.current();
  if (run === undefined) return undefined;
  return getOrCreate(run.own(RecordedSuites), process.cwd(), () => ({ suite: readSuite(run) })).suite;
}

/** Gives what is needed to copy the template of a database of {@link findRecordedSuite}; `undefined` if that is gone. Waits for nothing. */
export function prepareRecorded(database: ResolvedDatabase, run: Run): PreparedDatabase | undefined {
  const recorded = run.own(RecordedDatabases).get(database.key);
  if (recorded === undefined || database.load === undefined) return undefined;
  const known = run.own(RecordedPreparations).get(database.key);
  const found = findTemplate(recorded.templatePath);
  if (found.state !== "found") return undefined;
  if (known?.template?.manifest.identity === found.template.manifest.identity) return known;
  const prepared = prepare(database, run, recorded, found.template);
  run.own(RecordedPreparations).set(database.key, prepared);
  return prepared;
}

/** Gives the absolute path that the template of a database of {@link findRecordedSuite} had. */
export function recordedTemplateOf(database: ResolvedDatabase, run: Run): string | undefined {
  return run.own(RecordedDatabases).get(database.key)?.templatePath;
}

function prepare(
  database: ResolvedDatabase,
  run: Run,
  { schemaId, buildMs, registered: source }: RecordedDatabase & { readonly registered: RegisteredSource },
  template: Template,
): PreparedDatabase {
  const { manifest } = template;
  const strategy = chooseStrategy(database.strategy, manifest, storageKindOf(run.path));
  const pool = new DatabasePool({ run, template, schemaId }, strategy);
  run.onEnd(() => pool.dispose());
  return {
    database,
    run,
    fingerprint: manifest.fingerprint.hash,
    template,
    pool,
    strategy,
    schemaId,
    source,
    isBuilt: false,
    buildMs,
  };
}

function readSuite(run: Run): RecordedSuite | undefined {
  const record = readRunRecord<SuiteRecord>(run, suiteRecordNameOf(process.cwd()));
  if (record === undefined || !holds(record)) return undefined;
  const { file, directory, databases } = record;
  const known = run.own(RecordedDatabases);
  for (const recorded of databases) {
    const registered = findRegisteredSource(run, recorded.sourceKey, recorded.schemaId);
    if (registered === undefined) return undefined;
    known.set(recorded.database.key, { ...recorded, registered });
  }
  return { file, directory, databases: new Map(databases.map((each) => [each.database.name, toDatabase(each, file)])) };
}

function holds({ file, directory, files, directories, variables, databases }: SuiteRecord): boolean {
  // What is wrong with the configuration is for whoever loads it to say.
  return (
    attempt(
      () =>
        findConfig(process.cwd()) === file &&
        variables.every(([name, digest]) => digestVariable(name) === digest) &&
        areStampsCurrent(directories) &&
        files.every(isAsRecorded) &&
        databases.every(({ templatePath }) => isBuildCurrent(templatePath, directory)),
    ) === true
  );
}

function isAsRecorded({ path, digest, stamp }: RecordedFile): boolean {
  const observed = { path, aspect: "content", except: [] } as const;
  return (stamp !== "" && readPathStamp(observed) === stamp) || readPathState(observed).digest === digest;
}

function isBuildCurrent(templatePath: string, directory: string): boolean {
  const found = findTemplate(templatePath);
  if (found.state !== "found") return false;
  const { observed } = found.template.manifest;
  return observed === undefined || checkObserved(realpathSync(directory), observed) !== undefined;
}

function toDatabase({ database, source, has }: RecordedDatabase, file: string): ResolvedDatabase {
  let now: ResolvedDatabase | undefined;
  const loadNow = (): ResolvedDatabase => (now ??= selectDatabase(loadConfigFileNow(file).databases, database.name));
  const load = async (): Promise<ResolvedDatabase> => selectDatabase((await loadConfigFile(file)).databases, database.name);
  const connection: ResolvedDatabase["connection"] = has.connection ? (opened) => loadNow().connection?.(opened) : undefined;
  return {
    ...database,
    source: source === undefined ? undefined : { ...source, migrations: [], connection },
    migrator: undefined,
    migrate: has.migrate ? async (location) => (await load()).migrate?.(location) : undefined,
    connection,
    seed: has.seed ? async (opened) => (await load()).seed?.(opened) : undefined,
    load,
  };
}
