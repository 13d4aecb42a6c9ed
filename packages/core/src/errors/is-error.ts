import { types } from "node:util";

/** Whether a thrown value is an error, of this realm or another; `instanceof` knows only this realm. */
export function isError(value: unknown): value is Error {
  if (types.isNativeError(value)) return true;
  return hasString(value, "message") && hasString(value, "stack");
}

/** Whether a thrown value is an error of this name, such as `TypeError`. */
export function isErrorNamed<Name extends string>(value: unknown, name: Name): value is Error & { readonly name: Name } {
  return isError(value) && value.name === name;
}

function hasString(value: unknown, key: "message" | "stack"): boolean {
  return typeof value === "object" && value !== null && typeof Reflect.get(value, key) === "string";
}
