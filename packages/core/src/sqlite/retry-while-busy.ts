import { DatabaseBusyError } from "../errors/classes/database-errors.js";
import { hasErrorCode, isBusyError } from "../errors/error-code.js";
import { Backoff } from "./backoff.js";

/**
 * Calls `run` again while SQLite refuses it as busy. For connections without a busy timeout.
 *
 * @param options.path absolute, of the database, for messages
 * @throws {@link DatabaseBusyError} `DATABASE_BUSY` after `timeoutMs`; anything else that `run` throws, at once
 */
export async function retryWhileBusy<Result>(
  run: () => Result,
  { path, timeoutMs }: { readonly path: string; readonly timeoutMs: number },
): Promise<Result> {
  const backoff = new Backoff(timeoutMs);
  for (;;) {
    try {
      return run();
    } catch (error) {
      // A stale snapshot stays stale.
      if (!isBusyError(error) || hasErrorCode(error, "SQLITE_BUSY_SNAPSHOT")) throw error;
      const { waitedMs } = backoff;
      if (waitedMs >= timeoutMs) throw new DatabaseBusyError(path, Math.round(waitedMs), error);
    }
    await backoff.pause(() => `another connection to finish with "${path}"`);
  }
}
