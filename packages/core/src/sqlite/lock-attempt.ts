import { randomInt } from "node:crypto";
import { rmSync } from "node:fs";
import { dirname } from "node:path";

import { isBusyError } from "../errors/error-code.js";
import { FileLocksUnavailableError } from "../errors/classes/lock-errors.js";
import { attempt } from "../errors/attempt.js";
import { isLockFailure } from "./file-locks.js";
import { loadSqlite, type Database } from "./load-sqlite.js";

/** A lock that this process holds until `release()`, or until it dies. */
export interface DatabaseLock {
  /** Idempotent. */
  release(): void;
}

/** Keeps connections of held locks from being garbage collected, which would free the locks. */
const heldLocks = new Set<Database>();

/**
 * One connection that tries to take the lock on a database.
 *
 * It commits a nonce and its pid to the file, takes the lock, and reads the nonce again, through this connection and through another one on the path.
 * The first look shows that nobody held the lock in between. The second shows that the file still is at the path, and no holder removed it while this
 * connection had it open. Others read the pid to see who holds the lock.
 *
 * There is no journal: it is named after the path, so if the file was replaced, SQLite would roll back the new file from the old one's journal.
 */
export class LockAttempt {
  readonly #path: string;
  readonly #database: Database;
  readonly #nonce = randomInt(1, 2 ** 31);
  #isTaken = false;

  constructor(lockPath: string) {
    this.#path = lockPath;
    this.#database = new (loadSqlite())(lockPath, { timeout: 0 });
  }

  take(): "taken" | "held" | "moved" {
    try {
      if (this.#read("user_version") !== this.#nonce) this.#leaveName();
      this.#database.exec("BEGIN IMMEDIATE");
      if (this.#read("user_version") === this.#nonce) {
        this.#isTaken = this.#isAtPath();
        return this.#isTaken ? "taken" : "moved";
      }
      this.#rollBack();
      return "held";
    } catch (error) {
      this.#rollBack();
      if (isBusyError(error)) return "held";
      throw isLockFailure(error) ? new FileLocksUnavailableError(dirname(this.#path), error) : error;
    }
  }

  /** The pid that was committed last: the holder's, while the lock is held. */
  holderPid(): number | undefined {
    return attempt(() => this.#read("application_id")) || undefined;
  }

  toLock(removeOnRelease: boolean): DatabaseLock {
    heldLocks.add(this.#database);
    const release = (): void => {
      if (!heldLocks.delete(this.#database)) return;
      // Before the lock is released: later the file could be somebody else's.
      if (removeOnRelease) rmSync(this.#path, { force: true });
      this.close();
    };
    return { release };
  }

  closeUnlessTaken(): void {
    if (!this.#isTaken) this.close();
  }

  close(): void {
    this.#database.close();
  }

  #leaveName(): void {
    // Not in the constructor: these read the file, which fails while another commits its name.
    this.#database.pragma("synchronous = OFF");
    this.#database.pragma("journal_mode = MEMORY");
    this.#database.exec(
      `BEGIN IMMEDIATE; PRAGMA user_version = ${this.#nonce}; PRAGMA application_id = ${process.pid}; COMMIT`,
    );
  }

  /** No other connection can keep a reader out of the file that this one has locked, so if reading fails, it is another file or none. */
  #isAtPath(): boolean {
    let database: Database | undefined;
    try {
      database = new (loadSqlite())(this.#path, { timeout: 0, readonly: true, fileMustExist: true });
      return Number(database.pragma("user_version", { simple: true })) === this.#nonce;
    } catch {
      return false;
    } finally {
      database?.close();
    }
  }

  #read(pragma: string): number {
    return Number(this.#database.pragma(pragma, { simple: true }));
  }

  #rollBack(): void {
    if (this.#database.inTransaction) this.#database.exec("ROLLBACK");
  }
}
