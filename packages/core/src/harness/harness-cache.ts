import { isDeepStrictEqual } from "node:util";

import type { Harness } from "./harness.js";

/** Options with functions that are made in each test are never the same. */
const MAX_HARNESSES = 20;

interface KnownHarness<Options, Context> {
  readonly options: Options;
  readonly harness: Promise<Harness<Context>>;
}

/** The harnesses of a process, where each test may give options of its own: tests with the same options share one. */
export class HarnessCache<Options, Context> {
  readonly #create: (options: Options) => Promise<Harness<Context>>;
  /** The latest last: most suites have the same options in many tests. */
  readonly #known: KnownHarness<Options, Context>[] = [];

  constructor(create: (options: Options) => Promise<Harness<Context>>) {
    this.#create = create;
  }

  /** @throws what creating one throws; a test that comes later tries again */
  async find(options: Options): Promise<Harness<Context>> {
    const found = this.#known.findLast((each) => isDeepStrictEqual(each.options, options));
    if (found !== undefined) return found.harness;
    const known = { options, harness: this.#create(options) };
    if (this.#known.push(known) > MAX_HARNESSES) this.#known.shift();
    try {
      return await known.harness;
    } catch (error) {
      const index = this.#known.indexOf(known);
      if (index >= 0) this.#known.splice(index, 1);
      throw error;
    }
  }
}
