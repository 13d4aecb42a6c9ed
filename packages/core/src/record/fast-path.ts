import { lstatSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { sep } from "node:path";

import type { Database } from "../sqlite/load-sqlite.js";
import { trace } from "../files/trace.js";
import { findLogs } from "../files/database-files.js";
import { identityOf } from "../files/file-identity.js";
import { readFileState, type FileState } from "../files/file-state.js";
import { InitializedPaths } from "./initialized-paths.js";
import { Run } from "../runs/run.js";
import { matchesTestDatabases } from "./match-test-databases.js";
import { placeCopy } from "../runs/place-copy.js";
import { hasLineage } from "./lineage.js";
import { findTrackedFile, trackFile } from "./tracked-files.js";
import {
  findRegisteredSource,
  findUnchangedSource,
  isAmbiguousSource,
  schemaIdOf,
  describeConnection,
  type RegisteredSource,
  type RegisteredTemplate,
} from "./registered-source.js";

/** What decides a database's contents, as the run's record knows it. */
export interface SchemaSource {
  readonly key: string;
  /** Prepares the connection in which production would make the database; compared by its text. */
  readonly connection?: ((database: Database) => void) | undefined;
}

/** Of each source, for as long as that is used: a hash a call would be the dearest part of the fast path. */
const schemaIds = new WeakMap<SchemaSource, string>();

/**
 * Answers "is this database migrated?" from the run's record: the reason why a scenario may call `initOrUpgrade` seven
 * times, in as many processes, for the price of a few `stat`s.
 *
 * Outside of a test run it does nothing. It reads no migration and loads no umzug; a database that was written to since it was known to be migrated is
 * opened once, to see whether it still is: another one may have been copied over it.
 *
 * @param path absolute
 * @returns `"existing"` when picklejar made this very file from this very source, and it still holds what that made; `"copied"` when
 * the file was missing at a place for tests, and is now a copy of the source's template, without test data; `undefined` in every
 * other case: then the caller does what it does in production.
 */
export function takeFastPath(path: string, source: SchemaSource): "existing" | "copied" | undefined {
  const run = Run.current();
  if (run === undefined) return undefined;
  const schemaId = rememberedIdOf(source);
  const state = readFileState(path);
  const outcome =
    state === undefined ? copyWhenMissing(run, path, source, schemaId) : findExisting(run, path, state, source.key, schemaId);
  if (outcome !== undefined) trace("fast-path", path);
  return outcome;
}

function findExisting(run: Run, path: string, state: FileState, key: string, schemaId: string): "existing" | undefined {
  const source = findUnchangedSource(run, key, schemaId);
  if (source === undefined) return undefined;
  const initializedPaths = run.own(InitializedPaths);
  if (initializedPaths.has(path, state, schemaId)) return "existing";
  const placed = findTrackedFile(run, state, schemaId);
  if (placed === undefined) return undefined;
  const isAsPlaced = placed === "as-placed" && state.walBytes === 0;
  if (!isAsPlaced && !hasLineage(path, source)) return undefined;
  initializedPaths.remember(path, { state, schemaId });
  return "existing";
}

function copyWhenMissing(run: Run, path: string, wanted: SchemaSource, schemaId: string): "copied" | undefined {
  if (!isMissing(path)) return undefined;
  const source = findRegisteredSource(run, wanted.key, schemaId);
  // A journal mode that `connection` sets stays in the file: another one would make another file.
  if (source?.connection !== describeConnection(wanted.connection)) return undefined;
  const template = source?.template;
  if (source === undefined || template === undefined || !mayBeCopied(run, path, source)) return undefined;
  if (isAmbiguousSource(run, schemaId) || !isIntact(template)) return undefined;
  // An earlier database left it: SQLite itself knows what to do with it.
  if (findLogs(path).length > 0 || !copyTo(path, template, run)) return undefined;
  const state = readFileState(path);
  if (state === undefined) return undefined;
  trace("template-copy", path);
  record(run, state, schemaId);
  run.own(InitializedPaths).remember(path, { state, schemaId });
  return "copied";
}

/** A link that leads nowhere is not missing, and a path whose folder cannot be looked into is left to production's own error. */
function isMissing(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) === undefined;
  } catch {
    return false;
  }
}

/** What is wrong with the path is for production's own error to say; and a template that was pruned this moment is none. */
function copyTo(path: string, template: RegisteredTemplate, run: Run): boolean {
  try {
    return placeCopy(template.path, path, run);
  } catch {
    return false;
  }
}

/** Where the run has ended, or its storage is full, other processes look at the ledger. */
function record(run: Run, state: FileState, schemaId: string): void {
  try {
    trackFile(run, state, schemaId);
  } catch {
    // The copy is complete all the same.
  }
}

/** Only where nothing but tests has its files: a variable that leaks into production must not matter there. */
function mayBeCopied(run: Run, path: string, source: RegisteredSource): boolean {
  return isInside(path, run.path) || isInside(path, tmpdir()) || matchesTestDatabases(path, source.testDatabases);
}

function isInside(path: string, directory: string): boolean {
  return path.startsWith(directory.endsWith(sep) ? directory : directory + sep);
}

function isIntact(template: RegisteredTemplate): boolean {
  const stats = statSync(template.path, { throwIfNoEntry: false });
  return (
    stats !== undefined &&
    identityOf(stats) === template.identity &&
    stats.size === template.sizeBytes &&
    stats.mtimeMs === template.modifiedMs
  );
}

function rememberedIdOf(source: SchemaSource): string {
  let schemaId = schemaIds.get(source);
  if (schemaId === undefined) {
    schemaId = schemaIdOf(source.key);
    schemaIds.set(source, schemaId);
  }
  return schemaId;
}
