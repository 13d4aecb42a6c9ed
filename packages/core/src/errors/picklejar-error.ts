import { toLogText } from "./log-text.js";
import { PICKLEJAR_MARK } from "./misuse-error.js";

/**
 * Something that can go wrong in a correct program: a migration throws, a disk is full, a file is not ours.
 * Misuse of the API is a `TypeError` or `RangeError` instead.
 *
 * Match on `code`, which is stable; `message` is for people. Every fact in the message is also a field, and
 * fields are plain data, so that they survive a thread boundary.
 */
export abstract class PicklejarError extends Error {
  /** Stable identifier, with a heading of the same name in `docs/errors.md`. Those of this package are `PicklejarErrorCode`. */
  abstract readonly code: string;

  constructor(message: string, options?: ErrorOptions) {
    // File names and messages of databases may contain anything.
    super(toLogText(message), options);
  }
}

nameErrors({ PicklejarError });
// On the prototype as well, so that it is not printed with each error.
Object.defineProperty(PicklejarError.prototype, PICKLEJAR_MARK, { value: true });

/**
 * Gives each class of errors its name, on the prototype as built-in errors have it: an own property would be printed with each error, and a
 * minifier changes the names of classes.
 */
export function nameErrors(classes: Readonly<Record<string, { readonly prototype: Error }>>): void {
  for (const [name, { prototype }] of Object.entries(classes)) prototype.name = name;
}
