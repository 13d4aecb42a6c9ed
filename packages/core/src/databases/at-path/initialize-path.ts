import { statSync } from "node:fs";

import { NotAFileError, SidecarFoundError } from "../../errors/classes/database-errors.js";
import { findJournals } from "../../files/database-files.js";
import type { Origin } from "../../record/origin.js";
import { explaining, explainStorageError } from "../../files/explain-file-error.js";
import { readFileState, type FileState } from "../../files/identity/file-state.js";
import { trace } from "../../files/trace.js";
import { placeCopy } from "../../runs/place-copy.js";
import { examineDatabase } from "./examine-database.js";
import { fillEmptyFile } from "./fill-empty-file.js";
import { withTemplateFile } from "./migrate-for-real.js";
import type { PreparedDatabase } from "../prepared-database.js";
import { TrackedDatabase, undoProvenance, type Provenance } from "./tracked-database.js";

/** A database at a path, and where it came from. */
export interface InitializePathResult {
  readonly tracked: TrackedDatabase;
  readonly origin: Origin;
}

/** Ends a race with a process that makes and removes the file all the time. */
const MAX_RETRIES = 100;

/**
 * Makes sure that a migrated database is at a path: copies the template where nothing is, fills an empty file, and migrates a database that is there.
 * Anything else stays as it is.
 *
 * @param path absolute, links followed
 */
export async function initializePath(path: string, prepared: PreparedDatabase): Promise<InitializePathResult> {
  for (let look = 0; look < MAX_RETRIES; look++) {
    const result = await initializeOnce(path, prepared);
    if (result !== undefined) return result;
  }
  throw new NotAFileError(path, "made and removed by another process all the time");
}

/** `undefined` when something else came to the path meanwhile: look again. */
async function initializeOnce(path: string, prepared: PreparedDatabase): Promise<InitializePathResult | undefined> {
  const stats = await explaining(path, () => statSync(path, { throwIfNoEntry: false }));
  if (stats === undefined) return make(path, prepared, "created");
  if (!stats.isFile()) throw new NotAFileError(path, stats.isDirectory() ? "a folder" : "a device, pipe or socket");
  if (stats.size === 0) return make(path, prepared, "filled");
  const origin = await examineDatabase(path, prepared);
  const state = readFileState(path);
  return state === undefined ? undefined : { tracked: await track(path, prepared, state, "found"), origin };
}

async function make(
  path: string,
  prepared: PreparedDatabase,
  provenance: "created" | "filled",
): Promise<InitializePathResult | undefined> {
  const { run, template } = prepared;
  const [journal] = provenance === "created" ? findJournals(path) : [];
  if (journal !== undefined) {
    // If another process was first, it is that database's own.
    if (statSync(path, { throwIfNoEntry: false }) !== undefined) return undefined;
    throw new SidecarFoundError(path, journal);
  }
  const isMade = await withTemplateFile(prepared, (templatePath) =>
    explaining(path, () => (provenance === "created" ? placeCopy(templatePath, path, run) : fillEmptyFile(templatePath, path))),
  );
  const state = isMade ? readFileState(path) : undefined;
  if (state === undefined) return undefined;
  if (template !== undefined) trace("template-copy", path);
  return { tracked: await track(path, prepared, state, provenance), origin: "created" };
}

/** If there is no room for an entry in the run's record, the new database is removed again. */
async function track(
  path: string,
  prepared: PreparedDatabase,
  state: FileState,
  provenance: Provenance,
): Promise<TrackedDatabase> {
  const { trackedDirectory } = prepared.run;
  try {
    return await explaining(
      trackedDirectory,
      () => new TrackedDatabase(path, prepared, state, provenance),
      explainStorageError,
    );
  } catch (error) {
    undoProvenance(path, provenance);
    throw error;
  }
}
