import type { FileState } from "../files/file-state.js";
import type { TrackedDatabase } from "./tracked-database.js";

/** Databases that this process placed or examined, by absolute path, in every spelling that was asked for. */
const knownDatabases = new Map<string, TrackedDatabase>();

export interface KnownDatabase {
  readonly placed: TrackedDatabase;
  /** What the file is now. */
  readonly state: FileState;
}

/** Finds the database at an absolute path, if it is still that file; two `stat`s. What is gone is forgotten. */
export function findKnownDatabase(path: string): KnownDatabase | undefined {
  const placed = knownDatabases.get(path);
  if (placed === undefined) return undefined;
  const state = placed.look();
  if (state !== undefined) return { placed, state };
  placed.release();
  return undefined;
}

/** Remembers a database under a path until it is disposed of. */
export function rememberKnownDatabase(path: string, database: TrackedDatabase): void {
  if (knownDatabases.get(path) === database) return;
  knownDatabases.set(path, database);
  database.onRelease(() => {
    if (knownDatabases.get(path) === database) knownDatabases.delete(path);
  });
}
