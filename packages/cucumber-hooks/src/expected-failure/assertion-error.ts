import { stripVTControlCharacters } from "node:util";

import { readMembers } from "./aggregate-members.js";
import { isObject, listClassNames, readField, readString } from "./read-thrown.js";

/**
 * Whether an error says that an assertion did not hold: of `node:assert`, uvu, Chai, Vitest, should.js, Sinon, Jasmine, Jest's or Playwright's
 * `expect`; or is an aggregate, such as of soft assertions, of nothing but such errors.
 */
export function isAssertionError(error: unknown, seen: ReadonlySet<unknown> = new Set()): boolean {
  if (!isObject(error) || seen.has(error)) return false;
  if (readField(error, "code") === "ERR_ASSERTION" || listClassNames(error).some((name) => CLASSES.has(name)))
    return !isMatcherMisuse(error);
  // Playwright throws errors that carry what the matcher found; Mocha's convention for two values that differ is `showDiff`.
  if (readField(readField(error, "matcherResult"), "pass") !== undefined || readField(error, "showDiff") === true) return true;
  const members = readMembers(error) ?? [];
  return members.length > 0 && members.every((member) => isAssertionError(member, new Set([...seen, error])));
}

const CLASSES: ReadonlySet<string> = new Set([
  "AssertionError",
  "Assertion", // uvu
  "AssertError", // Sinon, hoek
  "JestAssertionError", // without a result where a promise came out the other way
  "ExpectationFailed", // Jasmine
  "UnexpectedError", // unexpected
]);

/** Jest's matchers refuse what they cannot compare: `expect(3).resolves`. Nothing was asserted then. */
function isMatcherMisuse(error: object): boolean {
  return /^.*\n\nMatcher error:/.test(stripVTControlCharacters(readString(error, "message")));
}

/**
 * Gives what the message of an assertion says of an error that it caught, if it was about one: `… to not throw an error but 'Error: database is
 * locked' was thrown`. The rest of the message tells values that may be any text.
 */
export function readCaughtText(message: string): string {
  const text = stripVTControlCharacters(message);
  return CAUGHT.map((pattern) => pattern.exec(text)?.[1] ?? "").join("\n");
}

const CAUGHT = [
  /^expected .* to (?:not )?throw.* but (?:got )?(.+?)(?: was thrown)?$/s, // Chai
  /^expected promise to .* but (?:it was rejected with|got) (.+)$/s, // Chai as promised
  /^expected .* (?:to throw exception|to be (?:rejected|fulfilled)).*?(?:got|rejected with) (.+)$/s, // should.js
  /^(?:Rejected to value|Error message|Received message|Thrown value):\s+(.+)$/ms, // Jest: promises, and toThrow
  /^(?:Received:|[+-]?\s*"[^"\n]*":)\s+\[((?:\w*(?:Error|Exception)\b)[^\n]*)\]/m, // Jest: an error among values
] as const;
