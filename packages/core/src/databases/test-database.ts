import { pathToFileURL } from "node:url";

import type { Database } from "../sqlite/load-sqlite.js";
import { misuseTypeError } from "../errors/misuse-error.js";
import type { Origin } from "../record/origin.js";
import type { StateSource } from "../strategies/strategy.js";
import type { PreparedDatabase } from "./prepared-database.js";

/** How a test database opens, closes and goes, which depends on who made it. */
export interface TestDatabaseLife {
  /** What it was made from. */
  readonly prepared: PreparedDatabase;
  /** Called when somebody asks for the path. */
  notePathKnown(): void;
  /** Opens a connection with the configuration's `connection` applied. */
  open(): Database;
  /** Whether this process has it open, besides picklejar's own connections. */
  isOpen(): boolean;
  /** Closes what `open` returned. */
  close(): void;
  /** Closes what `open` returned, and removes the database. Idempotent. */
  dispose(): void;
  /** Whether `dispose` deletes; a database that picklejar did not create stays. */
  readonly isOurs: boolean;
  /** What its states are read from while a test has it; `undefined` where no strategy made it, or it has no file. */
  readonly states: StateSource | undefined;
  /** Whether anybody was told the path: until then, nobody can have done anything to the file. */
  readonly isPathKnown: boolean;
  /** Whether a connection that `open` gave is in a transaction. */
  isInTransaction(): boolean;
  /** Has a function told each statement, with its values, of the connections that `open` gives from now on. */
  observeStatements(listener: (sql: unknown) => void): void;
  /** The connection that holds a database in memory; `undefined` before its first `open`. A closed one has lost its content. */
  readonly memory?: Database | undefined;
}

/** A migrated database for one test. */
export class TestDatabase implements AsyncDisposable {
  /** Hex SHA-256 of everything that decides its template's content. */
  readonly fingerprint: string;
  readonly origin: Origin;
  readonly #path: string;
  readonly #life: TestDatabaseLife;
  /** Made by the first `open()`, which most of the databases at a known path never get. */
  #connections: Set<Database> | undefined;

  constructor(path: string, origin: Origin, life: TestDatabaseLife) {
    this.#path = path;
    this.fingerprint = life.prepared.fingerprint;
    this.origin = origin;
    this.#life = life;
  }

  /**
   * For picklejar's own use: what users see of a database are its instances. (In a `WeakMap`, what belongs to a database would outlive it until the
   * next full garbage collection.)
   */
  static lifeOf(database: TestDatabase): TestDatabaseLife {
    return database.#life;
  }

  /** Absolute path; `:memory:` for a database in memory. */
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
   * A database in memory has one connection: as long as it is open, `open()` returns that one again.
   *
   * @throws `TypeError` when the database was disposed of; what `connection` throws
   */
  open(): Database {
    const connection = this.#life.open();
    if (!this.#life.isOurs) (this.#connections ??= new Set()).add(connection);
    return connection;
  }

  /**
   * Whether this process has connections to it, including those that `open()` returned; `false` where the system does not say (for example on
   * Windows), and for a database in memory. It may miss a connection of another SQLite library, and misses those of child processes.
   *
   * @remarks A few microseconds if nobody opened it, otherwise 30.
   */
  hasOpenConnections(): boolean {
    return this.#life.isOpen();
  }

  /**
   * Closes the connections that `open()` returned, and leaves the database; a database in memory goes with its connection.
   *
   * @throws what closing one throws, after the others were closed: `TypeError` if a query is still being iterated
   */
  closeConnections(): void {
    this.#life.close();
  }

  /**
   * Closes the connections that `open()` returned, and removes the file with its `-wal`, `-shm` and `-journal`. If an empty file was there before, it
   * is emptied again. Idempotent.
   *
   * @throws {@link DatabaseNotOursError} `DATABASE_NOT_OURS` for a database that was there before; it stays as it is.
   * @throws {@link OverlayBypassedError} `OVERLAY_BYPASSED`, after everything else, if the files of an overlay were changed other than through SQLite,
   * so that the test may have read wrong rows.
   */
  async dispose(): Promise<void> {
    this.#life.dispose();
  }

  /** As `dispose()`, but if the database was there before, it stays, and only what `open()` returned is closed. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#life.isOurs) return this.#life.dispose();
    for (const connection of this.#connections ?? []) connection.close();
    this.#connections = undefined;
  }
}

/** For `open()` of a database that was disposed of, removed or replaced. */
export function disposedError(path: string): TypeError {
  return misuseTypeError(
    `open() was called after dispose(), or the file was removed or replaced: "${path}" is gone. Call open() before.`,
  );
}
