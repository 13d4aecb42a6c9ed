import { basename, extname, join, relative, resolve, sep } from "node:path";
import { hash } from "node:crypto";
import { realpathSync } from "node:fs";

import type { ResolvedDatabase } from "../../config/database-config.js";
import { listFunctions } from "./code-functions.js";
import { describeFunction, findDefiningFile } from "../../modules/functions/describe-function.js";
import { readMigrations, type ReadMigrationsResult } from "../../migrations/files/read-migrations.js";
import type { ResolvedMigration } from "../../migrations/files/resolved-migration.js";
import { matchesTestDatabases } from "../../record/match-test-databases.js";
import { collectModules, type CollectedModules, type CollectModulesOptions } from "../../modules/collect-modules.js";
import { digestFile } from "../../files/identity/digest-file.js";
import { findInputFiles } from "./find-input-files.js";
import { findProjectRoot } from "../../modules/find-project-root.js";
import { listOutdatedModules } from "../../modules/outdated-modules.js";
import { MIGRATOR_SOURCE } from "../../options/migrator-source.js";
import { pathKind } from "../../files/identity/stat-reachable.js";
import type { FingerprintInput } from "./fingerprint-input.js";
import { readProgramVersions } from "./program-versions.js";

/** Everything that decides a template's content, in one hash. */
export interface Fingerprint {
  /** Hex SHA-256 over all inputs, in order. */
  readonly hash: string;
  readonly inputs: readonly FingerprintInput[];
  /** Imports that could not be followed, as `file: specifier`. */
  readonly unresolved: readonly string[];
}

/** The fingerprints of a database's one or two templates. */
export interface DatabaseFingerprints {
  /** Migrated, not seeded. */
  readonly migrated: Fingerprint;
  /** Migrated and seeded; absent without a `seed`. */
  readonly seeded: Fingerprint | undefined;
  /** Whether code of the project makes the database, so that its build has to be observed. */
  readonly isObserved: boolean;
  /** Names, as in {@link FingerprintInput}, of all files whose content is declared. */
  readonly declaredFiles: ReadonlySet<string>;
  /** Absolute paths of all files that the fingerprints were computed from. */
  readonly paths: readonly string[];
  /** Names of modules that changed since this process first looked, so that what it has loaded may be older. */
  readonly outdatedModules: readonly string[];
}

/**
 * Computes the fingerprints of a database's templates from the files as they are now. Modification times do not count, and names are relative to the
 * configuration's folder, so another checkout has the same hashes.
 *
 * @remarks About 3 ms for 200 SQL migrations. Loads better-sqlite3 for its version of SQLite.
 * @throws what `readMigrations` throws, and `INPUTS_NOT_FOUND` for a pattern of `inputs` that matches nothing
 */
export async function computeFingerprints(database: ResolvedDatabase): Promise<DatabaseFingerprints> {
  const names = nameRelativeTo(database.directory);
  const read = database.source === undefined ? undefined : readMigrations(database.source);
  const migrations = read?.migrations ?? [];
  const modulePaths = migrations.flatMap(({ up, path }) => (up.kind === "module" && path !== undefined ? [path] : []));
  const modules = await collectModules([...modulePaths, ...definingModulesOf(database)], whereOf(database));
  const migrationFiles = new Set(modulePaths.map((path) => realpathSync(path)));
  const inputFiles = await findInputFiles(database.inputs, database.directory);
  const inputs = [
    ...migrations.map((migration): FingerprintInput => ({
      kind: "migration",
      name: migration.name,
      digest: digestOf(migration),
    })),
    ...describeLedger(read),
    ...sortByName([
      ...describeModules(modules, migrationFiles, names),
      ...inputFiles.map((path): FingerprintInput => ({ kind: "input", name: names(path), digest: digestFile(path) })),
      ...describeEnvironment(database.environmentInputs),
      ...describeOptions(database),
    ]),
    ...readProgramVersions(),
  ];
  const unresolved = [...new Set(modules.unresolved.map(({ file, specifier }) => `${names(file)}: ${specifier}`))].toSorted();
  return {
    migrated: seal("migrated", inputs, unresolved),
    seeded: database.seed === undefined ? undefined : seal("seeded", inputs, unresolved),
    isObserved: modulePaths.length > 0 || listFunctions(database).length > 0,
    declaredFiles: new Set([
      ...[...modules.files.keys()].map(names),
      ...inputs.filter(({ kind }) => kind === "input").map(({ name }) => name),
    ]),
    paths: [
      ...modules.files.keys(),
      ...[...modules.packages.values()].map(({ directory }) => join(directory, "package.json")),
      ...migrations.flatMap(({ path }) => path ?? []),
      ...(read?.companions ?? []),
      ...inputFiles,
    ],
    outdatedModules: listOutdatedModules(modules.files).map(names),
  };
}

/** The ledger's checksum passes over line endings, which a literal may hold. */
function digestOf({ up, checksum }: ResolvedMigration): string {
  return up.kind === "sql" ? hash("sha256", up.text) : checksum;
}

