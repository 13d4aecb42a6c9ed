/**
 * Gives an internal module of Node, whose functions Node looks up at each call; `undefined` where it is not to be had.
 *
 * `process.binding` is deprecated (DEP0111), and there is nothing in its place: a contract test looks at it in each version of Node.
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
