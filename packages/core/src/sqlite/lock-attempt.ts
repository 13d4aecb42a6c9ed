import { randomInt } from "node:crypto";
import { rmSync } from "node:fs";
import { dirname } from "node:path";

import { FileLocksUnavailableError } from "../errors/lock-errors.js";
import { isLockFailure } from "./file-locks.js";
import { loadSqlite, type Database } from "./load-sqlite.js";
import { isBusyError } from "../errors/error-code.js";

/** A lock that this process holds until `release()`, or until it dies. */
export interface DatabaseLock {
  /** Absolute path of the lock database. */
  readonly path: string;
  /** Gives the lock up. Idempotent. */
  release(): void;
}

/** Keeps connections of held locks from being garbage collected, which would free the lock. */
const heldLocks = new Set<Database>();

/**
 * One connection that tries to get hold of the lock database.
 *
 * First a nonce and the pid are committed to the file, then the lock is taken and the nonce looked at again, through this connection and
 * through another one on the path. The first look says that nobody held the lock in between; the second that the file still is at the
 * path, and was not removed by a holder while this connection had it open. And others can read whose lock it is.
 *
 * There is no journal: it has the name of the path, so that of two files that were there one after the other, one would be rolled back from
 * the other's.
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

  /** Pid that the last process to come near the lock left in it: its holder's, while it is held. */
  holderPid(): number | undefined {
    try {
      return this.#read("application_id") || undefined;
    } catch {
      return undefined;
    }
  }

  get path(): string {
    return this.#path;
  }

  toLock(removeOnRelease: boolean): DatabaseLock {
    heldLocks.add(this.#database);
    const release = (): void => {
      if (!heldLocks.delete(this.#database)) return;
      // Before the lock is let go: later the file could be somebody else's.
      if (removeOnRelease) rmSync(this.#path, { force: true });
      this.close();
    };
    return { path: this.#path, release };
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

  /** Nobody else can keep a reader out of the file that this connection has locked: what fails is another file, or none. */
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
