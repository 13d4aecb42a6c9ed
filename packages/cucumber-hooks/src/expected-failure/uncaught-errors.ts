/**
 * Notices errors that nothing caught while scenarios that must fail run. Cucumber makes the step fail that runs at the time, and hands them
 * on as if the step had thrown them. It is only looked on: what Node does with them stays the same.
 */
export class UncaughtErrors {
  #seen: unknown[] = [];
  #isWatching = false;

  readonly #note = (error: unknown): void => {
    this.#seen.push(error);
  };

  watch(): void {
    this.#seen = [];
    if (!this.#isWatching) process.on("uncaughtExceptionMonitor", this.#note);
    this.#isWatching = true;
  }

  unwatch(): void {
    process.off("uncaughtExceptionMonitor", this.#note);
    this.#isWatching = false;
  }

  /** Whether a step threw one of them. */
  includes(error: unknown): boolean {
    return this.#seen.includes(error);
  }
}
