import { readField } from "./error-chain.js";

/** What a step threw, on one line: `AssertionError: expected 1 connection, got 3`. */
export function describeThrown(error: unknown): string {
  const message = readField(error, "message");
  const text = typeof message === "string" ? `${String(readField(error, "name"))}: ${message}` : String(error);
  const [first = ""] = text.split("\n");
  return first.length > MOST ? `${first.slice(0, MOST - 1)}…` : first;
}

const MOST = 200;
