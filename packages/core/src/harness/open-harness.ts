import { OPEN_LOCATION } from "../databases/open-test-database.js";
import { findRecordedSuite } from "../databases/suite/suite-record.js";
import { loadTestDatabases, type TestDatabases } from "../databases/load-test-databases.js";
import { Run } from "../runs/run.js";
import { Harness, type Runner } from "./harness.js";
import { resolveTestOptions } from "./options/resolve-test-options.js";
import { RunStatistics } from "./summary/run-statistics.js";

/** Makes the databases of `openTestDatabase()` in one test file. */
export class OpenHarness<Context> {
  readonly run: Run;
  readonly #runner: Runner<Context>;
  #harness: Harness<Context> | undefined;
  #setUpMs = 0;
  /** Why there can be none. */
  #failure: { readonly error: unknown } | undefined;

  private constructor(run: Run, runner: Runner<Context>) {
    this.run = run;
    this.#runner = runner;
  }

  /**
   * Gets ready for a test file, whose configuration the set-up has recorded. Where it changed since, or cannot be recorded, it is loaded here, and its
   * templates are built. What fails is thrown by {@link get}: most test files may need no database.
   *
   * @returns `undefined` where there was no set-up
   */
  static async prepare<Context>(runner: Runner<Context>): Promise<OpenHarness<Context> | undefined> {
    const run = Run.current();
    if (run === undefined) return undefined;
    const startMs = performance.now();
    const made = new OpenHarness(run, runner);
    if (findRecordedSuite() === undefined) await made.#load();
    made.#setUpMs = performance.now() - startMs;
    return made;
  }

  /** Waits for nothing. */
  get(): Harness<Context> {
    if (this.#failure !== undefined) throw this.#failure.error;
    const recorded = findRecordedSuite();
    if (this.#harness === undefined && recorded !== undefined) {
      this.#harness = this.#create(recorded);
      this.#harness.begin();
    }
    if (this.#harness === undefined) throw new Error("the run's record was removed while the tests ran");
    return this.#harness;
  }

  /** Saves the numbers, if there are any. */
  save(): void {
    this.#harness?.statistics.noteSetUp(this.#setUpMs);
    this.#harness?.statistics.save();
  }

  async #load(): Promise<void> {
    try {
      const databases = await loadTestDatabases();
      // It may be recorded now.
      if (findRecordedSuite() !== undefined) return;
      this.#harness = this.#create(databases);
      await this.#harness.prepare([...databases.databases.keys()]);
    } catch (error) {
      this.#failure = { error };
    }
  }

  #create(databases: TestDatabases): Harness<Context> {
    const options = resolveTestOptions<Context>({}, databases, OPEN_LOCATION);
    return new Harness(this.#runner, options, this.run, new RunStatistics(this.run));
  }
}
