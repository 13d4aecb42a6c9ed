import type { TestDatabase } from "../../databases/test-database.js";
import { misuseRangeError, misuseTypeError } from "../../errors/misuse-error.js";
import { SINCE } from "../../evidence/recorder/changes/database-changes.js";
import { type OptionLocation, optionTypeError } from "../../options/option-error.js";
import type { Database } from "../../sqlite/load-sqlite.js";
import type { Harness } from "../harness.js";
import type { Retain } from "../options/test-options.js";
import { AttemptEvidence } from "./attempt-evidence.js";
import { OpenableDatabase, type DatabaseHandle } from "./database-handle.js";
import { doDeferredWork, type DeferredWork } from "./deferred-work.js";
import { setEnvironment, type RestoreEnvironment } from "./environment-variables.js";
import { OpenConnectionsError } from "./open-connections-error.js";
import { describeTest, type StepOutcome, type TestInfo, type TestOutcome } from "./test-info.js";
import { withinTime } from "./within-time.js";

const MARK: OptionLocation = { file: undefined, subject: "mark()", prefix: "" };

/** One attempt of one test: what it was given, and how that is taken back. */
export class TestAttempt<Context = unknown> {
  readonly test: TestInfo;
  readonly context: Context;
  readonly #harness: Harness<Context>;
  /** In the order in which they were made. */
  readonly #made: TestDatabase[] = [];
  readonly #handles = new Map<string, DatabaseHandle>();
  readonly #evidence: AttemptEvidence<Context>;
  readonly #deferred: DeferredWork[] = [];
  /** Those that the application was told of. */
  readonly #taken: DatabaseHandle[] = [];
  #restoreEnvironment: RestoreEnvironment | undefined;
  #hasEnded = false;

  constructor(harness: Harness<Context>, test: TestInfo, context: Context) {
    this.#harness = harness;
    this.test = test;
    this.context = context;
    this.#evidence = new AttemptEvidence(harness, test, context);
  }

  /** By name. */
  get databases(): ReadonlyMap<string, DatabaseHandle> {
    return this.#handles;
  }

