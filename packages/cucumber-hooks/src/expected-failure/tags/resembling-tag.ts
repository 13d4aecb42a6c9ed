import { distance } from "fastest-levenshtein";

import type { TagVocabulary } from "./tag-vocabulary.js";

/** The tag that was probably meant. */
export interface Resemblance {
  readonly kind: "expected-fail" | "marker" | "numbered";
  readonly meant: string;
}

/**
 * Finds the tag with a meaning that a tag without one resembles: `@tdd-expected-fail`, `@tdd_expected_failure`, `@tdd_isue_991`. Ignores separators
 * and case; two letters may be wrong in a long name, one in a shorter name, and none in a very short one.
 */
export function findResemblance(name: string, vocabulary: TagVocabulary): Resemblance | undefined {
  for (const meant of vocabulary.expectedFail) {
    if (name === meant) return undefined;
    if (isNear(name, meant)) return { kind: "expected-fail", meant };
  }
  // With the look-behind, each pattern begins only once in a series of digits: a long name takes time in proportion.
  const digits = /(?<!\d)\d+$/.exec(name)?.[0];
  const stem = name.slice(0, name.length - (digits?.length ?? 0)).replace(/(?<![-_#:])[-_#:]+$/, "");
  for (const marker of vocabulary.issue) {
    if (name === marker || (digits !== undefined && name === `${marker}_${digits}`)) return undefined;
  }
  for (const marker of vocabulary.issue) {
    if (digits !== undefined && isNear(stem, marker)) return { kind: "numbered", meant: `${marker}_${digits}` };
    if (digits === undefined && isNear(name, marker)) return { kind: "marker", meant: marker };
    if (name.startsWith(`${marker}_`)) return { kind: "numbered", meant: `${marker}_<N>, with the number of the issue` };
  }
  return undefined;
}

function isNear(name: string, meant: string): boolean {
  const [given, wanted] = [letters(name), letters(meant)];
  if (wanted.length < SHORT) return given === wanted;
  if (wanted.length < LONG) return distance(given, wanted) <= 1;
  // "failure", "failed" and "failing" for "fail".
  return distance(given, wanted) <= 2 || (given.startsWith(wanted) && given.length <= wanted.length + 3);
}

/** In letters: `@bug` is near too many words, and a long name allows more slips. */
const SHORT = 5;
const LONG = 12;

function letters(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\d]/gu, "");
}
