/** The content of a database at one moment, told as what was written since the moment before. */
export interface PageState {
  readonly pageBytes: number;
  /** How many pages the database had. */
  readonly sizePages: number;
  /** The pages that were written, by number: where {@link PageHistory.readPage} finds each. */
  readonly pages: ReadonlyMap<number, number>;
  /** Whether `pages` holds the whole database, so that no earlier state counts. */
  readonly isWhole: boolean;
}

/** States of one database, in order; the first one is its base. */
export interface PageHistory {
  readonly states: readonly PageState[];
  copyBase(path: string): void;
  readBase(target: Buffer, position: number): number;
  /** Reads one page to its end. */
  readPage(place: number, target: Buffer): void;
}

/** Finds the pages of states, by the position of a state in the history. */
export class PageFinder {
  readonly #states: readonly PageState[];
  /** For each page, the states that wrote it, in order. */
  readonly #writers = new Map<number, number[]>();
  /** For each state, the last one that held the whole database; 0 for the base. */
  readonly #origins: number[] = [];

  constructor(states: readonly PageState[]) {
    this.#states = states;
    for (const [index, state] of states.entries()) {
      this.#origins.push(state.isWhole ? index : (this.#origins[index - 1] ?? 0));
      for (const page of state.pages.keys()) this.#noteWriter(page, index);
    }
  }

  /** Where a page of a state is; `undefined` where it is the base's. */
  find(page: number, state: number): number | undefined {
    const writer = lastUpTo(this.#writers.get(page) ?? [], state);
    return writer === undefined || writer < this.originOf(state) ? undefined : this.#states[writer]?.pages.get(page);
  }

  originOf(state: number): number {
    return this.#origins[state] ?? 0;
  }

  /**
   * Gives the pages to be written so that one state becomes another: at least those that differ, and none beyond the end of `to`.
   *
   * @param from a state, or `undefined` for nothing at all
   */
  listWritten(from: number | undefined, to: number): readonly number[] {
    const { sizePages } = this.#at(to);
    if (from === undefined || this.originOf(from) !== this.originOf(to))
      return Array.from({ length: sizePages }, (_, index) => index + 1);
    const written = new Set<number>();
    for (let index = Math.min(from, to) + 1; index <= Math.max(from, to); index++) {
      for (const page of this.#at(index).pages.keys()) if (page <= sizePages) written.add(page);
    }
    // What was cut off meanwhile.
    for (let page = this.#at(from).sizePages + 1; page <= sizePages; page++) written.add(page);
    return [...written].toSorted((one, other) => one - other);
  }

  #noteWriter(page: number, state: number): void {
    const writers = this.#writers.get(page);
    if (writers === undefined) this.#writers.set(page, [state]);
    else writers.push(state);
  }

  #at(state: number): PageState {
    const found = this.#states[state];
    if (found === undefined) throw new Error(`there are ${this.#states.length} states, and none at ${state}`);
    return found;
  }
}

/** The last of some ascending numbers that is at most as large as another. */
function lastUpTo(numbers: readonly number[], most: number): number | undefined {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) <= most) low = middle + 1;
    else high = middle;
  }
  return numbers[low - 1];
}