  /** Gives the test its databases. Where it throws, {@link end} takes back what there is. */
  async begin(): Promise<ReadonlyMap<string, DatabaseHandle>> {
    const { runner, options } = this.#harness;
    for (const name of this.test.databases) {
      const made = this.#harness.create(name, this.test.name);
      this.#add(name, made instanceof Promise ? await made : made);
    }
    runner.extendContext?.(this.context, { databases: this.#handles, defer: (work) => this.defer(work) });
    if (options.environment.length > 0 && this.#handles.size > 0)
      this.#restoreEnvironment = setEnvironment(options.environment, this.#handles, runner.environments);
    for (const handle of this.#handles.values()) {
      this.#taken.push(handle);
      if (options.onDatabase !== undefined) await this.#within("onDatabase", options.onDatabase(handle, this.context));
    }
    return this.#handles;
  }

  /**
   * Gives the test a database at once, in place of {@link begin}, and opens it: no variables are set, and no application is told.
   *
   * @throws what {@link Harness.createNow} and `connection` throw; {@link end} takes back what there is
   */
  open(name: string): Database {
    const database = this.#harness.createNow(name, this.test.name);
    this.#add(name, database);
    return database.open();
  }

  #add(name: string, database: TestDatabase): void {
    this.#made.push(database);
    const recorder = this.#evidence.follow(name, database);
    this.#handles.set(
      name,
      new OpenableDatabase(name, database, {
        readChanges: (given) => recorder.changes.read(given),
        mark: (given) => this.mark(given),
      }),
    );
  }

  /** Has something done when the test ends, before its databases go: last in, first out. */
  defer(work: DeferredWork): void {
    if (typeof work !== "function") throw misuseTypeError(`defer() takes a function; got ${String(work)}`);
    this.#refuseEnded("defer()");
    this.#deferred.push(work);
  }

  /**
   * Names the state that the databases are in, for recordings and for `changes({ since })`. A name that comes again means the later state.
   *
   * @throws `TypeError` for no name, `RangeError` for one that `since` takes already
   */
  mark(name: string): void {
    if (typeof name !== "string" || name === "") throw optionTypeError(MARK, "name", "a non-empty string", name);
    if (SINCE.some((taken) => taken === name))
      throw misuseRangeError(
        `mark(): name: ${JSON.stringify(name)} has a meaning of its own in changes({ since }); choose another`,
      );
    this.#refuseEnded("mark()");
    this.#evidence.markNamed(name);
  }

  /** Notes that a step is about to run, where what hooks wrote before it is to be told apart. */
  beginStep(): void {
    this.#evidence.beginStep();
  }

  /** Notes that a step has ended, in the order of {@link TestInfo.steps}. Every step of every green test pays for this. */
  endStep(outcome: StepOutcome): void {
    this.#evidence.endStep(outcome);
  }

  /** Notes how the next step ended, where that is known only when hooks have run. */
  noteUnseenStep(outcome: StepOutcome): void {
    this.#evidence.noteUnseenStep(outcome);
  }

  /**
   * Retains the databases as they are, and reports them: the test has just failed. If {@link end} then finds that another attempt comes, or that
   * the test failed as it should, they are removed again. Never throws.
   */
  async noteFailure(): Promise<void> {
    if (this.#harness.options.retain === "never") return;
    await this.#evidence.retainInUse();
  }

  /**
   * Ends whatever uses the databases, which stay until {@link end}: deferred work, the application, variables, connections that were handed out.
   *
   * @param mayBeRetained whether somebody may look into the databases: an open transaction is gone afterwards
   * @returns the errors; none stops the rest
   */
  async release(mayBeRetained: boolean): Promise<readonly unknown[]> {
    const { options, runner } = this.#harness;
    if (mayBeRetained) this.#evidence.noteOpenTransactions();
    const errors: unknown[] =
      this.#deferred.length === 0 ? [] : [...(await doDeferredWork(this.#deferred, options.deferTimeoutMs, runner.words))];
    for (let handle = this.#taken.pop(); handle !== undefined; handle = this.#taken.pop()) {
      try {
        if (options.onRelease !== undefined) await this.#within("onRelease", options.onRelease(handle, this.context));
      } catch (error) {
        errors.push(error);
      }
    }
    this.#hasEnded = true;
    this.#restoreEnvironment?.();
    this.#restoreEnvironment = undefined;
    for (const database of this.#made) {
      // One in memory is gone when its connection is closed, and may have to be retained.
      if (database.origin !== "memory") collect(errors, () => database.closeConnections());
    }
    return errors;
  }

  /**
   * Releases what was not released yet, retains the databases of a test that did not end as expected, and removes them.
   *
   * @returns the errors; none stops the rest
   */
  async end(outcome: TestOutcome): Promise<readonly unknown[]> {
    const { retain } = this.#harness.options;
    const errors = [...(await this.release(shouldRetain(retain, outcome, false)))];
    try {
      const open = this.#findOpenConnections();
      if (open !== undefined) errors.push(open);
      const status = outcome.status === "passed" && errors.length === 0 ? "passed" : "failed";
      if (shouldRetain(retain, outcome, errors.length > 0)) await this.#evidence.retainRest({ status, error: outcome.error });
      else this.#evidence.withdraw(outcome.willRetry === true);
    } catch (error) {
      errors.push(error);
    }
    errors.push(...(await this.#dispose()));
    return errors;
  }

  #refuseEnded(call: string): void {
    if (!this.#hasEnded) return;
    const { action } = this.#harness.runner.words;
    throw misuseTypeError(
      `${call} was called when ${describeTest(this.test)} had ended: await what the ${action} does before it ends`,
    );
  }

  async #dispose(): Promise<readonly unknown[]> {
    this.#evidence.close();
    // All of them before anybody else gets to run: what is known of their connections holds until then.
    const ends = await Promise.allSettled(this.#made.splice(0).map((database) => database.dispose()));
    return ends.flatMap((end) => (end.status === "rejected" ? [end.reason as unknown] : []));
  }

  async #within(option: string, outcome: unknown): Promise<void> {
    const { applicationTimeoutMs } = this.#harness.options;
    await withinTime(
      outcome,
      applicationTimeoutMs,
      () =>
        `${option} did not end within ${applicationTimeoutMs} ms. Give it longer with applicationTimeoutMs, or find out what it waits for.`,
    );
  }

  #findOpenConnections(): OpenConnectionsError | undefined {
    const { options, runner, statistics } = this.#harness;
    if (options.openConnections === "ignore") return undefined;
    const paths = this.#made.filter((database) => database.hasOpenConnections()).map(({ path }) => path);
    if (paths.length === 0) return undefined;
    const name = describeTest(this.test);
    statistics.noteOpenConnections(name, paths);
    return options.openConnections === "fail" ? new OpenConnectionsError(name, paths, runner.words) : undefined;
  }
}

/** What fails in the clean-up fails the test; whether its runner then retries it is not known. */
function shouldRetain(retain: Retain, { status, expected, willRetry }: TestOutcome, hasErrors: boolean): boolean {
  if (retain === "never" || status === "interrupted") return false;
  const isAsExpected = !hasErrors && (status === expected || status === "skipped");
  return retain === "always" || (willRetry !== true && !isAsExpected);
}

function collect(errors: unknown[], act: () => void): void {
  try {
    act();
  } catch (error) {
    errors.push(error);
  }
}
