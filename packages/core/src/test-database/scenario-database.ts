import { existsSync } from "node:fs";

import { copyWritable } from "../run-directory/place-copy.js";
import { identifyFile } from "../run-directory/file-identity.js";
import { RunEndedError } from "../errors/run-errors.js";
import { trace } from "../trace.js";
import { explainFileError } from "../sqlite/explain-file-error.js";
import { migrateForReal } from "./migrate-for-real.js";
import { PlacedDatabase } from "./placed-database.js";
import type { PreparedDatabase } from "./prepare-database.js";

/** Makes a database of its own in the run directory, under a name that nobody else has. */
export async function createScenarioDatabase(prepared: PreparedDatabase, name?: string): Promise<PlacedDatabase> {
  const path = prepared.run.createDatabasePath(name);
  try {
    if (prepared.template === undefined) await migrateForReal(path, prepared.database);
    else copyWritable(prepared.template.path, path);
  } catch (error) {
    throw existsSync(prepared.run.path) ? explainFileError(error, path) : new RunEndedError(prepared.run, "directory-gone");
  }
  if (prepared.template !== undefined) trace("template-copy", path);
  const identity = identifyFile(path);
  if (identity === undefined) throw new RunEndedError(prepared.run, "directory-gone");
  return new PlacedDatabase(path, prepared, identity, "created");
}
