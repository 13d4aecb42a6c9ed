/**
 * Gives an error and all that it carries, each once: its `cause`, theirs, and the `errors` of aggregates, however deep. Values that are no
 * objects are among them. Circles end.
 */
export function listErrorChain(error: unknown): readonly unknown[] {
  const found = new Set<unknown>();
  const open: unknown[] = [error];
  while (open.length > 0) {
    const next = open.shift();
    if (found.has(next)) continue;
    found.add(next);
    open.push(...listCarried(next));
  }
  return [...found];
}

/** The members of an aggregate: `AggregateError`, or what a library of soft assertions makes; `undefined` when it is none. */
export function readMembers(error: unknown): readonly unknown[] | undefined {
  const errors = readField(error, "errors");
  return Array.isArray(errors) ? errors : undefined;
}

/** A field of an error, or of anything else; `undefined` also where looking at it throws. */
export function readField(error: unknown, name: string): unknown {
  if ((typeof error !== "object" && typeof error !== "function") || error === null) return undefined;
  try {
    return Reflect.get(error, name);
  } catch {
    return undefined;
  }
}

function listCarried(error: unknown): readonly unknown[] {
  const cause = readField(error, "cause");
  return [...(cause === undefined || cause === null ? [] : [cause]), ...(readMembers(error) ?? [])];
}
