import { isUnchangedSince, type FileState } from "../files/identity/file-state.js";

/** What this process knows about a path that holds a migrated database. */
export interface InitializedPath {
  /** Of the file when it was known to be migrated; after a change it is not known any more. */
  readonly state: FileState;
  /** Which migrations, or which migrator, made it. */
  readonly schemaId: string;
}

/** Absolute paths that this process knows to hold migrated databases. Entries go with `dispose()`, or with the run. */
export class InitializedPaths {
  readonly #paths = new Map<string, InitializedPath>();

  remember(path: string, initialized: InitializedPath): void {
    this.#paths.set(path, initialized);
  }

  forget(path: string): void {
    this.#paths.delete(path);
  }

  has(path: string, state: FileState, schemaId: string): boolean {
    const known = this.#paths.get(path);
    return known !== undefined && known.schemaId === schemaId && isUnchangedSince(state, known.state);
  }
}
