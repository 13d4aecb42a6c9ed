/** Promises by key, so that what several callers ask for at the same time is done once. After a failure the next caller tries again. */
export class OnceMap<Key, Result> {
  readonly #calls = new Map<Key, Promise<Result>>();

  get(key: Key): Promise<Result> | undefined {
    return this.#calls.get(key);
  }

  /** Gives the call that is in flight, or starts one. */
  share(key: Key, start: () => Promise<Result>): Promise<Result> {
    return this.keep(key, () => start().finally(() => this.#calls.delete(key)));
  }

  /** Gives the call that is in flight or succeeded, or starts one. */
  keep(key: Key, start: () => Promise<Result>): Promise<Result> {
    const known = this.#calls.get(key);
    if (known !== undefined) return known;
    const call = start();
    this.#calls.set(key, call);
    call.catch(() => this.drop(key, call));
    return call;
  }

  /** Forgets a call; one that is given only if no newer call has replaced it. */
  drop(key: Key, call?: Promise<Result>): void {
    if (call === undefined || this.#calls.get(key) === call) this.#calls.delete(key);
  }
}
