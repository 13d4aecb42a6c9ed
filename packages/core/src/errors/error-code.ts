// Looks at fields: an error of another realm (Jest, `vm`) is no instance of this realm's `Error`.

/** The `code` of a thrown value, such as `ENOENT` or `SQLITE_BUSY`; `undefined` if it has none. */
export function errorCodeOf(error: unknown): string | undefined {
  return typeof error === "object" && error !== null && "code" in error && typeof error.code === "string"
    ? error.code
    : undefined;
}

/** Whether a thrown value has one of these codes. */
export function hasErrorCode(error: unknown, ...codes: readonly string[]): boolean {
  const code = errorCodeOf(error);
  return code !== undefined && codes.includes(code);
}

/** Whether SQLite gave up because of another connection, with any of its extended codes. */
export function isBusyError(error: unknown): boolean {
  return errorCodeOf(error)?.startsWith("SQLITE_BUSY") ?? false;
}
