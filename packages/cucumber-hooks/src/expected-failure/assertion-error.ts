import { readField, readMembers } from "./error-chain.js";

/**
 * Whether an error says that an assertion did not hold: of `node:assert`, Chai, Vitest, Jest's or Playwright's `expect`; or is an aggregate,
 * as of soft assertions, of nothing but such errors.
 */
export function isAssertionError(error: unknown, seen: ReadonlySet<unknown> = new Set()): boolean {
  if (typeof error !== "object" || error === null || seen.has(error)) return false;
  if (readField(error, "code") === "ERR_ASSERTION" || readField(error, "name") === "AssertionError") return true;
  // Jest and Playwright throw plain errors that carry what the matcher found.
  if (readField(readField(error, "matcherResult"), "pass") !== undefined) return true;
  const members = readMembers(error) ?? [];
  return members.length > 0 && members.every((member) => isAssertionError(member, new Set([...seen, error])));
}
