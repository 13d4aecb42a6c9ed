/** The part of Cucumber's parameter type that is used. */
export interface WatchedParameterType {
  readonly builtin?: boolean | undefined;
  transform: (this: unknown, ...arguments_: unknown[]) => unknown;
}

/** Notices that a parameter type failed, so the step never began: Cucumber reports its error as the step's. */
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
          // Cucumber awaits it too.
          return isThenable(value) ? Promise.resolve(value).catch(note) : value;
        } catch (error) {
          return note(error);
        }
      };
    }
  }

  /** Whether one failed since the last call. */
  takeFailure(): boolean {
    const hasFailed = this.#hasFailed;
    this.#hasFailed = false;
    return hasFailed;
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
