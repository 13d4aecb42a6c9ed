/**
 * The property by which an error of picklejar's is known, whatever copy of it, realm or thread the error comes from. It has a string for its
 * name, since Node drops symbols when a worker thread hands an error to its parent.
 */
export const PICKLEJAR_MARK = "isPicklejarError";

/** An argument or an option of the wrong kind. Every misuse of the API is reported with this or {@link misuseRangeError}. */
export function misuseTypeError(message: string, options?: ErrorOptions): TypeError {
  return mark(new TypeError(message, options), misuseTypeError);
}

/** A value that is of the right kind, and none of the choices or outside the range. */
export function misuseRangeError(message: string, options?: ErrorOptions): RangeError {
  return mark(new RangeError(message, options), misuseRangeError);
}

function mark<Misuse extends Error>(error: Misuse, maker: (message: string) => Misuse): Misuse {
  // Not enumerable: it would be printed with every error.
  Object.defineProperty(error, PICKLEJAR_MARK, { value: true });
  // The stack begins where the API was used.
  Error.captureStackTrace(error, maker);
  return error;
}
