/** Gives what `read` gives, and `undefined` where it throws: for what is as good as absent if it cannot be read. */
export function orUndefined<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
