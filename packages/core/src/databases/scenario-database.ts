import { RunEndedError } from "../errors/run-errors.js";
import { readFileState } from "../files/file-state.js";
import { removeDatabaseFiles } from "../files/database-files.js";
import { explaining } from "../files/explain-file-error.js";
import type { ScenarioFiles } from "../strategies/scenario-files.js";
import { migrateForReal } from "./migrate-for-real.js";
import { PlacedDatabase } from "./placed-database.js";
import type { PreparedDatabase } from "./prepare-database.js";

/** Makes a database of its own in the run directory, under a name that nobody else has. */
export async function createScenarioDatabase(prepared: PreparedDatabase, name?: string): Promise<PlacedDatabase> {
  const { files, run } = prepared;
  if (files === undefined) return migrateScenarioDatabase(prepared, name);
  return explaining(run.databasesDirectory, () => takeScenarioDatabase(files, prepared, name));
}

/**
 * The same without waiting for anything, from a template that is there.
 *
 * @throws what `fs` throws
 */
export function takeScenarioDatabase(files: ScenarioFiles, prepared: PreparedDatabase, name?: string): PlacedDatabase {
  const file = files.acquire(name);
  return new PlacedDatabase(file.path, prepared, file.state, "scenario", file);
}

async function migrateScenarioDatabase(prepared: PreparedDatabase, name?: string): Promise<PlacedDatabase> {
  const { run } = prepared;
  const path = run.createDatabasePath(name);
  try {
    await migrateForReal(path, prepared.database);
    const state = readFileState(path);
    if (state === undefined) throw new RunEndedError(run, "directory-gone");
    return await explaining(path, () => new PlacedDatabase(path, prepared, state, "scenario"));
  } catch (error) {
    removeDatabaseFiles(path);
    throw error;
  }
}
