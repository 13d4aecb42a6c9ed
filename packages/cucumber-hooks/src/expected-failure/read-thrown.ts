import { types } from "node:util";

// What is thrown may be anything: a Proxy that throws at every touch, an object without a prototype, an error of another realm.

/** A field of an error, or of anything else; `undefined` also where looking at it throws. */
export function readField(thrown: unknown, name: PropertyKey): unknown {
  if (!isObject(thrown)) return undefined;
  return attempt(() => Reflect.get(thrown, name) as unknown);
}

/** The same; of an error, what a method of that name gives: VError has `cause()`, and MultiError `errors()`. */
export function readResult(thrown: unknown, name: string): unknown {
  const value = readField(thrown, name);
  // One that takes something sets it.
  if (typeof value !== "function" || value.length > 0 || !isError(thrown)) return value;
  return attempt(() => Reflect.apply(value, thrown, []) as unknown);
}

/** A field that holds a string; empty for any other. */
export function readString(thrown: unknown, name: string): string {
  const value = readField(thrown, name);
  return typeof value === "string" ? value : "";
}

/** The message of an error, or the string that a value makes; empty where it makes none. */
export function readMessage(thrown: unknown): string {
  const message = readField(thrown, "message");
  if (typeof message === "string") return message;
  // Of a function it would be its source.
  return typeof thrown === "function" ? "" : (attempt(() => String(thrown)) ?? "");
}

/** Values of an object's own fields that are no getters. */
export function listOwnValues(thrown: object): readonly (readonly [name: PropertyKey, value: unknown])[] {
  const names = attempt(() => Reflect.ownKeys(thrown)) ?? [];
  return names.map((name) => [name, attempt(() => Reflect.getOwnPropertyDescriptor(thrown, name)?.value as unknown)] as const);
}

/** Names of the classes that a value is of, the nearest first, and what it calls itself. */
export function listClassNames(thrown: unknown): readonly string[] {
  const names = [readString(thrown, "name")];
  let prototype = readPrototype(thrown);
  // The prototypes of a Proxy need not end.
  for (let depth = 0; prototype !== undefined && depth < DEEPEST; depth += 1) {
    names.push(readString(readField(prototype, "constructor"), "name"));
    prototype = readPrototype(prototype);
  }
  return names.filter((name) => name !== "");
}

const DEEPEST = 100;

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

/** What a function gives; `undefined` when it throws. */
export function attempt<Value>(look: () => Value): Value | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

function readPrototype(thrown: unknown): object | undefined {
  return isObject(thrown) ? (attempt(() => Reflect.getPrototypeOf(thrown)) ?? undefined) : undefined;
}
