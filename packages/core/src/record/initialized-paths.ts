import { isUnchangedSince, type FileState } from "../files/file-state.js";

/** What this process knows of a path that holds a migrated database. */
export interface InitializedPath {
  /** Of the file when it was known to be migrated; one that has changed since is not known. */
  readonly state: FileState;
  /** What made it: the source of migrations, or the migrator of a configuration. */
  readonly schemaId: string;
}

/** Paths, absolute, that this process knows to hold migrated databases. Entries go with `dispose()`, or with the run. */
export class InitializedPaths {
  readonly #paths = new Map<string, InitializedPath>();

  remember(path: string, initialized: InitializedPath): void {
    this.#paths.set(path, initialized);
  }

  forget(path: string): void {
    this.#paths.delete(path);
  }

  /** Whether `path` is known to hold a database that this source made, and nothing has been written to it since. */
  has(path: string, state: FileState, schemaId: string): boolean {
    const known = this.#paths.get(path);
    return known !== undefined && known.schemaId === schemaId && isUnchangedSince(state, known.state);
  }
}
