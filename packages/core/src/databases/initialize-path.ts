import { statSync } from "node:fs";

import { NotAFileError, SidecarFoundError } from "../errors/database-errors.js";
import { findLogs } from "../files/database-files.js";
import { readFileState, type FileState } from "../files/file-state.js";
import type { Origin } from "../record/origin.js";
import { placeCopy } from "../runs/place-copy.js";
import { trace } from "../files/trace.js";
import { examineDatabase } from "./examine-database.js";
import { explaining, explainStorageError } from "../files/explain-file-error.js";
import { fillEmptyFile } from "./fill-empty-file.js";
import { withTemplateFile } from "./migrate-for-real.js";
import { TrackedDatabase, removePlaced, type Provenance } from "./tracked-database.js";
import type { PreparedDatabase } from "./prepare-database.js";

/** A database at a path, and what was done to get it there. */
export interface InitializePathResult {
  readonly placed: TrackedDatabase;
  readonly origin: Origin;
}

/** Somebody else who makes and removes the file without end is not our race to win. */
const MAX_RETRIES = 100;

/**
 * Makes sure that a migrated database is at a path: a copy where nothing is, in an empty file too, and the real migrations in
 * a database that is there. What belongs to somebody else stays as it is.
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
  if (stats === undefined) return create(path, prepared);
  if (!stats.isFile()) throw new NotAFileError(path, stats.isDirectory() ? "a folder" : "a device, pipe or socket");
  if (stats.size === 0) return fill(path, prepared);
  const origin = await examineDatabase(path, prepared);
  const state = readFileState(path);
  return state === undefined ? undefined : { placed: await record(path, prepared, state, "found"), origin };
}

async function create(path: string, prepared: PreparedDatabase): Promise<InitializePathResult | undefined> {
  const [log] = findLogs(path);
  if (log !== undefined) {
    // Its own, where another process was first.
    if (statSync(path, { throwIfNoEntry: false }) !== undefined) return undefined;
    throw new SidecarFoundError(path, log);
  }
  const isPlaced = await withTemplateFile(prepared, (templatePath) =>
    explaining(path, () => placeCopy(templatePath, path, prepared.run)),
  );
  return isPlaced ? place(path, prepared, "created") : undefined;
}

async function fill(path: string, prepared: PreparedDatabase): Promise<InitializePathResult | undefined> {
  const isFilled = await withTemplateFile(prepared, (templatePath) =>
    explaining(path, () => fillEmptyFile(templatePath, path)),
  );
  return isFilled ? place(path, prepared, "filled") : undefined;
}

async function place(
  path: string,
  prepared: PreparedDatabase,
  provenance: Provenance,
): Promise<InitializePathResult | undefined> {
  const state = readFileState(path);
  if (state === undefined) return undefined;
  if (prepared.template !== undefined) trace("template-copy", path);
  return { placed: await record(path, prepared, state, provenance), origin: "created" };
}

/** Where the run's record has no room for it, nothing stays that was begun. */
async function record(
  path: string,
  prepared: PreparedDatabase,
  state: FileState,
  provenance: Provenance,
): Promise<TrackedDatabase> {
  try {
    return await explaining(
      prepared.run.trackedDirectory,
      () => new TrackedDatabase(path, prepared, state, provenance),
      explainStorageError,
    );
  } catch (error) {
    removePlaced(path, provenance);
    throw error;
  }
}
