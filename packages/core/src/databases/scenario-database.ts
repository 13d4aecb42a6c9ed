import { RunEndedError } from "../errors/classes/run-errors.js";
import { readFileState } from "../files/identity/file-state.js";
import { removeDatabaseFiles } from "../files/database-files.js";
import { explaining } from "../files/explain-file-error.js";
import { readIntoMemory, toMemoryDatabase } from "../strategies/memory.js";
import { createInMemoryDatabase } from "./in-memory-database.js";
import { rememberKnownDatabase } from "./at-path/known-databases.js";
import { migrateForReal, withTemplateFile } from "./at-path/migrate-for-real.js";
import type { PreparedDatabase } from "./prepared-database.js";
import { TestDatabase } from "./test-database.js";
import { TrackedDatabase } from "./at-path/tracked-database.js";

/** Makes a database in the run directory. `strategy` replaces the configuration's. */
export async function createScenarioDatabase(
  prepared: PreparedDatabase,
  name?: string,
  strategy?: "memory",
): Promise<TestDatabase> {
  const { databasesDirectory } = prepared.run;
  const database = await explaining(databasesDirectory, () => acquireScenarioDatabase(prepared, name, strategy));
  if (database !== undefined) return database;
  if ((strategy ?? prepared.strategy.strategy) !== "memory") return migrateScenarioDatabase(prepared, name);
  return withTemplateFile(prepared, (path) => createInMemoryDatabase(toMemoryDatabase(readIntoMemory(path)), prepared));
}

/** The same without waiting; `undefined` if there is no template. Throws what `fs` throws. */
export function acquireScenarioDatabase(
  prepared: PreparedDatabase,
  name?: string,
  strategy?: "memory",
): TestDatabase | undefined {
  const pooled = prepared.pool?.acquire(name, strategy);
  if (pooled === undefined) return undefined;
  if (pooled.kind === "memory") return createInMemoryDatabase(pooled, prepared);
  return createOwnHandle(new TrackedDatabase(pooled.path, prepared, pooled.state, "scenario", pooled));
}

async function migrateScenarioDatabase(prepared: PreparedDatabase, name?: string): Promise<TestDatabase> {
  const { run } = prepared;
  const path = run.createDatabasePath(name);
  try {
    await migrateForReal(path, prepared.database);
    const state = readFileState(path);
    if (state === undefined) throw new RunEndedError(run, "directory-gone");
    const database = await explaining(path, () => new TrackedDatabase(path, prepared, state, "scenario"));
    return createOwnHandle(database);
  } catch (error) {
    removeDatabaseFiles(path);
    throw error;
  }
}

function createOwnHandle(database: TrackedDatabase): TestDatabase {
  rememberKnownDatabase(database.path, database);
  return new TestDatabase(database.path, "created", database);
}
