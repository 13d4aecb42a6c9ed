import { setTimeout as sleep } from "node:timers/promises";

import { toLogText } from "../errors/log-text.js";

const FIRST_DELAY_MS = 2;
const LONGEST_DELAY_MS = 50;
const LOG_WAIT_AFTER_MS = 2000;

/** Waits for somebody else from the event loop, in growing pauses: inside SQLite it would block the process, and Ctrl-C with it. */
export class Backoff {
  readonly #startMs = performance.now();
  readonly #timeoutMs: number;
  readonly #signal: AbortSignal | undefined;
  #delayMs = FIRST_DELAY_MS;
  #hasLogged = false;

  /** @param signal ends the wait: `pause` rejects with its reason */
  constructor(timeoutMs: number, signal?: AbortSignal) {
    this.#timeoutMs = timeoutMs;
    this.#signal = signal;
  }

  get waitedMs(): number {
    return performance.now() - this.#startMs;
  }

  /** @param describe what is waited for, for a line on stderr after two seconds */
  async pause(describe: () => string): Promise<void> {
    const { waitedMs } = this;
    if (!this.#hasLogged && waitedMs >= LOG_WAIT_AFTER_MS) {
      this.#hasLogged = true;
      process.stderr.write(toLogText(`picklejar: waiting for ${describe()}\n`));
    }
    // Callers that began together would meet again each time without the random part.
    const delayMs = Math.min(this.#delayMs * (0.5 + Math.random()), this.#timeoutMs - waitedMs);
    this.#delayMs = Math.min(this.#delayMs * 2, LONGEST_DELAY_MS);
    try {
      await sleep(delayMs, undefined, this.#signal === undefined ? {} : { signal: this.#signal });
    } catch (error) {
      this.#signal?.throwIfAborted();
      throw error;
    }
  }
}
