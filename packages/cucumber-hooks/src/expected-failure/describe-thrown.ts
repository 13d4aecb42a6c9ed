import { stripVTControlCharacters } from "node:util";

import { readField } from "./error-chain.js";

/** What a step threw, on one line: `AssertionError: Expected values to be strictly equal: 3 !== 1`. */
export function describeThrown(error: unknown): string {
  const message = readField(error, "message");
  const text = typeof message === "string" ? `${String(readField(error, "name"))}: ${message}` : String(error);
  const line = stripVTControlCharacters(text).trim().replaceAll(/\s+/g, " ");
  return line.length > MOST ? `${line.slice(0, MOST - 1)}…` : line;
}

/** Characters. */
const MOST = 200;
