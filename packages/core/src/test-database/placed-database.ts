import { truncateSync } from "node:fs";

import { DatabaseNotOursError } from "../errors/database-errors.js";
import {
  hasIdentity,
  identityOf,
  splitIdentity,
  type FileIdentity,
  type IdentityParts,
} from "../run-directory/file-identity.js";
import { forgetInitializedPath, isInitializedPath, rememberInitializedPath } from "../run-directory/initialized-paths.js";
import { recordPlacedDatabase, type ForgetPlacedDatabase } from "../run-directory/placed-databases.js";
import { loadSqlite, type Database } from "../sqlite/load-sqlite.js";
import { isOpenInProcess } from "../strategies/open-descriptors.js";
import type { ScenarioFile } from "../strategies/scenario-file.js";
import { removeDatabaseFiles, removeSidecars, removeWhateverIsAt } from "../sqlite/database-files.js";
import { explainFileError } from "../sqlite/explain-file-error.js";
import { statReachable } from "../sqlite/stat-reachable.js";
import type { PreparedDatabase } from "./prepare-database.js";
import { disposedError, type TestDatabaseLife } from "./test-database.js";

/** What picklejar did to get a database to its path, and so may undo: it chose the path, made the file, filled it, or found it. */
export type Provenance = "scenario" | "created" | "filled" | "found";

/** A migrated database at a path, known to the whole run, for as long as it is there. */
export class PlacedDatabase implements TestDatabaseLife {
  /** Absolute, links followed. */
  readonly path: string;
  readonly prepared: PreparedDatabase;
  readonly #identity: FileIdentity;
  /** Made when it is first asked for: most of a scenario's never are. */
  #parts: IdentityParts | undefined;
  readonly #provenance: Provenance;
  readonly #forget: ForgetPlacedDatabase | undefined;
  readonly #file: ScenarioFile | undefined;
  readonly #connections = new Set<Database>();
  #isDisposed = false;
  readonly #releaseListeners: (() => void)[] = [];

  /** @param file lent by a strategy, which recorded it, and takes it back */
  constructor(path: string, prepared: PreparedDatabase, identity: FileIdentity, provenance: Provenance, file?: ScenarioFile) {
    this.path = path;
    this.prepared = prepared;
    this.#identity = identity;
    this.#provenance = provenance;
    this.#file = file;
    this.#forget = file === undefined ? recordPlacedDatabase(prepared.run, identity, prepared.sourceId) : undefined;
    this.remember();
  }

  /** Says that it holds a migrated database, since somebody looked. */
  remember(): void {
    rememberInitializedPath(this.path, { identity: this.#identity, sourceId: this.prepared.sourceId });
  }

  /** Whether nobody in this process has taken its migrations back, as `runner.down` does. */
  get isInitialized(): boolean {
    return isInitializedPath(this.path, this.#identity, this.prepared.sourceId);
  }

  get isOurs(): boolean {
    return this.#provenance !== "found";
  }

  /** Whether it is still the file that was placed: one `stat`. */
  get isThere(): boolean {
    if (this.#isDisposed) return false;
    const stats = statReachable(this.path);
    return (
      stats !== undefined &&
      stats.size > 0 &&
      stats.isFile() &&
      hasIdentity(stats, (this.#parts ??= splitIdentity(this.#identity)))
    );
  }

  open(): Database {
    if (this.#isDisposed) throw disposedError(this.path);
    const connection = new (loadSqlite())(this.path, { fileMustExist: true });
    try {
      this.prepared.database.connection?.(connection);
    } catch (error) {
      connection.close();
      throw error;
    }
    // Those that were closed by whoever opened them: a database may be there for a whole suite.
    for (const other of this.#connections) if (!other.open) this.#connections.delete(other);
    this.#connections.add(connection);
    return connection;
  }

  isOpen(): boolean {
    if (this.#file !== undefined) return this.#file.isOpen();
    const stats = statReachable(this.path);
    return stats !== undefined && isOpenInProcess(stats);
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
      this.#takeAway();
    }
  }

  /** Forgets it and touches nothing: the path is looked at anew the next time. */
  release(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    // Before the file goes: its inode may come back at once, as another file.
    this.#forget?.();
    forgetInitializedPath(this.path);
    for (const listener of this.#releaseListeners) listener();
  }

  /**
   * Also where the other is empty as yet: its writer may be in the middle of its first transaction. At a path that is ours whatever is there
   * goes: a scenario may well write a database anew and rename it. A link that leads nowhere holds nothing: it goes as the database would.
   */
  #refuseReplaced(): void {
    if (this.#provenance === "scenario") return;
    const stats = statReachable(this.path);
    if (stats === undefined || identityOf(stats) === this.#identity) return;
    this.release();
    throw new DatabaseNotOursError(this.path, "another file has taken its place since");
  }

  #takeAway(): void {
    if (this.#isDisposed) return;
    this.release();
    if (this.#file !== undefined) return this.#file.giveBack();
    if (this.#provenance === "scenario") return removeWhateverIsAt(this.path);
    try {
      takeBack(this.path, this.#provenance);
    } catch (error) {
      // It is still there, and may be disposed of when it can be removed.
      this.#isDisposed = false;
      throw explainFileError(error, this.path);
    }
  }

  /** Calls back when the path is not known any more. */
  onRelease(listener: () => void): void {
    this.#releaseListeners.push(listener);
  }
}

/** Closes what it can: one that is busy must not keep the others, and the file, in place. */
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

/** Undoes what was done to get a database to a path. */
export function takeBack(path: string, provenance: Provenance): void {
  if (provenance === "filled") emptyAgain(path);
  else if (provenance !== "found") removeDatabaseFiles(path);
}

/** The empty file was its owner's: it stays, as it was. */
function emptyAgain(path: string): void {
  if (statReachable(path) !== undefined) truncateSync(path, 0);
  removeSidecars(path);
}
