import { stripVTControlCharacters, types } from "node:util";
import { attempt } from "@picklejar/core/integration";

// A thrown value may be anything: a Proxy that throws at every access, an object without a prototype, an error of another realm.

/** A field of an error, or of any other value; `undefined` also if reading it throws. */
export function readField(thrown: unknown, name: PropertyKey): unknown {
  if (!isObject(thrown)) return undefined;
  return attempt(() => Reflect.get(thrown, name) as unknown);
}

/** The same; for a method of an error, its result: VError has `cause()`, and MultiError `errors()`. */
export function readResult(thrown: unknown, name: string): unknown {
  const value = readField(thrown, name);
  // A method with parameters is a setter.
  if (typeof value !== "function" || value.length > 0 || !isError(thrown)) return value;
  return attempt(() => Reflect.apply(value, thrown, []) as unknown);
}

/** A field that holds a string; empty for any other. */
export function readString(thrown: unknown, name: string): string {
  const value = readField(thrown, name);
  return typeof value === "string" ? value : "";
}

/** The message of an error, or the string of any other value; empty if it has none. */
export function readMessage(thrown: unknown): string {
  const message = readField(thrown, "message");
  if (typeof message === "string") return message;
  // Not the source of a function.
  return typeof thrown === "function" ? "" : (attempt(() => String(thrown)) ?? "");
}

/** The members of an aggregate: of an `AggregateError`, or of a library's error for several; `undefined` for any other value. */
export function readMembers(error: unknown): readonly unknown[] | undefined {
  const errors = readResult(error, "errors");
  if (!isObject(errors) || typeof errors === "function") return undefined;
  if (isArray(errors)) return errors;
  if (isError(errors)) return [errors];
  // A Map, a Set, or an object with an error for each of its fields. A Map's keys may be errors too; names of fields are no members.
  return attempt(() => {
    if (types.isMap(errors)) return [...errors].flat().filter(isObject);
    return isIterable(errors) ? [...errors].flat() : Object.values(errors);
  });
}

/** A thrown value on one line: `AssertionError: Expected values to be strictly equal: 3 !== 1`. */
export function describeThrown(error: unknown): string {
  const name = readField(error, "name");
  const text = typeof name === "string" ? `${name}: ${readMessage(error)}` : readMessage(error);
  const line = stripVTControlCharacters(text).trim().replaceAll(/\s+/g, " ");
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH - 1)}…` : line;
}

const MAX_LENGTH = 200;

/** Values of an object's own fields, without getters. */
export function listOwnValues(thrown: object): readonly (readonly [name: PropertyKey, value: unknown])[] {
  const names = attempt(() => Reflect.ownKeys(thrown)) ?? [];
  return names.map((name) => [name, attempt(() => Reflect.getOwnPropertyDescriptor(thrown, name)?.value as unknown)] as const);
}

/** Names of a value's classes, the nearest first, and its own name. */
export function listClassNames(thrown: unknown): readonly string[] {
  const names = [readString(thrown, "name")];
  let prototype = readPrototype(thrown);
  // The prototypes of a Proxy need not end.
  for (let depth = 0; prototype !== undefined && depth < MAX_PROTOTYPES; depth += 1) {
    names.push(readString(readField(prototype, "constructor"), "name"));
    prototype = readPrototype(prototype);
  }
  return names.filter((name) => name !== "");
}

export const MAX_PROTOTYPES = 100;

/** Whether a value is an error, of this realm or another. */
export function isError(thrown: unknown): thrown is object {
  return isObject(thrown) && (types.isNativeError(thrown) || attempt(() => thrown instanceof Error) === true);
}

export function isObject(thrown: unknown): thrown is object {
  return (typeof thrown === "object" && thrown !== null) || typeof thrown === "function";
}

export function isArray(thrown: unknown): thrown is readonly unknown[] {
  return attempt(() => Array.isArray(thrown)) === true;
}

export function readPrototype(thrown: unknown): object | undefined {
  return isObject(thrown) ? (attempt(() => Reflect.getPrototypeOf(thrown)) ?? undefined) : undefined;
}

function isIterable(value: object): value is Iterable<unknown> {
  return Symbol.iterator in value;
}
