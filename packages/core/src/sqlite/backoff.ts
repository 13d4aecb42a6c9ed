import { setTimeout as sleep } from "node:timers/promises";

import { warn } from "../errors/warn.js";

const FIRST_DELAY_MS = 2;
const LONGEST_DELAY_MS = 50;
const LOG_WAIT_AFTER_MS = 2000;

/** Waits on the event loop, in growing pauses. Waiting inside SQLite would block the process, and Ctrl-C with it. */
export class Backoff {
  readonly #startMs = performance.now();
  readonly #timeoutMs: number;
  #delayMs = FIRST_DELAY_MS;
  #hasLogged = false;

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  get waitedMs(): number {
    return performance.now() - this.#startMs;
  }

  /** @param describe what is waited for, for a line on stderr after two seconds */
  async pause(describe: () => string): Promise<void> {
    const { waitedMs } = this;
    if (!this.#hasLogged && waitedMs >= LOG_WAIT_AFTER_MS) {
      this.#hasLogged = true;
      warn(`waiting for ${describe()}`);
    }
    // Without the random part, callers that began together would meet again each time.
    const delayMs = Math.min(this.#delayMs * (0.5 + Math.random()), this.#timeoutMs - waitedMs);
    this.#delayMs = Math.min(this.#delayMs * 2, LONGEST_DELAY_MS);
    await sleep(delayMs);
  }
}
