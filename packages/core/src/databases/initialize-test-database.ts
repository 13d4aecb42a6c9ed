import { isAbsolute } from "node:path";

import { Run } from "../runs/run.js";
import type { ResolvedDatabase } from "../config/database-config.js";
import { canonicalPathOf } from "../files/canonical-path.js";
import { parseDatabasePath } from "../sqlite/database-path.js";
import { copyIntoMemory, createInMemoryDatabase, readIntoMemory } from "./in-memory-database.js";
import { initializePath, type InitializePathResult } from "./initialize-path.js";
import { examineDatabase } from "./examine-database.js";
import { findKnownDatabase, rememberKnownDatabase, type KnownDatabase } from "./known-databases.js";
import { withTemplateFile } from "./migrate-for-real.js";
import { rememberPreparation } from "./preparation.js";
import { withPreparedDatabase, type PreparedDatabase } from "./prepare-database.js";
import { findRequestedKey, resolveRequestedDatabase, type TestDatabaseOptions } from "./requested-database.js";
import { createScenarioDatabase, takeScenarioDatabase } from "./scenario-database.js";
import { TestDatabase, type TestDatabaseOrigin } from "./test-database.js";
import type { TrackedDatabase } from "./tracked-database.js";

/** {@link initTestDb}, with its arguments sorted out; at once where nothing is to be waited for. */
export function initializeTestDatabase(
  path: string | URL | undefined,
  options: TestDatabaseOptions | undefined,
): TestDatabase | Promise<TestDatabase> {
  if (path === undefined) return createTestDatabase(options);
  const parsed = typeof path === "string" && isAbsolute(path) ? path : parse(path);
  if (parsed === undefined) return resolveRequestedDatabase(options).then(createInMemory);
  const known = shouldRecheck(options) ? undefined : findKnownDatabase(parsed);
  if (known !== undefined && isAsWanted(known, findRequestedKey(options))) return handOut(parsed, known.placed, "cached");
  return initializeOnce(parsed, options);
}

function parse(path: string | URL): string | undefined {
  const parsed = parseDatabasePath(path);
  return parsed.kind === "memory" ? undefined : parsed.path;
}

/**
 * Makes a test database of one's own: `initTestDb()` with a name for people who look into the run directory.
 *
 * @throws what {@link initTestDb} throws
 */
export async function createTestDatabase(options?: TestDatabaseOptions, name?: string): Promise<TestDatabase> {
  return createOwnDatabase(await resolveRequestedDatabase(options), name);
}

/** {@link createTestDatabase}, of a database that was resolved before. */
export async function createOwnDatabase(database: ResolvedDatabase, name?: string): Promise<TestDatabase> {
  if (database.strategy === "memory") return createInMemory(database);
  const placed = await withPreparedDatabase(database, (prepared) => createScenarioDatabase(prepared, name));
  return handOutOwn(placed);
}

/**
 * The same without waiting for anything, where that can be done.
 *
 * @returns `undefined` when there is no template, another run has begun, or anything fails: {@link createOwnDatabase} sees to that
 */
export function createTestDatabaseNow(prepared: PreparedDatabase, name?: string): TestDatabase | undefined {
  const { template, files, database, run } = prepared;
  if (template === undefined || files === undefined || run !== Run.current()) return undefined;
  try {
    if (database.strategy === "memory") return rememberPreparation(copyIntoMemory(template, database.connection), prepared);
    return handOutOwn(takeScenarioDatabase(files, prepared, name));
  } catch {
    return undefined;
  }
}

function handOutOwn(placed: TrackedDatabase): TestDatabase {
  rememberKnownDatabase(placed.path, placed);
  return handOut(placed.path, placed, placed.prepared.template === undefined ? "migrated" : "template");
}

async function createInMemory(database: ResolvedDatabase): Promise<TestDatabase> {
  return withPreparedDatabase(database, async (prepared) => {
    const { template, fingerprint } = prepared;
    const made =
      template === undefined
        ? await withTemplateFile(prepared, (templatePath) =>
            createInMemoryDatabase(readIntoMemory(templatePath), fingerprint, database.connection),
          )
        : copyIntoMemory(template, database.connection);
    return rememberPreparation(made, prepared);
  });
}

interface InFlight {
  readonly key: string;
  readonly promise: Promise<InitializePathResult>;
}

/** By canonical path: one file is worked on by one call at a time, whichever run it is for. An entry goes with its call. */
const inFlight = new Map<string, InFlight>();

async function initializeOnce(path: string, options: TestDatabaseOptions | undefined): Promise<TestDatabase> {
  const database = await resolveRequestedDatabase(options);
  const canonicalPath = canonicalPathOf(path);
  const { key } = database;
  for (let other = inFlight.get(canonicalPath); other !== undefined; other = inFlight.get(canonicalPath)) {
    if (other.key === key) return handOutResult(path, await other.promise);
    await other.promise.catch(() => undefined);
  }
  const known = findKnownDatabase(canonicalPath);
  if (known !== undefined && !shouldRecheck(options) && isAsWanted(known, key)) {
    return handOutResult(path, { placed: known.placed, origin: "cached" });
  }
  const promise = withPreparedDatabase(database, (prepared) => initializeAnew(canonicalPath, prepared, known?.placed)).finally(
    () => inFlight.delete(canonicalPath),
  );
  inFlight.set(canonicalPath, { key, promise });
  return handOutResult(path, await promise);
}

/** A database that is looked at again keeps who made it: `dispose` may still remove it. */
async function initializeAnew(
  canonicalPath: string,
  prepared: PreparedDatabase,
  known: TrackedDatabase | undefined,
): Promise<InitializePathResult> {
  if (known?.prepared.database.key === prepared.database.key) {
    const origin = await examineDatabase(canonicalPath, prepared);
    const state = known.look();
    if (state !== undefined) known.remember(state);
    return { placed: known, origin };
  }
  const result = await initializePath(canonicalPath, prepared);
  rememberKnownDatabase(canonicalPath, result.placed);
  return result;
}

function handOutResult(path: string, { placed, origin }: InitializePathResult): TestDatabase {
  if (path !== placed.path) rememberKnownDatabase(path, placed);
  return handOut(path, placed, origin);
}

function handOut(path: string, placed: TrackedDatabase, origin: TestDatabaseOrigin): TestDatabase {
  return rememberPreparation(new TestDatabase(path, placed.prepared.fingerprint, origin, placed), placed.prepared);
}

function isAsWanted({ placed, state }: KnownDatabase, key: string | undefined): boolean {
  return placed.prepared.database.key === key && placed.isInitialized(state);
}

function shouldRecheck(options: TestDatabaseOptions | undefined): boolean {
  return options !== undefined && "recheck" in options && (options.recheck ?? false);
}
