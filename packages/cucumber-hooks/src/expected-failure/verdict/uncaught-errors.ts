/**
 * Notices uncaught errors while scenarios that must fail run. Cucumber reports such an error as if the running step had thrown it. This does not
 * change what Node does with it.
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
