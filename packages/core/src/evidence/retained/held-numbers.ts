import type { Run } from "../../runs/run.js";
import { removeRetainedDatabase } from "./retained-record.js";
import {
  acquireRetainedNumber,
  findRetainedTest,
  noteRetainedTest,
  releaseRetainedNumber,
  uncountNotRetained,
} from "./retained-slots.js";

/** What a run retains of a test. */
export interface HeldNumber {
  /** Absent where the run had retained its most already, and has counted that. */
  readonly number: number | undefined;
  /** Absolute, once a database is there. */
  path?: string;
}

/** By test and database: the attempts of a test share a number, so that the path that the first attempt names is that of the last. */
export class HeldNumbers {
  readonly #run: Run;
  readonly #most: number;
  readonly #held = new Map<string, HeldNumber>();

  constructor(run: Run, most: number) {
    this.#run = run;
    this.#most = most;
  }

  get isEmpty(): boolean {
    return this.#held.size === 0;
  }

  /** Finds what an earlier attempt of a test retained in another process: some runners begin a new one for each. Never throws. */
  adopt(key: string): void {
    if (this.#held.has(key)) return;
    const found = findRetainedTest(this.#run, key);
    if (found !== undefined) this.#held.set(key, { number: found.number, path: found.path });
  }

  /** Notes where the database of a test is retained. Never throws. */
  notePath(key: string | undefined, held: HeldNumber, path: string): void {
    held.path = path;
    const { number } = held;
    if (key !== undefined && number !== undefined) quietly(() => noteRetainedTest(this.#run, number, { key, path }));
  }

  /**
   * Gives the number of a test, and removes what is retained under it.
   *
   * @param key of the test; without it, the number is a new one
   * @throws what `fs` throws
   */
  hold(key: string | undefined): HeldNumber {
    const known = key === undefined ? undefined : this.#held.get(key);
    if (known !== undefined) {
      remove(known);
      return known;
    }
    const held = { number: acquireRetainedNumber(this.#run, this.#most) };
    if (key !== undefined) this.#held.set(key, held);
    return held;
  }

  /** Gives a number back under which nothing could be retained. Never throws. */
  release(key: string | undefined, number: number): void {
    if (key !== undefined) this.#held.delete(key);
    // The run may be over.
    quietly(() => releaseRetainedNumber(this.#run, number));
  }

  /**
   * Removes what is retained of a test. Never throws.
   *
   * @param keepsNumber whether another attempt comes
   */
  withdraw(key: string, keepsNumber: boolean): void {
    const held = this.#held.get(key);
    if (held === undefined) return;
    quietly(() => remove(held));
    if (keepsNumber) return;
    this.#held.delete(key);
    quietly(() => {
      if (held.number === undefined) uncountNotRetained(this.#run);
      else releaseRetainedNumber(this.#run, held.number);
    });
  }
}

function remove(held: HeldNumber): void {
  if (held.path === undefined) return;
  removeRetainedDatabase(held.path);
  delete held.path;
}

function quietly(act: () => void): void {
  try {
    act();
  } catch {
    // It goes with the run.
  }
}
