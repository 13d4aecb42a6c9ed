import { misuseTypeError } from "../errors/misuse-error.js";
import type { Database } from "../sqlite/load-sqlite.js";
import type { Harness } from "./harness.js";
import { TestAttempt } from "./attempt/test-attempt.js";
import { describeTest, type TestInfo, type TestOutcome } from "./attempt/test-info.js";

/** What the databases of `openTestDatabase()` belong to: one attempt of one test, or a test file. */
export class DatabaseScope<Context = unknown> {
  readonly #getHarness: () => Harness<Context>;
  readonly #describe: () => Omit<TestInfo, "databases">;
  readonly #context: Context;
  /** One for each database. */
  readonly #attempts: TestAttempt<Context>[] = [];
  #hasEnded = false;

  /**
   * @param getHarness asked when a database is; what it throws is thrown there
   * @param describe asked when a database is
   */
  constructor(getHarness: () => Harness<Context>, describe: () => Omit<TestInfo, "databases">, context: Context) {
    this.#getHarness = getHarness;
    this.#describe = describe;
    this.#context = context;
  }

  /**
   * Makes a database, and opens it.
   *
   * @throws `TypeError` when this has ended, and what {@link Harness.createNow} throws
   */
  open(name: string): Database {
    const test = { ...this.#describe(), databases: [name] };
    if (this.#hasEnded)
      throw misuseTypeError(
        `openTestDatabase() was called when ${describeTest(test)} had ended: await what the test does before it ends`,
      );
    // What one of them retains must not replace what another did.
    const id = `${test.id}/${this.#attempts.length + 1}`;
    const attempt = new TestAttempt(this.#getHarness(), { ...test, id }, this.#context);
    this.#attempts.push(attempt);
    return attempt.open(name);
  }

  /**
   * Closes and removes the databases, or retains them.
   *
   * @returns the errors; none stops the rest
   */
  async end(outcome: TestOutcome): Promise<readonly unknown[]> {
    this.#hasEnded = true;
    const errors: unknown[] = [];
    for (let attempt = this.#attempts.pop(); attempt !== undefined; attempt = this.#attempts.pop())
      errors.push(...(await attempt.end(outcome)));
    return errors;
  }
}
