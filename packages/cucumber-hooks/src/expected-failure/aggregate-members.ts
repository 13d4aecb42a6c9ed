import { attempt, isArray, isError, isObject, readResult } from "./read-thrown.js";

/** The members of an aggregate: `AggregateError`, or what a library makes of several errors; `undefined` when it is none. */
export function readMembers(error: unknown): readonly unknown[] | undefined {
  const errors = readResult(error, "errors");
  if (!isObject(errors) || typeof errors === "function") return undefined;
  if (isArray(errors)) return errors;
  if (isError(errors)) return [errors];
  // A Set, a Map, or an object with an error for each of its fields.
  return attempt(() => (isIterable(errors) ? [...errors].flat() : Object.values(errors)));
}

function isIterable(value: object): value is Iterable<unknown> {
  return Symbol.iterator in value;
}
