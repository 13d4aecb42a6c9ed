import { setTimeout as sleep } from "node:timers/promises";

import { toLogText } from "../errors/log-text.js";
import { DatabaseBusyError } from "../errors/database-errors.js";
import { errorCodeOf } from "../errors/error-code.js";

export interface RetryWhileBusyOptions {
  /** Absolute path of the database, for messages. */
  readonly path: string;
  /** Milliseconds after which waiting is an error. */
  readonly timeoutMs: number;
}

const FIRST_DELAY_MS = 2;
const LONGEST_DELAY_MS = 50;
const LOG_WAIT_AFTER_MS = 2000;

/**
 * Runs something that SQLite may refuse because another connection is at work, again and again from the event loop: SQLite's own waiting
 * would block it, and Ctrl-C with it. Meant for connections without a busy timeout.
 *
 * @throws {@link DatabaseBusyError} `DATABASE_BUSY` after `timeoutMs`; whatever else `run` throws, at once.
 */
export async function retryWhileBusy<Result>(run: () => Result, { path, timeoutMs }: RetryWhileBusyOptions): Promise<Result> {
  const startMs = performance.now();
  let hasSaidSo = false;
  for (let delayMs = FIRST_DELAY_MS; ; delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS)) {
    try {
      return run();
    } catch (error) {
      if (!isBusy(error)) throw error;
      const waitedMs = performance.now() - startMs;
      if (waitedMs >= timeoutMs) throw new DatabaseBusyError(path, Math.round(waitedMs), error);
      if (!hasSaidSo && waitedMs >= LOG_WAIT_AFTER_MS) {
        hasSaidSo = true;
        process.stderr.write(toLogText(`picklejar: waiting for another connection to finish with "${path}"\n`));
      }
    }
    await sleep(delayMs);
  }
}

/** A stale snapshot stays stale: that is not worth waiting for. */
function isBusy(error: unknown): boolean {
  const code = errorCodeOf(error) ?? "";
  return code.startsWith("SQLITE_BUSY") && code !== "SQLITE_BUSY_SNAPSHOT";
}