/** What another tool's ledger says of the migrations, and the files that decide it: times in a journal, line endings in a hash. */
function describeLedger(read: ReadMigrationsResult | undefined): FingerprintInput[] {
  if (read?.hasForeignLedger !== true) return [];
  const { migrations, ledger, companions, recognition } = read;
  const text = JSON.stringify([
    recognition?.reader.format,
    ledger.table,
    migrations.map(({ entry }) => [entry?.key, entry?.hashes?.[0]]),
  ]);
  return [
    { kind: "option", name: "ledger", digest: hash("sha256", text) },
    ...companions.map((path): FingerprintInput => ({ kind: "option", name: basename(path), digest: digestFile(path) })),
  ];
}

/** Modules are known by where links lead, so the folders that they are compared with must be too. */
function whereOf({ directory, testDatabases }: ResolvedDatabase): CollectModulesOptions {
  const base = realpathSync(directory);
  const globs = testDatabases.map((glob) => resolve(base, relative(directory, glob)));
  return { directory: base, isTestDatabase: (path) => matchesTestDatabases(path, globs) };
}

/** The configuration file, or the files that define the functions of a configuration given in code. */
function definingModulesOf(database: ResolvedDatabase): string[] {
  if (database.file === undefined) {
    const files = listFunctions(database).flatMap(({ run }) =>
      [findDefiningFile(run) ?? [], ...describeFunction(run).files].flat(),
    );
    return files.filter((path) => pathKind(path) === "file");
  }
  // JSON says nothing that the other inputs do not cover.
  return extname(database.file) === ".json" ? [] : [database.file];
}

/** Names files by their path from a folder, with `/`, links followed on both sides. */
function nameRelativeTo(directory: string): (path: string) => string {
  const base = realpathSync(directory);
  return (path) => relative(base, realpathSync(path)).split(sep).join("/") || basename(path);
}

function describeModules(
  { files, packages }: CollectedModules,
  migrationFiles: ReadonlySet<string>,
  names: (path: string) => string,
): FingerprintInput[] {
  const others = [...files].filter(([path]) => !migrationFiles.has(path));
  return [
    ...others.map(([path, digest]): FingerprintInput => ({ kind: "module", name: names(path), digest })),
    ...[...packages.values()].map(({ name, version }): FingerprintInput => ({ kind: "package", name, digest: version })),
  ];
}

function describeEnvironment(variables: readonly string[]): FingerprintInput[] {
  return [...new Set(variables)].map((name) => {
    const value = process.env[name];
    return { kind: "environment", name, digest: value === undefined ? "unset" : hash("sha256", `${name}=${value}`) };
  });
}

/** Options that decide contents: `strategy` is not among them. */
function describeOptions(database: ResolvedDatabase): FingerprintInput[] {
  const { source, migrator, version } = database;
  const values: Readonly<Record<string, unknown>> = {
    migrator: migrator?.[MIGRATOR_SOURCE] ?? (source === undefined ? "migrate" : "migrations"),
    format: source?.format,
    order: source?.order,
    ledgerTable: source?.ledgerTable,
    version,
  };
  const options = Object.entries(values).flatMap(([name, value]): FingerprintInput[] =>
    value === undefined ? [] : [{ kind: "option", name, digest: JSON.stringify(value) }],
  );
  return [...options, ...describeFunctions(database)];
}

/**
 * Functions with the same source text may do different things. picklejar cannot tell two databases' functions in a configuration file apart, so each
 * database has its own templates. So has each folder of a project, since functions may read what lies in the working directory.
 */
function describeFunctions(database: ResolvedDatabase): FingerprintInput[] {
  const functions = listFunctions(database);
  if (functions.length === 0) return [];
  const root = findProjectRoot(database.directory);
  const location = relative(root, database.directory).split(sep).join("/");
  const inCode = database.file === undefined ? functions : [];
  return [
    { kind: "option", name: "database", digest: database.name },
    { kind: "option", name: "folder", digest: location },
    ...inCode.map(({ name, run }): FingerprintInput => ({ kind: "option", name, digest: describeFunction(run).digest })),
  ];
}

function sortByName(inputs: readonly FingerprintInput[]): FingerprintInput[] {
  const keyed = inputs.map((input) => ({ key: `${input.kind}\0${input.name}\0${input.digest}`, input }));
  // By code unit: locales of other machines have other orders.
  return keyed.toSorted((left, right) => (left.key < right.key ? -1 : Number(left.key > right.key))).map(({ input }) => input);
}

function seal(
  template: "migrated" | "seeded",
  inputs: readonly FingerprintInput[],
  unresolved: readonly string[],
): Fingerprint {
  const all: FingerprintInput[] = [...inputs, { kind: "option", name: "template", digest: template }];
  const text = JSON.stringify(all.map(({ kind, name, digest }) => [kind, name, digest]));
  return { hash: hash("sha256", text), inputs: all, unresolved };
}
