import { type Fields, isFields } from "./fields.js";

/** Lists that this version always writes, by what has them. */
const LISTS = {
  recording: ["otherDatabases", "tables", "steps", "whole", "lastWriters", "contents", "problems"],
  tables: ["columns", "key", "redacted"],
  steps: ["commits", "changes", "notes"],
  whole: ["rows"],
  contents: ["rows"],
  changes: ["rows"],
  commits: ["changes"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/**
 * Finds the first part of a recording of this version that is not there, or is no list.
 *
 * @returns in the words of an option's error: `steps[2].commits: expected a list, got nothing`
 */
export function findFlaw(recording: Fields): string | undefined {
  if (!isFields(recording["test"])) return describe("test", "an object", recording["test"]);
  return findIn(recording, "recording", "");
}

function findIn(fields: Fields, kind: keyof typeof LISTS, place: string): string | undefined {
  for (const name of LISTS[kind]) {
    const list = fields[name];
    const at = place === "" ? name : `${place}.${name}`;
    if (!Array.isArray(list)) return describe(at, "a list", list);
    if (!isKind(name)) continue;
    for (const [index, entry] of list.entries()) {
      const flaw = isFields(entry)
        ? findIn(entry, name, `${at}[${index}]`)
        : describe(`${at}[${index}]`, "an object", entry as unknown);
      if (flaw !== undefined) return flaw;
    }
  }
  return undefined;
}

function isKind(name: string): name is keyof typeof LISTS {
  return Object.hasOwn(LISTS, name);
}

function describe(place: string, expected: string, value: unknown): string {
  return `${place}: expected ${expected}, got ${value === undefined ? "nothing" : JSON.stringify(value).slice(0, 40)}`;
}
