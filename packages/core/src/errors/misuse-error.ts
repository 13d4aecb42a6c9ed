/**
 * The property that marks every error of picklejar, whatever copy of the package, realm or thread the error comes from. Its name is a string
 * because Node drops symbols when a worker thread passes an error to its parent.
 */
export const PICKLEJAR_MARK = "isPicklejarError";

/** An argument or an option of the wrong kind. Every misuse of the API gives this error or {@link misuseRangeError}. */
export function misuseTypeError(message: string, options?: ErrorOptions): TypeError {
  return mark(new TypeError(message, options), misuseTypeError);
}

/** A value of the right kind that is none of the choices or outside the range. */
export function misuseRangeError(message: string, options?: ErrorOptions): RangeError {
  return mark(new RangeError(message, options), misuseRangeError);
}

function mark<Misuse extends Error>(error: Misuse, maker: (message: string) => Misuse): Misuse {
  // Not enumerable, so that it is not printed with every error.
  Object.defineProperty(error, PICKLEJAR_MARK, { value: true });
  // The stack begins where the API was used.
  Error.captureStackTrace(error, maker);
  return error;
}
