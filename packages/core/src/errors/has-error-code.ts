/** Whether something that was thrown carries one of these codes. Looks at the field alone: an error of another realm is no `Error` of ours. */
export function hasErrorCode(error: unknown, ...codes: readonly string[]): boolean {
  return typeof error === "object" && error !== null && "code" in error && codes.some((code) => code === error.code);
}
