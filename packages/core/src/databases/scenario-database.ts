import { RunEndedError } from "../errors/run-errors.js";
import { readFileState } from "../files/file-state.js";
import { removeDatabaseFiles } from "../files/database-files.js";
import { explaining } from "../files/explain-file-error.js";
import { readIntoMemory, toMemoryDatabase } from "../strategies/memory.js";
import type { DatabasePool } from "../strategies/pool.js";
import type { PooledDatabase } from "../strategies/strategy.js";
import { createInMemoryDatabase } from "./in-memory-database.js";
import { rememberKnownDatabase } from "./known-databases.js";
import { migrateForReal, withTemplateFile } from "./migrate-for-real.js";
import { createHandle } from "./preparation.js";
import type { PreparedDatabase } from "./prepare-database.js";
import type { TestDatabase } from "./test-database.js";
import { TrackedDatabase } from "./tracked-database.js";

/**
 * Makes a database of its own, under a name that nobody else has.
 *
 * @param strategy other than that of the configuration
 */
export async function createScenarioDatabase(
  prepared: PreparedDatabase,
  name?: string,
  strategy?: "memory",
): Promise<TestDatabase> {
  const { pool, run } = prepared;
  if (pool !== undefined) {
    return explaining(run.databasesDirectory, () => acquireScenarioDatabase(pool, prepared, name, strategy));
  }
  if ((strategy ?? prepared.strategy.strategy) !== "memory") return migrateScenarioDatabase(prepared, name);
  return withTemplateFile(prepared, (path) => createInMemoryDatabase(toMemoryDatabase(readIntoMemory(path)), prepared));
}

/**
 * The same without waiting for anything, from a template that is there.
 *
 * @throws what `fs` throws
 */
export function acquireScenarioDatabase(
  pool: DatabasePool,
  prepared: PreparedDatabase,
  name?: string,
  strategy?: "memory",
): TestDatabase {
  const pooled: PooledDatabase = pool.acquire(name, strategy);
  if (pooled.kind === "memory") return createInMemoryDatabase(pooled, prepared);
  const database = new TrackedDatabase(pooled.path, prepared, pooled.state, "scenario", pooled);
  return createOwnHandle(database, "template");
}

async function migrateScenarioDatabase(prepared: PreparedDatabase, name?: string): Promise<TestDatabase> {
  const { run } = prepared;
  const path = run.createDatabasePath(name);
  try {
    await migrateForReal(path, prepared.database);
    const state = readFileState(path);
    if (state === undefined) throw new RunEndedError(run, "directory-gone");
    const database = await explaining(path, () => new TrackedDatabase(path, prepared, state, "scenario"));
    return createOwnHandle(database, "migrated");
  } catch (error) {
    removeDatabaseFiles(path);
    throw error;
  }
}

function createOwnHandle(database: TrackedDatabase, origin: "template" | "migrated"): TestDatabase {
  rememberKnownDatabase(database.path, database);
  return createHandle(database.path, origin, database, database.prepared);
}
