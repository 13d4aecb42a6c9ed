import { isAbsolute } from "node:path";

import { canonicalPathOf } from "../../files/identity/canonical-path.js";
import { parseDatabasePath } from "../../sqlite/database-path.js";
import { examineDatabase } from "./examine-database.js";
import { initializePath, type InitializePathResult } from "./initialize-path.js";
import { findKnownDatabase, rememberKnownDatabase, type KnownDatabase } from "./known-databases.js";
import { createOwnDatabase } from "../own-database.js";
import { withPreparedDatabase } from "../prepare-database.js";
import type { PreparedDatabase } from "../prepared-database.js";
import { findRequestedDatabase, resolveRequestedDatabase, type TestDatabaseOptions } from "./requested-database.js";
import { TestDatabase } from "../test-database.js";
import type { TrackedDatabase } from "./tracked-database.js";

/** {@link initTestDb}, with its arguments sorted out. Returns at once if there is nothing to wait for. */
export function initializeTestDatabase(
  path: string | URL | undefined,
  options: TestDatabaseOptions | undefined,
): TestDatabase | Promise<TestDatabase> {
  if (path === undefined) return createOwn(options);
  const parsed = typeof path === "string" && isAbsolute(path) ? { path } : parseDatabasePath(path);
  if (!("path" in parsed)) return createOwn(options, "memory");
  const known = shouldRecheck(options) ? undefined : findKnownDatabase(parsed.path);
  if (known !== undefined && isAsWanted(known, findRequestedDatabase(options)?.key)) {
    return new TestDatabase(parsed.path, "cached", known.tracked);
  }
  return initializeOnce(parsed.path, options);
}

async function createOwn(options: TestDatabaseOptions | undefined, strategy?: "memory"): Promise<TestDatabase> {
  return createOwnDatabase(await resolveRequestedDatabase(options), undefined, strategy);
}

interface InFlight {
  readonly key: string;
  readonly promise: Promise<InitializePathResult>;
}

/** By canonical path: one call at a time works on a file, whatever run it is for. An entry goes with its call. */
const inFlight = new Map<string, InFlight>();

async function initializeOnce(path: string, options: TestDatabaseOptions | undefined): Promise<TestDatabase> {
  const database = await resolveRequestedDatabase(options);
  const canonicalPath = canonicalPathOf(path);
  const { key } = database;
  for (let other = inFlight.get(canonicalPath); other !== undefined; other = inFlight.get(canonicalPath)) {
    if (other.key === key) return createResultHandle(path, await other.promise);
    await other.promise.catch(() => undefined);
  }
  const known = findKnownDatabase(canonicalPath);
  if (known !== undefined && !shouldRecheck(options) && isAsWanted(known, key)) {
    return createResultHandle(path, { tracked: known.tracked, origin: "cached" });
  }
  const promise = withPreparedDatabase(database, (prepared) =>
    initializeAgain(canonicalPath, prepared, known?.tracked),
  ).finally(() => inFlight.delete(canonicalPath));
  inFlight.set(canonicalPath, { key, promise });
  return createResultHandle(path, await promise);
}

/** If this process made the database, it is still known who did, so `dispose` may remove it. */
async function initializeAgain(
  canonicalPath: string,
  prepared: PreparedDatabase,
  known: TrackedDatabase | undefined,
): Promise<InitializePathResult> {
  if (known?.prepared.database.key === prepared.database.key) {
    const origin = await examineDatabase(canonicalPath, prepared);
    const state = known.look();
    if (state !== undefined) known.remember(state);
    return { tracked: known, origin };
  }
  const result = await initializePath(canonicalPath, prepared);
  rememberKnownDatabase(canonicalPath, result.tracked);
  return result;
}

function createResultHandle(path: string, { tracked, origin }: InitializePathResult): TestDatabase {
  if (path !== tracked.path) rememberKnownDatabase(path, tracked);
  return new TestDatabase(path, origin, tracked);
}

function isAsWanted({ tracked, state }: KnownDatabase, key: string | undefined): boolean {
  return tracked.prepared.database.key === key && tracked.isInitialized(state);
}

function shouldRecheck(options: TestDatabaseOptions | undefined): boolean {
  return options !== undefined && "recheck" in options && (options.recheck ?? false);
}
