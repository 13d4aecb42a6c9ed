import { dirname } from "node:path";

import { LockTimeoutError } from "../errors/classes/lock-errors.js";
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
}

/** How often one call looks again for a lock database that others remove. After that, they have the lock. */
const MAX_MOVES = 10;

/**
 * Takes the lock at an absolute path. While another process, thread or caller holds it, waits on the event loop, and after two seconds says on
 * stderr who holds it. The operating system frees the lock when its holder dies.
 *
 * @throws {@link LockTimeoutError} `LOCK_TIMEOUT` after `timeoutMs`; {@link FileLocksUnavailableError} `FILE_LOCKS_UNAVAILABLE`. SQLite's own
 * errors pass through.
 */
export async function acquireDatabaseLock(
  lockPath: string,
  { timeoutMs, description, removeOnRelease = false }: AcquireDatabaseLockOptions,
): Promise<DatabaseLock> {
  const backoff = new Backoff(timeoutMs);
  let hasTriedLocks = false;
  let attempt = new LockAttempt(lockPath);
  try {
    for (;;) {
      const outcome = attempt.take();
      if (outcome === "taken") return attempt.toLock(removeOnRelease);
      if (outcome === "moved") {
        attempt.close();
        attempt = new LockAttempt(lockPath);
      }
      if (!hasTriedLocks) refuseMissingFileLocks(dirname(lockPath));
      hasTriedLocks = true;
      const { waitedMs } = backoff;
      if (waitedMs >= timeoutMs) {
        const holderPid = attempt.holderPid();
        throw new LockTimeoutError({ lockPath, waitedMs, holderPid, description, holder: describeHolder(holderPid) });
      }
      const waiting = attempt;
      await backoff.pause(() => `${description}: ${describeHolder(waiting.holderPid())} holds the lock`);
    }
  } finally {
    attempt.closeUnlessTaken();
  }
}

/**
 * Takes the lock at an absolute path if nobody has it.
 *
 * @returns `undefined` also when another caller is about to take the lock, in which case neither of them may get it
 */
export function tryAcquireDatabaseLock(
  lockPath: string,
  { removeOnRelease = false }: TryAcquireDatabaseLockOptions = {},
): DatabaseLock | undefined {
  for (let moves = 0; moves < MAX_MOVES; moves++) {
    const attempt = new LockAttempt(lockPath);
    try {
      const outcome = attempt.take();
      if (outcome === "taken") return attempt.toLock(removeOnRelease);
      if (outcome === "held") return undefined;
    } finally {
      attempt.closeUnlessTaken();
    }
  }
  return undefined;
}

function describeHolder(pid: number | undefined): string {
  if (pid === undefined) return "another process";
  return pid === process.pid ? `this process (${pid})` : `process ${pid}`;
}
