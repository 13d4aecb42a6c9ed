import type { FileState } from "../files/file-state.js";
import { Run } from "../runs/run.js";
import type { TrackedDatabase } from "./tracked-database.js";

/** Databases that this process placed or examined, by absolute path, in every spelling that was asked for. */
class KnownDatabases extends Map<string, TrackedDatabase> {}

export interface KnownDatabase {
  readonly placed: TrackedDatabase;
  /** What the file is now. */
  readonly state: FileState;
}

/** Finds the database at an absolute path that the current run knows, if it is still that file; two `stat`s. What is gone is forgotten. */
export function findKnownDatabase(path: string): KnownDatabase | undefined {
  const placed = Run.current()?.own(KnownDatabases).get(path);
  if (placed === undefined) return undefined;
  const state = placed.look();
  if (state !== undefined) return { placed, state };
  placed.release();
  return undefined;
}

/** Remembers a database under a path until it is disposed of, or its run ends. */
export function rememberKnownDatabase(path: string, database: TrackedDatabase): void {
  const known = database.prepared.run.own(KnownDatabases);
  if (known.get(path) === database) return;
  known.set(path, database);
  database.onRelease(() => {
    if (known.get(path) === database) known.delete(path);
  });
}
