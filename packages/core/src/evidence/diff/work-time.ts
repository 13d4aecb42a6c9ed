/** Where others keep the machine busier than that, it counts all the same: somebody waits for the result. */
const MOST_WAITING_MS = 3000;

/** Measures how long this process has worked, so that on a busy machine a limit does not leave out what it would not on a quiet one. */
export class WorkTime {
  readonly #startedMs = performance.now();
  readonly #started = process.cpuUsage();

  /** Milliseconds of processor time since it was made, of all threads, but never more than have passed. */
  get workedMs(): number {
    const passedMs = performance.now() - this.#startedMs;
    const { user, system } = process.cpuUsage(this.#started);
    return Math.max(passedMs - MOST_WAITING_MS, Math.min(passedMs, (user + system) / 1000));
  }
}
