import { propertyOf } from "./migrator-tool.js";

/** Replaces a method of an object while something runs: how libraries say which migration failed is by their loggers. */
export async function withReplaced<Result>(
  target: unknown,
  name: string,
  run: () => PromiseLike<Result>,
  replacement: (call: () => unknown, given: readonly unknown[]) => unknown,
): Promise<Result> {
  const original = propertyOf(target, name);
  if (typeof target !== "object" || target === null || typeof original !== "function") return run();
  const own = Object.getOwnPropertyDescriptor(target, name);
  const value = (...given: readonly unknown[]): unknown =>
    replacement((): unknown => Reflect.apply(original, target, given), given);
  // A logger that is frozen only costs the name of the migration.
  if (!Reflect.defineProperty(target, name, { value, configurable: true, writable: true })) return run();
  try {
    return await run();
  } finally {
    if (own === undefined) Reflect.deleteProperty(target, name);
    else Object.defineProperty(target, name, own);
  }
}
