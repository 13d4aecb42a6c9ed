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
    // What it names may be anything: a file's name, or a text that a database raised.
    super(toLogText(message), options);
  }

  static {
    // On the prototype, as with the built-in errors: no own property that shows up when an error is printed.
    this.prototype.name = "PicklejarError";
    Object.defineProperty(this.prototype, PICKLEJAR_MARK, { value: true });
  }
}
