import { existsSync } from "node:fs";

import { RunEndedError } from "../errors/run-errors.js";
import { identifyFile, type FileIdentity } from "../run-directory/file-identity.js";
import { explainFileError } from "../sqlite/explain-file-error.js";
import { trace } from "../trace.js";
import { migrateForReal } from "./migrate-for-real.js";
import { PlacedDatabase } from "./placed-database.js";
import type { PreparedDatabase } from "./prepare-database.js";
import { writeCopy } from "./write-copy.js";

/** Makes a database of its own in the run directory, under a name that nobody else has. */
export async function createScenarioDatabase(prepared: PreparedDatabase, name?: string): Promise<PlacedDatabase> {
  const path = prepared.run.createDatabasePath(name);
  let identity: FileIdentity | undefined;
  try {
    identity = prepared.template === undefined ? await migrateAt(path, prepared) : writeCopy(prepared.template, path);
  } catch (error) {
    throw existsSync(prepared.run.path) ? explainFileError(error, path) : new RunEndedError(prepared.run, "directory-gone");
  }
  if (identity === undefined) throw new RunEndedError(prepared.run, "directory-gone");
  if (prepared.template !== undefined) trace("template-copy", path);
  return new PlacedDatabase(path, prepared, identity, "created");
}

async function migrateAt(path: string, { database }: PreparedDatabase): Promise<FileIdentity | undefined> {
  await migrateForReal(path, database);
  return identifyFile(path);
}
