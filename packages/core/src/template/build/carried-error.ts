import { inspect } from "node:util";

import * as ownErrors from "../../errors/index.js";
import { isError } from "../../errors/is-error.js";
import { loadSqlite } from "../../sqlite/load-sqlite.js";

/** A thrown value as data, for another process. */
export type CarriedError =
  | {
      readonly kind: "error";
      readonly name: string;
      readonly message: string;
      readonly stack: string | undefined;
      /** Own properties, `cause` among them. */
      readonly properties: Readonly<Record<string, CarriedError>>;
    }
  | { readonly kind: "value"; readonly value: unknown };

/** Turns a thrown value into data. `above` are the errors that it is a property of. */
export function carryError(value: unknown, above: readonly unknown[] = []): CarriedError {
  if (!isError(value) || above.includes(value)) return { kind: "value", value: toData(value) };
  const { name, message, stack } = value;
  const keys = [...Object.keys(value), ...["cause", "errors"].filter((key) => Object.hasOwn(value, key))];
  const properties = Object.fromEntries(
    [...new Set(keys)].map((key): [string, CarriedError] => {
      const property: unknown = Reflect.get(value, key);
      const carried = Array.isArray(property) && key === "errors" ? property.map(String) : property;
      return [key, carryError(carried, [...above, value])];
    }),
  );
  return { kind: "error", name, message, stack, properties };
}

/** Turns the data back: an error of ours has its class and its fields again, and an error of an unknown class keeps its name. */
export function reviveError(carried: CarriedError): unknown {
  if (carried.kind === "value") return carried.value;
  const { name, message, stack, properties } = carried;
  const error = new Error(message);
  const prototype = findPrototype(name);
  if (prototype !== undefined) Object.setPrototypeOf(error, prototype);
  if (error.name !== name) Object.defineProperty(error, "name", { value: name, configurable: true, writable: true });
  Object.defineProperty(error, "stack", { value: stack, configurable: true, writable: true });
  for (const [key, value] of Object.entries(properties)) {
    const enumerable = key !== "cause" && key !== "errors";
    Object.defineProperty(error, key, { value: reviveError(value), enumerable, configurable: true, writable: true });
  }
  return error;
}

/** What cannot leave its process is described. */
function toData(value: unknown): unknown {
  try {
    return structuredClone(value);
  } catch {
    return inspect(value);
  }
}

function findPrototype(name: string): object | undefined {
  const own: Readonly<Record<string, unknown>> = ownErrors;
  const candidates = [own[name], Reflect.get(globalThis, name), name === "SqliteError" ? loadSqlite().SqliteError : undefined];
  return candidates
    .map((candidate: unknown): unknown => (typeof candidate === "function" ? candidate.prototype : undefined))
    .find(isErrorPrototype);
}

function isErrorPrototype(value: unknown): value is object {
  return value === Error.prototype || Object.prototype.isPrototypeOf.call(Error.prototype, Object(value));
}
