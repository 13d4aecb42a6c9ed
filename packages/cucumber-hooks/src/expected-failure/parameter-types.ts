/** A parameter type of Cucumber's, as far as it is used. */
export interface WatchedParameterType {
  readonly builtin?: boolean | undefined;
  transform: (this: unknown, ...arguments_: unknown[]) => unknown;
}

/** Notices that a parameter type failed, so that the step never began: Cucumber reports what it threw as the step's own. */
export class ParameterTypes {
  readonly #watched = new WeakSet<WatchedParameterType>();
  #hasFailed = false;

  watch(types: Iterable<WatchedParameterType>): void {
    for (const type of types) {
      if (type.builtin === true || this.#watched.has(type)) continue;
      this.#watched.add(type);
      const { transform } = type;
      const note = (error: unknown): never => {
        this.#hasFailed = true;
        throw error;
      };
      type.transform = function (...arguments_) {
        try {
          const value = transform.apply(this, arguments_);
          // Cucumber waits for it too.
          return isThenable(value) ? Promise.resolve(value).catch(note) : value;
        } catch (error) {
          return note(error);
        }
      };
    }
  }

  /** Whether one failed since it was last asked. */
  takeFailure(): boolean {
    const hasFailed = this.#hasFailed;
    this.#hasFailed = false;
    return hasFailed;
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
