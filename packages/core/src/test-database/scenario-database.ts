import { RunEndedError } from "../errors/run-errors.js";
import { identifyFile, type FileIdentity } from "../run-directory/file-identity.js";
import { explaining } from "../sqlite/explain-file-error.js";
import { trace } from "../trace.js";
import { removeDatabaseFiles } from "./database-files.js";
import { migrateForReal } from "./migrate-for-real.js";
import { PlacedDatabase } from "./placed-database.js";
import type { PreparedDatabase } from "./prepare-database.js";
import { writeCopy } from "./write-copy.js";

/** Makes a database of its own in the run directory, under a name that nobody else has. */
export async function createScenarioDatabase(prepared: PreparedDatabase, name?: string): Promise<PlacedDatabase> {
  const path = prepared.run.createDatabasePath(name);
  try {
    const { template } = prepared;
    const identity = await (template === undefined
      ? migrateAt(path, prepared)
      : explaining(path, () => writeCopy(template, path)));
    if (identity === undefined) throw new RunEndedError(prepared.run, "directory-gone");
    if (template !== undefined) trace("template-copy", path);
    return await explaining(path, () => new PlacedDatabase(path, prepared, identity, "created"));
  } catch (error) {
    removeDatabaseFiles(path);
    throw error;
  }
}

async function migrateAt(path: string, { database }: PreparedDatabase): Promise<FileIdentity | undefined> {
  await migrateForReal(path, database);
  return identifyFile(path);
}
