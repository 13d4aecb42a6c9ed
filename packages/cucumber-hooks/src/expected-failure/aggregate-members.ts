import { attempt, isError, isObject, readResult } from "./read-thrown.js";

/** The members of an aggregate: `AggregateError`, or what a library makes of several errors; `undefined` when it is none. */
export function readMembers(error: unknown): readonly unknown[] | undefined {
  const errors = readResult(error, "errors");
  if (!isObject(errors) || typeof errors === "function") return undefined;
  if (attempt(() => Array.isArray(errors)) !== true && isError(errors)) return [errors];
  // A list, a Set, a Map, or an object with an error for each of its fields.
  return attempt(() => (Symbol.iterator in errors ? [...(errors as Iterable<unknown>)].flat() : Object.values(errors)));
}
