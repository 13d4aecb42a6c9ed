import { stripVTControlCharacters } from "node:util";

import { readField, readMessage } from "./read-thrown.js";

/** What a step threw, on one line: `AssertionError: Expected values to be strictly equal: 3 !== 1`. */
export function describeThrown(error: unknown): string {
  const name = readField(error, "name");
  const text = typeof name === "string" ? `${name}: ${readMessage(error)}` : readMessage(error);
  const line = stripVTControlCharacters(text).trim().replaceAll(/\s+/g, " ");
  return line.length > MOST ? `${line.slice(0, MOST - 1)}…` : line;
}

/** Characters. */
const MOST = 200;
