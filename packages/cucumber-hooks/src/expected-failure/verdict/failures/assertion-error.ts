import { stripVTControlCharacters } from "node:util";
import { attempt } from "@picklejar/core/integration";

import { isObject, listClassNames, readField, readMembers, readString } from "./read-thrown.js";

/**
 * Whether an error is a failed assertion of `node:assert`, uvu, Chai, Vitest, should.js, Sinon, Jasmine, Jest or Playwright, or an aggregate of only
 * such errors, for example of soft assertions.
 */
export function isAssertionError(error: unknown, seen: ReadonlySet<unknown> = new Set()): boolean {
  if (!isObject(error) || seen.has(error)) return false;
  if (readField(error, "code") === "ERR_ASSERTION" || listClassNames(error).some((name) => CLASSES.has(name)))
    return !isMatcherMisuse(error);
  // Playwright's errors carry the matcher's result; Mocha's convention for two different values is `showDiff`.
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

/** Jest's matchers refuse values that they cannot compare, and then assert nothing: `expect(3).resolves`. */
function isMatcherMisuse(error: object): boolean {
  return /^.*\n\nMatcher error:/.test(stripVTControlCharacters(readString(error, "message")));
}

/**
 * Gives the author's own text in the message of an assertion, and what the message says about an error that was caught (`… to not throw an error but
 * 'Error: database is locked' was thrown`). The rest of the message shows values, which may be any text.
 */
export function readOwnText(error: unknown, message: string): string {
  const text = stripVTControlCharacters(message);
  const caught = [...CAUGHT, ...(hasActual(error) ? [] : CAUGHT_IN_DIFF)].flatMap((pattern) =>
    [...text.matchAll(pattern)].map(([, found = ""]) => found),
  );
  return [readAuthorsText(error, text), ...caught].join("\n");
}

/** Whether an assertion is about a part of an error: `expected SqliteError{ …(3) } to have property 'code' of 'X'`. */
export function isAboutError(error: unknown): boolean {
  // Chai quotes strings.
  return /^(?:.*: )?expected \w*(?:Error|Exception)\b/.test(stripVTControlCharacters(readString(error, "message")));
}

/** Node says whether it generated the message. Other libraries begin generated text with `expect`, and put the author's text before it. */
function readAuthorsText(error: unknown, text: string): string {
  const isGenerated = readField(error, "generatedMessage");
  if (typeof isGenerated === "boolean") return isGenerated ? "" : text;
  const [generated] = /(?:^|: |\n\s*|^Timed out \d+ms waiting for )expect(?:ed |\()/is.exec(text) ?? [];
  return generated === undefined ? text : text.slice(0, text.indexOf(generated));
}

/** Only some of Jest's matchers give the compared values; for the others there is only the message. */
function hasActual(error: unknown): boolean {
  return [error, readField(error, "matcherResult")].some((each) => isObject(each) && attempt(() => "actual" in each) === true);
}

const CAUGHT = [
  /^expected .* to (?:not )?throw.* but (?:got )?(.+?)(?: was thrown)?$/gs, // Chai
  /^expected promise to .* but (?:it was rejected with|got) (.+)$/gs, // Chai as promised
  /^expected .* (?:to throw exception|to be (?:rejected|fulfilled)).*?(?:got|rejected with) (.+)$/gs, // should.js
  /^(?:.*: )?expected (\w*(?:Error|Exception): .+?)(?: \{ .*)? to /gs, // Chai: an error, which has no quotes
  /^(?:Rejected to value|Error message|Received message|Thrown value):\s+(.+)$/gms, // Jest: promises, and toThrow
  /^(?:Received[\w ]*:|\+?\s*"[^"\n]*":|\+)\s+\[+((?:\w*(?:Error|Exception)\b)[^\n]*)\]/gm, // Jest: an error among values
] as const;

/** Fields of errors that Jest compares with `toMatchObject` and `toHaveProperty`. */
const CAUGHT_IN_DIFF = [
  /^\+\s*"(?:code|errcode|extendedCode|message|rawCode)": "([^"\n]*)",?$/gm,
  /^Expected path:\s+"(?:[^"\n]*\.)?(?:code|errcode|extendedCode|message|rawCode)"\n(?:.*\n)*?Received value:\s+"(.*)"$/gm,
] as const;
