/** Holds callers until so many are there, and then lets all of them go at once. */
export class Barrier {
  readonly #count: number;
  readonly #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#count = count;
  }

  async wait(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
      if (this.#waiting.length === this.#count) for (const release of this.#waiting.splice(0)) release();
    });
  }
}
