import type { Implementation } from "./implementation.js";

/** A claim about the implementation: gives what came out, and what should have. */
export interface Claim {
  readonly title: string;
  readonly check: (implementation: Implementation) => readonly [got: unknown, wanted: unknown];
}

/** Where the options of the claims stand, for messages. */
export const PLACE = { file: undefined, subject: "test", prefix: "expectedFailures." };

/** All steps count. */
export const OPEN = { phases: ["given", "when", "then", "unknown"] } as const;

export const BOOM: Error = new Error("boom");
