import { randomInt } from "node:crypto";
import { rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

import { LockTimeoutError } from "../errors/lock-errors.js";
import { loadSqlite, type Database } from "./load-sqlite.js";

/** A lock that this process holds until `release()`, or until it dies. */
export interface DatabaseLock {
  /** Absolute path of the lock database. */
  readonly path: string;
  /** Gives the lock up. Idempotent. */
  release(): void;
}

export interface TryAcquireDatabaseLockOptions {
  /**
   * Whether the holder removes the lock database when it releases the lock.
   * @defaultValue `false`
   */
  readonly removeOnRelease?: boolean;
}

export interface AcquireDatabaseLockOptions extends TryAcquireDatabaseLockOptions {
  /** Milliseconds after which waiting is an error. */
  readonly timeoutMs: number;
  /** What the lock guards, as a noun phrase for messages: `the upgrade of "/srv/app.db"`. */
  readonly description: string;
  /** Says more about the holder than its pid, when the caller can tell: `process 4711, building since 10:31:07`. */
  readonly describeHolder?: () => string | undefined;
  /** Ends the wait: rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

const FIRST_DELAY_MS = 5;
const LONGEST_DELAY_MS = 50;
const SAY_SO_AFTER_MS = 2000;

/** Keeps connections of held locks from being garbage collected, which would free the lock. */
const heldLocks = new Set<Database>();

/**
 * Takes the lock at an absolute path, waiting on the event loop (never inside SQLite) while another process, thread or caller holds it.
 * After two seconds a line on stderr says who. The operating system frees the lock when its holder dies.
 *
 * @throws {@link LockTimeoutError} `LOCK_TIMEOUT` after `timeoutMs`. SQLite's own errors pass through.
 */
export async function acquireDatabaseLock(lockPath: string, options: AcquireDatabaseLockOptions): Promise<DatabaseLock> {
  const startMs = performance.now();
  let hasSaidSo = false;
  let delayMs = FIRST_DELAY_MS;
  let attempt = new LockAttempt(lockPath);
  try {
    for (;;) {
      options.signal?.throwIfAborted();
      const outcome = attempt.take();
      if (outcome === "taken") return attempt.toLock(options.removeOnRelease ?? false);
      if (outcome === "moved") {
        attempt.close();
        attempt = new LockAttempt(lockPath);
        continue;
      }
      const waitedMs = performance.now() - startMs;
      if (waitedMs >= options.timeoutMs) throw timeoutError(attempt, waitedMs, options);
      if (!hasSaidSo && waitedMs >= SAY_SO_AFTER_MS) {
        hasSaidSo = true;
        process.stderr.write(`picklejar: waiting for ${options.description}: ${holderOf(attempt, options)} holds the lock\n`);
      }
      await wait(Math.min(delayMs * (0.5 + Math.random()), options.timeoutMs - waitedMs), options.signal);
      delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS);
    }
  } finally {
    attempt.closeUnlessTaken();
  }
}

/**
 * Takes the lock at an absolute path if nobody has it.
 *
 * @remarks Gives `undefined` also when another is just about to take the lock, and neither may get it then: who must have it, waits.
 */
export function tryAcquireDatabaseLock(
  lockPath: string,
  options: TryAcquireDatabaseLockOptions = {},
): DatabaseLock | undefined {
  for (;;) {
    const attempt = new LockAttempt(lockPath);
    try {
      const outcome = attempt.take();
      if (outcome === "taken") return attempt.toLock(options.removeOnRelease ?? false);
      if (outcome === "held") return undefined;
    } finally {
      attempt.closeUnlessTaken();
    }
  }
}

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
class LockAttempt {
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
      const code = error instanceof Error && "code" in error ? String(error.code) : "";
      if (code.startsWith("SQLITE_BUSY")) return "held";
      throw error;
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

function timeoutError(attempt: LockAttempt, waitedMs: number, options: AcquireDatabaseLockOptions): LockTimeoutError {
  const holder = holderOf(attempt, options);
  return new LockTimeoutError({
    lockPath: attempt.path,
    waitedMs,
    holderPid: attempt.holderPid(),
    description: options.description,
    holder,
  });
}

function holderOf(attempt: LockAttempt, { describeHolder }: AcquireDatabaseLockOptions): string {
  const described = describeHolder?.();
  if (described !== undefined) return described;
  const pid = attempt.holderPid();
  if (pid === undefined) return "another process";
  return pid === process.pid ? `this process (${pid})` : `process ${pid}`;
}

async function wait(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(delayMs, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}
