/** What a worker remembers of the attempts of the scenarios that must fail; all attempts of one run in one worker. */
export class AttemptMemory {
  readonly #attempts = new Map<string, { lastStartedId: string; count: number; hasPassed: boolean }>();

  /**
   * Counts an attempt, once however often it is asked. Cucumber's own `willBeRetried` is wrong for an unexpected pass.
   *
   * @returns its number, from 1 on
   */
  count(pickleId: string, testCaseStartedId: string): number {
    const known = this.#attempts.get(pickleId);
    if (known === undefined) {
      this.#attempts.set(pickleId, { lastStartedId: testCaseStartedId, count: 1, hasPassed: false });
      return 1;
    }
    if (known.lastStartedId !== testCaseStartedId) known.count += 1;
    known.lastStartedId = testCaseStartedId;
    return known.count;
  }

  /** Notes that an attempt passed that was to fail. */
  notePass(pickleId: string): void {
    const known = this.#attempts.get(pickleId);
    if (known !== undefined) known.hasPassed = true;
  }

  hasPassed(pickleId: string): boolean {
    return this.#attempts.get(pickleId)?.hasPassed ?? false;
  }
}
