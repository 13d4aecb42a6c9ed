import { dirname } from "node:path";

import { LockTimeoutError } from "../errors/lock-errors.js";
import { Backoff } from "./backoff.js";
import { refuseMissingFileLocks } from "./file-locks.js";
import { LockAttempt, type DatabaseLock } from "./lock-attempt.js";

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

/** How often one try follows a lock database that others remove; after that, they have the lock. */
const MAX_MOVES = 10;

/**
 * Takes the lock at an absolute path, waiting on the event loop (never inside SQLite) while another process, thread or caller holds it.
 * After two seconds a line on stderr says who. The operating system frees the lock when its holder dies.
 *
 * @throws {@link LockTimeoutError} `LOCK_TIMEOUT` after `timeoutMs`; {@link FileLocksUnavailableError} `FILE_LOCKS_UNAVAILABLE`. SQLite's own
 * errors pass through.
 */
export async function acquireDatabaseLock(lockPath: string, options: AcquireDatabaseLockOptions): Promise<DatabaseLock> {
  const backoff = new Backoff(options.timeoutMs, options.signal);
  let hasTriedLocks = false;
  let attempt = new LockAttempt(lockPath);
  try {
    for (;;) {
      options.signal?.throwIfAborted();
      const outcome = attempt.take();
      if (outcome === "taken") return attempt.toLock(options.removeOnRelease ?? false);
      if (outcome === "moved") {
        attempt.close();
        attempt = new LockAttempt(lockPath);
      }
      if (!hasTriedLocks) refuseMissingFileLocks(dirname(lockPath));
      hasTriedLocks = true;
      const { waitedMs } = backoff;
      if (waitedMs >= options.timeoutMs) throw timeoutError(attempt, waitedMs, options);
      const waiting = attempt;
      await backoff.pause(() => `${options.description}: ${holderOf(waiting, options)} holds the lock`);
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
  for (let moves = 0; moves < MAX_MOVES; moves++) {
    const attempt = new LockAttempt(lockPath);
    try {
      const outcome = attempt.take();
      if (outcome === "taken") return attempt.toLock(options.removeOnRelease ?? false);
      if (outcome === "held") return undefined;
    } finally {
      attempt.closeUnlessTaken();
    }
  }
  return undefined;
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
