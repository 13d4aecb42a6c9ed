import { types } from "node:util";
import { attempt } from "@picklejar/core/integration";

import { isArray, isError, isObject, listOwnValues, MAX_PROTOTYPES, readField, readPrototype } from "./read-thrown.js";

/** Whether a value only holds others: an array, a Map, a Set, or an object of no class. */
export function isContainer(value: unknown): value is object {
  if (!isObject(value) || isError(value)) return false;
  return isArray(value) || types.isMap(value) || types.isSet(value) || isPlainObject(value);
}

/** Gives the values of a container. */
export function listContents(container: object): readonly unknown[] {
  if (types.isMap(container) || types.isSet(container)) return attempt(() => [...container].flat()) ?? [];
  if (isArray(container)) return attempt(() => [...container]) ?? [];
  return listFields(container);
}

/** Gives the values of an error's own fields and of its getters, also those of its class, and its JSON. */
export function listErrorFields(error: object): readonly unknown[] {
  const getters = listGetters(error).map((name) => readField(error, name));
  const toJson = readField(error, "toJSON");
  const json = typeof toJson === "function" ? attempt(() => Reflect.apply(toJson, error, []) as unknown) : undefined;
  return [...listFields(error), ...getters, json];
}

/** A stack repeats the message; the name and the message are read where an object is judged. */
const READ_ELSEWHERE: ReadonlySet<PropertyKey> = new Set(["stack", "name", "message"]);

function listFields(value: object): readonly unknown[] {
  return listOwnValues(value).flatMap(([name, field]) => (READ_ELSEWHERE.has(name) ? [] : [field]));
}

function listGetters(error: object): readonly PropertyKey[] {
  const names: PropertyKey[] = [];
  let owner: object | undefined = error;
  for (let depth = 0; owner !== undefined && depth < MAX_PROTOTYPES; depth += 1) {
    const current: object = owner;
    for (const name of attempt(() => Reflect.ownKeys(current)) ?? []) {
      const isGetter = attempt(() => Reflect.getOwnPropertyDescriptor(current, name)?.get) !== undefined;
      if (isGetter && name !== "__proto__" && !READ_ELSEWHERE.has(name)) names.push(name);
    }
    owner = readPrototype(current);
  }
  return names;
}

function isPlainObject(value: object): boolean {
  if (typeof value === "function") return false;
  const prototype = attempt(() => Reflect.getPrototypeOf(value));
  // `Object.prototype` of another realm has no prototype either.
  return prototype === null || (prototype !== undefined && attempt(() => Reflect.getPrototypeOf(prototype)) === null);
}
