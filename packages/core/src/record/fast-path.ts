import { lstatSync, statSync } from "node:fs";
import { tmpdir } from "node:os";

import { attempt } from "../errors/attempt.js";
import { findJournals } from "../files/database-files.js";
import { isInside } from "../files/enclosing-folders.js";
import { isAsNoted } from "../files/identity/file-identity.js";
import { readFileState, type FileState } from "../files/identity/file-state.js";
import { getOrCreate } from "../files/get-or-create.js";
import { trace } from "../files/trace.js";
import { placeCopy } from "../runs/place-copy.js";
import { Run } from "../runs/run.js";
import type { Database } from "../sqlite/load-sqlite.js";
import { InitializedPaths } from "./initialized-paths.js";
import { hasLineage } from "./lineage.js";
import { matchesTestDatabases } from "./match-test-databases.js";
import {
  describeConnection,
  findRegisteredSource,
  findUnchangedSource,
  isAmbiguousSource,
  schemaIdOf,
  type RegisteredSource,
} from "./registered-source.js";
import { findTrackedFile, trackFile } from "./tracked-files.js";

/** What decides a database's contents, as the run's record knows it. */
export interface SchemaSource {
  readonly key: string;
  /** Prepares the connection in which production would make the database; compared by its text. */
  readonly connection?: ((database: Database) => void) | undefined;
  /** Which ledger it should have, if its migrations could have two. */
  readonly ledger?: "picklejar" | "native" | undefined;
}

/** Goes with the source, so that each is hashed once. */
const schemaIds = new WeakMap<SchemaSource, string>();

/**
 * Answers "is this database migrated?" from the run's record. So a scenario may call `initOrUpgrade` seven times, in as many processes, for the
 * price of a few `stat`s.
 *
 * Outside a test run it does nothing. It reads no migration and loads no umzug. A database that was written to since it was known to be migrated
 * is opened once: another one may have been copied over it.
 *
 * @param path absolute
 * @returns `cached` if picklejar made this very file from this source, and it still holds the same migrations; `created` if the file was missing
 * at a place for tests, and is now a copy of the source's template, without test data; otherwise `undefined`: then the caller does the same as
 * in production
 */
export function takeFastPath(path: string, source: SchemaSource): "cached" | "created" | undefined {
  const run = Run.current();
  if (run === undefined) return undefined;
  const schemaId = getOrCreate(schemaIds, source, () => schemaIdOf(source.key));
  const state = readFileState(path);
  const origin =
    state === undefined
      ? copyWhenMissing(run, path, source, schemaId)
      : findExisting(run, path, state, { key: source.key, ledger: source.ledger, schemaId });
  if (origin !== undefined) trace("fast-path", path);
  return origin;
}

function findExisting(
  run: Run,
  path: string,
  state: FileState,
  { key, ledger, schemaId }: SchemaSource & { readonly schemaId: string },
): "cached" | undefined {
  const source = findUnchangedSource(run, key, schemaId);
  if (source === undefined || hasOtherLedger(source, ledger)) return undefined;
  const initializedPaths = run.own(InitializedPaths);
  if (initializedPaths.has(path, state, schemaId)) return "cached";
  const tracked = findTrackedFile(run, state, schemaId);
  if (tracked === undefined) return undefined;
  const isUnchanged = tracked === "unchanged" && state.walBytes === 0;
  if (!isUnchanged && !hasLineage(path, source)) return undefined;
  initializedPaths.remember(path, { state, schemaId });
  return "cached";
}

/** Two runners with the same files may differ in whose ledger they want. */
function hasOtherLedger({ hasForeignLedger = false }: RegisteredSource, wanted: SchemaSource["ledger"]): boolean {
  return hasForeignLedger && wanted !== "native";
}

function copyWhenMissing(run: Run, path: string, wanted: SchemaSource, schemaId: string): "created" | undefined {
  if (!isMissing(path)) return undefined;
  const source = findRegisteredSource(run, wanted.key, schemaId);
  // A journal mode that `connection` sets stays in the file.
  if (source?.connection !== describeConnection(wanted.connection) || hasOtherLedger(source, wanted.ledger)) return undefined;
  const template = source?.template;
  if (source === undefined || template === undefined || !mayBeCopied(run, path, source)) return undefined;
  const stats = statSync(template.path, { throwIfNoEntry: false });
  if (isAmbiguousSource(run, schemaId) || !isAsNoted(stats, template)) return undefined;
  // SQLite knows what to do with the WAL or journal of an earlier database.
  if (findJournals(path).length > 0) return undefined;
  // On failure, production code reports the error. The template may also have just been pruned.
  if (attempt(() => placeCopy(template.path, path, run)) !== true) return undefined;
  const state = readFileState(path);
  if (state === undefined) return undefined;
  trace("template-copy", path);
  // If the run has ended or its storage is full, the copy is complete all the same, and other processes look at its ledger.
  attempt(() => trackFile(run, state, schemaId));
  run.own(InitializedPaths).remember(path, { state, schemaId });
  return "created";
}

/** A link that leads nowhere is not missing. If the folder cannot be entered, production code reports the error. */
function isMissing(path: string): boolean {
  return attempt(() => lstatSync(path, { throwIfNoEntry: false }) === undefined) ?? false;
}

/** Only where nothing but tests has its files: a variable that leaks into production must not matter there. */
function mayBeCopied(run: Run, path: string, source: RegisteredSource): boolean {
  return isInside(path, run.path) || isInside(path, tmpdir()) || matchesTestDatabases(path, source.testDatabases);
}
