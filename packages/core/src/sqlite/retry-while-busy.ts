import { DatabaseBusyError } from "../errors/database-errors.js";
import { errorCodeOf } from "../errors/error-code.js";
import { Backoff } from "./backoff.js";

export interface RetryWhileBusyOptions {
  /** Absolute path of the database, for messages. */
  readonly path: string;
  /** Milliseconds after which waiting is an error. */
  readonly timeoutMs: number;
}

/**
 * Runs something that SQLite may refuse because another connection is at work, again and again. Meant for connections without a busy timeout.
 *
 * @throws {@link DatabaseBusyError} `DATABASE_BUSY` after `timeoutMs`; whatever else `run` throws, at once.
 */
export async function retryWhileBusy<Result>(run: () => Result, { path, timeoutMs }: RetryWhileBusyOptions): Promise<Result> {
  const backoff = new Backoff(timeoutMs);
  for (;;) {
    try {
      return run();
    } catch (error) {
      if (!isBusy(error)) throw error;
      const { waitedMs } = backoff;
      if (waitedMs >= timeoutMs) throw new DatabaseBusyError(path, Math.round(waitedMs), error);
    }
    await backoff.pause(() => `another connection to finish with "${path}"`);
  }
}

/** A stale snapshot stays stale: that is not worth waiting for. */
function isBusy(error: unknown): boolean {
  const code = errorCodeOf(error) ?? "";
  return code.startsWith("SQLITE_BUSY") && code !== "SQLITE_BUSY_SNAPSHOT";
}
