import type { Recording } from "./recording.js";

/**
 * Chooses what to say where a recording has no change: what is said of a complete recording would be a lie where something could not be recorded, and
 * may have changed.
 */
export function sayNothingChanged({ problems }: Recording, complete: string, incomplete: string): string {
  return problems.length === 0 ? complete : incomplete;
}
