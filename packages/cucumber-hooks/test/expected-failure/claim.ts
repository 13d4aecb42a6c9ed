import type { Implementation } from "./implementation.js";

/** A claim about the implementation: gives what came out, and what should have. */
export interface Claim {
  readonly title: string;
  readonly check: (implementation: Implementation) => readonly [got: unknown, wanted: unknown];
  /** Its stack leads to the row of the claim. */
  readonly row: Error;
}

/** @param maker the function that makes rows of its kind, where there is one: the stack leads to its caller */
export function claim(title: string, check: Claim["check"], maker: (...values: never[]) => Claim = claim): Claim {
  const row = new Error(title);
  Error.captureStackTrace(row, maker);
  return { title, check, row };
}

/** All steps count. */
export const OPEN = { phases: ["given", "when", "then", "unknown"] } as const;

export const BOOM: Error = new Error("boom");
