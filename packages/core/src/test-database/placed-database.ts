import { truncateSync } from "node:fs";

import { DatabaseNotOursError } from "../errors/database-errors.js";
import { identifyFile, type FileIdentity } from "../run-directory/file-identity.js";
import { forgetInitializedPath, rememberInitializedPath } from "../run-directory/initialized-paths.js";
import { recordPlacedDatabase, type ForgetPlacedDatabase } from "../run-directory/placed-databases.js";
import { loadSqlite, type Database } from "../sqlite/load-sqlite.js";
import { removeDatabaseFiles, removeSidecars } from "./database-files.js";
import type { PreparedDatabase } from "./prepare-database.js";
import type { TestDatabaseLife } from "./test-database.js";

/** What picklejar did to get a database to its path, and so may undo: it made the file, filled it, or found it. */
export type Provenance = "created" | "filled" | "found";

/** A migrated database at a path, known to the whole run, for as long as it is there. */
export class PlacedDatabase implements TestDatabaseLife {
  /** Absolute, links followed. */
  readonly path: string;
  readonly prepared: PreparedDatabase;
  readonly #identity: FileIdentity;
  readonly #provenance: Provenance;
  readonly #forget: ForgetPlacedDatabase;
  #connections: Set<Database> | undefined;
  #isDisposed = false;
  readonly #releaseListeners: (() => void)[] = [];

  constructor(path: string, prepared: PreparedDatabase, identity: FileIdentity, provenance: Provenance) {
    this.path = path;
    this.prepared = prepared;
    this.#identity = identity;
    this.#provenance = provenance;
    this.#forget = recordPlacedDatabase(prepared.run, identity, prepared.sourceId);
    rememberInitializedPath(path, { identity, sourceId: prepared.sourceId });
  }

  get isOurs(): boolean {
    return this.#provenance !== "found";
  }

  /** Whether it is still the file that was placed: one `stat`. */
  get isThere(): boolean {
    return !this.#isDisposed && identifyFile(this.path) === this.#identity;
  }

  open(): Database {
    const connection = new (loadSqlite())(this.path, { fileMustExist: true });
    try {
      this.prepared.database.connection?.(connection);
    } catch (error) {
      connection.close();
      throw error;
    }
    this.#connections ??= new Set();
    this.#connections.add(connection);
    return connection;
  }

  dispose(): void {
    if (this.#isDisposed) return;
    if (!this.isOurs) throw new DatabaseNotOursError(this.path, "it was there before, and picklejar did not create it");
    for (const connection of this.#connections ?? []) connection.close();
    const current = identifyFile(this.path);
    if (current !== undefined && current !== this.#identity) {
      throw new DatabaseNotOursError(this.path, "another file has taken its place since");
    }
    this.release();
    if (this.#provenance === "created") removeDatabaseFiles(this.path);
    else emptyAgain(this.path, current);
  }

  /** Forgets it and touches nothing: the path is looked at anew the next time. */
  release(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    // Before the file goes: its inode may come back at once, as another file.
    this.#forget();
    forgetInitializedPath(this.path);
    for (const listener of this.#releaseListeners) listener();
  }

  /** Calls back when the path is not known any more. */
  onRelease(listener: () => void): void {
    this.#releaseListeners.push(listener);
  }
}

/** The empty file was its owner's: it stays, as it was. */
function emptyAgain(path: string, current: FileIdentity | undefined): void {
  if (current !== undefined) truncateSync(path, 0);
  removeSidecars(path);
}
