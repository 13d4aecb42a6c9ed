import { RunEndedError } from "../errors/run-errors.js";
import { readFileState } from "../files/file-state.js";
import { removeDatabaseFiles } from "../files/database-files.js";
import { explaining } from "../files/explain-file-error.js";
import type { DatabasePool } from "../strategies/database-pool.js";
import { migrateForReal } from "./migrate-for-real.js";
import { TrackedDatabase } from "./tracked-database.js";
import type { PreparedDatabase } from "./prepare-database.js";

/** Makes a database of its own in the run directory, under a name that nobody else has. */
export async function createScenarioDatabase(prepared: PreparedDatabase, name?: string): Promise<TrackedDatabase> {
  const { files, run } = prepared;
  if (files === undefined) return migrateScenarioDatabase(prepared, name);
  return explaining(run.databasesDirectory, () => takeScenarioDatabase(files, prepared, name));
}

/**
 * The same without waiting for anything, from a template that is there.
 *
 * @throws what `fs` throws
 */
export function takeScenarioDatabase(files: DatabasePool, prepared: PreparedDatabase, name?: string): TrackedDatabase {
  const file = files.acquire(name);
  return new TrackedDatabase(file.path, prepared, file.state, "scenario", file);
}

async function migrateScenarioDatabase(prepared: PreparedDatabase, name?: string): Promise<TrackedDatabase> {
  const { run } = prepared;
  const path = run.createDatabasePath(name);
  try {
    await migrateForReal(path, prepared.database);
    const state = readFileState(path);
    if (state === undefined) throw new RunEndedError(run, "directory-gone");
    return await explaining(path, () => new TrackedDatabase(path, prepared, state, "scenario"));
  } catch (error) {
    removeDatabaseFiles(path);
    throw error;
  }
}
