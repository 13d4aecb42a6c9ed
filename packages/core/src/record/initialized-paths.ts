import { isUnchangedSince, type FileState } from "../files/file-state.js";

/** What this process knows of a path that holds a migrated database. */
export interface InitializedPath {
  /** Of the file when it was known to be migrated; one that has changed since is not known. */
  readonly state: FileState;
  /** What made it: the source of migrations, or the migrator of a configuration. */
  readonly schemaId: string;
}

/** By absolute path. Entries go with `dispose()`; a process that never disposes holds one for each path it initialized. */
const initializedPaths = new Map<string, InitializedPath>();

export function rememberInitializedPath(path: string, initialized: InitializedPath): void {
  initializedPaths.set(path, initialized);
}

export function forgetInitializedPath(path: string): void {
  initializedPaths.delete(path);
}

/** Whether `path` is known to hold a database that this source made, and nothing has been written to it since. */
export function isInitializedPath(path: string, state: FileState, schemaId: string): boolean {
  const known = initializedPaths.get(path);
  return known !== undefined && known.schemaId === schemaId && isUnchangedSince(state, known.state);
}
