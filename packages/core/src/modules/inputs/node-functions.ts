/**
 * Gives an internal module of Node, whose functions Node looks up at each call; `undefined` if there is none.
 *
 * `process.binding` is deprecated (DEP0111), and nothing replaces it: a contract test looks at it in each version of Node.
 */
export function findBinding(name: "fs" | "spawn_sync"): object | undefined {
  const { noDeprecation } = process;
  process.noDeprecation = true;
  try {
    const found: unknown = "binding" in process && typeof process.binding === "function" ? process.binding(name) : undefined;
    return typeof found === "object" && found !== null ? found : undefined;
  } catch {
    return undefined;
  } finally {
    if (noDeprecation === undefined) delete process.noDeprecation;
    else process.noDeprecation = noDeprecation;
  }
}

type AnyFunction = (this: unknown, ...given: unknown[]) => unknown;

/**
 * Replaces a function of an object, if it is there, by one that first reports its arguments.
 *
 * @returns what puts the function back, unless somebody else has replaced it since
 */
export function wrapFunction(target: object, name: string, report: (given: readonly unknown[]) => void): () => void {
  const original: unknown = Reflect.get(target, name);
  if (typeof original !== "function") return () => undefined;
  const call: AnyFunction = function (...given) {
    report(given);
    return Reflect.apply(original, this, given);
  };
  Object.defineProperties(call, Object.getOwnPropertyDescriptors(original));
  Reflect.set(target, name, call);
  return () => {
    if (Reflect.get(target, name) === call) Reflect.set(target, name, original);
  };
}
