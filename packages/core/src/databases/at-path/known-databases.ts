import type { FileState } from "../../files/identity/file-state.js";
import { Run } from "../../runs/run.js";
import type { TrackedDatabase } from "./tracked-database.js";

/** Databases that this process made or examined, by absolute path, in every spelling that was asked for. */
class KnownDatabases extends Map<string, TrackedDatabase> {}

export interface KnownDatabase {
  readonly tracked: TrackedDatabase;
  /** Of the file now. */
  readonly state: FileState;
}

/** Finds the database that this run knows at an absolute path, by two `stat`s. Forgets one that was removed or replaced. */
export function findKnownDatabase(path: string): KnownDatabase | undefined {
  const tracked = Run.recent()?.own(KnownDatabases).get(path);
  if (tracked === undefined) return undefined;
  const state = tracked.look();
  if (state !== undefined) return { tracked, state };
  tracked.release();
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
