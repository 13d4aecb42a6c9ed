import { getOrCreate } from "@picklejar/core/integration";

/** The attempts of the scenarios that must fail. All attempts of one scenario run in one worker. */
export class AttemptMemory {
  readonly #attempts = new Map<string, { lastStartedId: string; count: number; hasPassed: boolean }>();

  /**
   * Gives the number of an attempt, from 1. (Cucumber's own `willBeRetried` is wrong for an unexpected pass.)
   */
  count(pickleId: string, testCaseStartedId: string): number {
    const known = getOrCreate(this.#attempts, pickleId, () => ({ lastStartedId: "", count: 0, hasPassed: false }));
    if (known.lastStartedId !== testCaseStartedId) known.count += 1;
    known.lastStartedId = testCaseStartedId;
    return known.count;
  }

  notePass(pickleId: string): void {
    const known = this.#attempts.get(pickleId);
    if (known !== undefined) known.hasPassed = true;
  }

  hasPassed(pickleId: string): boolean {
    return this.#attempts.get(pickleId)?.hasPassed ?? false;
  }
}
