import { pathToFileURL } from "node:url";

import type { Database } from "../sqlite/load-sqlite.js";
import { misuseTypeError } from "../errors/misuse-error.js";
import type { Origin } from "../record/origin.js";

/** What a test database is made of; how it opens and goes is its maker's business. */
export interface TestDatabaseLife {
  /** Is told that somebody asked for the path. */
  notePathKnown(): void;
  /** Opens one more connection, with the configuration's `connection` applied. */
  open(): Database;
  /** Whether this process has it open, other than by what picklejar keeps for itself. */
  isOpen(): boolean;
  /** Closes what `open` gave. */
  close(): void;
  /** Closes what `open` gave, and takes the database away. Idempotent. */
  dispose(): void;
  /** Whether `dispose` deletes; a database that picklejar did not create stays. */
  readonly isOurs: boolean;
}

/** A migrated database for one test. */
export class TestDatabase implements AsyncDisposable {
  /** Hex SHA-256 of everything that decides what is in its template. */
  readonly fingerprint: string;
  readonly origin: Origin;
  readonly #path: string;
  readonly #life: TestDatabaseLife;
  /** Of those that `open()` gave; made when there is one, as most of a known path's are never opened. */
  #connections: Set<Database> | undefined;

  constructor(path: string, fingerprint: string, origin: Origin, life: TestDatabaseLife) {
    this.#path = path;
    this.fingerprint = fingerprint;
    this.origin = origin;
    this.#life = life;
  }

  /** Absolute path, for better-sqlite3; `:memory:` for one in memory. */
  get path(): string {
    this.#life.notePathKnown();
    return this.#path;
  }

  /** `file:` URL of the same file, for drivers that want one. */
  get url(): string {
    return this.path === ":memory:" ? "file::memory:" : pathToFileURL(this.path).href;
  }

  /**
   * Opens a connection with the configuration's `connection` applied; `dispose()` closes it.
   * A database in memory has one connection: as long as it is open, `open()` gives that one again.
   *
   * @throws `TypeError` when the database was disposed of; what `connection` throws
   */
  open(): Database {
    const connection = this.#life.open();
    if (!this.#life.isOurs) (this.#connections ??= new Set()).add(connection);
    return connection;
  }

  /**
   * Whether this process has connections to it, those that `open()` gave included; `false` where the system does not say (as on Windows),
   * and for a database in memory. A connection of another SQLite library may go unnoticed, as does one of a child process.
   *
   * @remarks A few microseconds when nobody opened it, else 30.
   */
  hasOpenConnections(): boolean {
    return this.#life.isOpen();
  }

  /**
   * Closes the connections that `open()` gave, and leaves the database; a database in memory goes with its connection.
   *
   * @throws what closing one throws, after the others were closed: `TypeError` where a query is still being iterated
   */
  closeConnections(): void {
    this.#life.close();
  }

  /**
   * Closes the connections that `open()` gave, and removes the file with its `-wal`, `-shm` and `-journal`. A file that was
   * there before, empty, is emptied again. Idempotent.
   *
   * @throws {@link DatabaseNotOursError} `DATABASE_NOT_OURS` for a database that was there before; it stays as it is.
   * @throws {@link OverlayBypassedError} `OVERLAY_BYPASSED`, after all is done, where the files of an overlay were changed other than through
   * SQLite, so that the test may have read wrong rows.
   */
  async dispose(): Promise<void> {
    this.#life.dispose();
  }

  /** As `dispose()`, but of a database that was there before it only closes what its own `open()` gave: what is lent goes back. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#life.isOurs) return this.#life.dispose();
    for (const connection of this.#connections ?? []) connection.close();
    this.#connections = undefined;
  }
}

/** What `open()` throws when the database has gone, or was replaced. */
export function disposedError(path: string): TypeError {
  return misuseTypeError(`open() must be called before dispose(), and while the file is there; "${path}" has gone`);
}
