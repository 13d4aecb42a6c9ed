import { truncateSync } from "node:fs";

import { DatabaseNotOursError } from "../../errors/classes/database-errors.js";
import { hasIdentity } from "../../files/identity/file-identity.js";
import { readFileState, type FileState } from "../../files/identity/file-state.js";
import { InitializedPaths } from "../../record/initialized-paths.js";
import { hasLineage } from "../../record/lineage.js";
import { trackFile, type TrackedFileEntry } from "../../record/tracked-files.js";
import { loadSqlite, type Database } from "../../sqlite/load-sqlite.js";
import { isOpenInProcess } from "../../files/processes/open-descriptors.js";
import type { PooledFile, StateSource } from "../../strategies/strategy.js";
import { removeDatabaseFiles, removeSidecars, removeWhateverIsAt } from "../../files/database-files.js";
import { explainFileError } from "../../files/explain-file-error.js";
import { statReachable } from "../../files/identity/stat-reachable.js";
import { openPrepared } from "../open-prepared.js";
import type { PreparedDatabase } from "../prepared-database.js";
import { disposedError, type TestDatabaseLife } from "../test-database.js";

/** What picklejar did to get a database to its path, and so may undo: it chose the path, made the file, filled an empty one, or found it. */
export type Provenance = "scenario" | "created" | "filled" | "found";

/** A migrated database at a path, which the whole run knows as long as it is there. */
export class TrackedDatabase implements TestDatabaseLife {
  /** Absolute, links followed. */
  readonly path: string;
  readonly prepared: PreparedDatabase;
  /** What the file was when it was known to be migrated. */
  readonly #state: FileState;
  readonly #provenance: Provenance;
  readonly #record: TrackedFileEntry | undefined;
  readonly #pooled: PooledFile | undefined;
  readonly #connections = new Set<Database>();
  readonly #initializedPaths: InitializedPaths;
  #onStatement: ((sql: unknown) => void) | undefined;
  #isPathKnown = false;
  #isDisposed = false;
  readonly #releaseListeners: (() => void)[] = [];

  /** @param pooled acquired from a strategy, which recorded it */
  constructor(path: string, prepared: PreparedDatabase, state: FileState, provenance: Provenance, pooled?: PooledFile) {
    this.path = path;
    this.prepared = prepared;
    this.#state = state;
    this.#provenance = provenance;
    this.#pooled = pooled;
    this.#initializedPaths = prepared.run.own(InitializedPaths);
    this.#record = pooled === undefined ? trackFile(prepared.run, state, prepared.schemaId) : undefined;
    this.remember(state);
  }

  /** Notes that it holds a migrated database in this state. */
  remember(state: FileState): void {
    this.#initializedPaths.remember(this.path, { state, schemaId: this.prepared.schemaId });
  }

  /** Whether it still holds a migrated database: nobody called `down`, or copied an older database over it. */
  isInitialized(state: FileState): boolean {
    const { schemaId, source } = this.prepared;
    if (this.#initializedPaths.has(this.path, state, schemaId)) return true;
    if (!hasLineage(this.path, source)) return false;
    this.remember(state);
    return true;
  }

  get isOurs(): boolean {
    return this.#provenance !== "found";
  }

  /** Gives the state of the file, if it is still the same file. Two `stat`s. */
  look(): FileState | undefined {
    const state = this.#isDisposed ? undefined : readFileState(this.path);
    return state !== undefined && hasIdentity(state, this.#state) ? state : undefined;
  }

  notePathKnown(): void {
    this.#isPathKnown = true;
  }

  open(): Database {
    if (this.#isDisposed) throw disposedError(this.path);
    this.notePathKnown();
    const verbose = this.#onStatement;
    const connect = () => new (loadSqlite())(this.path, { fileMustExist: true, ...(verbose && { verbose }) });
    const connection = openPrepared(connect, this.prepared.database);
    // The database may live for a whole suite, and the tests close their connections.
    for (const other of this.#connections) if (!other.open) this.#connections.delete(other);
    this.#connections.add(connection);
    return connection;
  }

  isOpen(): boolean {
    if (this.#pooled !== undefined) return this.#isPathKnown && this.#pooled.hasOpenConnections();
    const stats = statReachable(this.path);
    return stats !== undefined && isOpenInProcess(stats);
  }

  get isPathKnown(): boolean {
    return this.#isPathKnown;
  }

  get states(): StateSource | undefined {
    return this.#pooled?.states;
  }

  observeStatements(listener: (sql: unknown) => void): void {
    this.#onStatement = listener;
  }

  isInTransaction(): boolean {
    for (const connection of this.#connections) if (connection.inTransaction) return true;
    return false;
  }

  close(): void {
    closeAll(this.#connections);
  }

  dispose(): void {
    if (!this.#isDisposed) {
      if (!this.isOurs) throw new DatabaseNotOursError(this.path, "it was there before, and picklejar did not create it");
      this.#refuseReplaced();
    }
    try {
      closeAll(this.#connections);
    } finally {
      this.#remove();
    }
  }

  /** Forgets the database without a change to its file: the next call looks at the path again. */
  release(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    // Before the file goes: its inode may come back at once, as another file.
    this.#record?.forget();
    this.#initializedPaths.forget(this.path);
    for (const listener of this.#releaseListeners) listener();
  }

  /**
   * Refuses an empty file too: its writer may be in its first transaction. At a path of picklejar's own a scenario may write a new database and rename
   * it, so whatever is there is removed. A link that leads nowhere is removed like the database.
   */
  #refuseReplaced(): void {
    if (this.#provenance === "scenario") return;
    const stats = statReachable(this.path);
    if (stats === undefined || hasIdentity(stats, this.#state)) return;
    this.release();
    throw new DatabaseNotOursError(this.path, "another file has taken its place since");
  }

  #remove(): void {
    if (this.#isDisposed) return;
    this.release();
    if (this.#pooled !== undefined) return this.#pooled.release(this.#isPathKnown);
    if (this.#provenance === "scenario") return removeWhateverIsAt(this.path);
    try {
      undoProvenance(this.path, this.#provenance);
    } catch (error) {
      // It is still there, so dispose may be called again.
      this.#isDisposed = false;
      throw explainFileError(error, this.path);
    }
  }

  /** Calls back when the database is released. */
  onRelease(listener: () => void): void {
    this.#releaseListeners.push(listener);
  }
}

/** Closes all that it can before it throws: a busy connection must not keep the others, and the file. */
function closeAll(connections: Set<Database>): void {
  const errors: unknown[] = [];
  for (const connection of connections) {
    try {
      connection.close();
    } catch (error) {
      errors.push(error);
    }
  }
  connections.clear();
  if (errors.length > 0) throw errors[0];
}

/** Removes what picklejar put at a path. An empty file that it filled is emptied again, since it was there before. */
export function undoProvenance(path: string, provenance: Provenance): void {
  if (provenance === "found") return;
  if (provenance !== "filled") return removeDatabaseFiles(path);
  if (statReachable(path) !== undefined) truncateSync(path, 0);
  removeSidecars(path);
}
