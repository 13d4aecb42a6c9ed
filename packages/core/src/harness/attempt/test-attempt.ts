import { addStates } from "../../evidence/retained/add-states.js";
import type { RetainedDatabase } from "../../evidence/retained/retained-database.js";
import { DatabaseRecorder } from "./database-recorder.js";
import type { TestDatabase } from "../../databases/test-database.js";
import { toLogText } from "../../errors/log-text.js";
import { misuseRangeError, misuseTypeError } from "../../errors/misuse-error.js";
import { SINCE } from "../../evidence/recorder/changes/database-changes.js";
import { type OptionLocation, optionTypeError } from "../../options/option-error.js";
import type { Database } from "../../sqlite/load-sqlite.js";
import { OpenableDatabase, type DatabaseHandle } from "./database-handle.js";
import { doDeferredWork, type DeferredWork } from "./deferred-work.js";
import { setEnvironment, type RestoreEnvironment } from "./environment-variables.js";
import type { Harness } from "../harness.js";
import type { OpenEvidence, RecordedAttempt } from "./open-evidence.js";
import { OpenConnectionsError } from "./open-connections-error.js";
import { describeTest, type StepOutcome, type TestInfo, type TestOutcome, type TestStep } from "./test-info.js";
import type { Retain } from "../options/test-options.js";
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
  readonly #recorders = new Map<TestDatabase, DatabaseRecorder>();
  readonly #steps: StepOutcome[] = [];
  /** Of the test's own marks. */
  readonly #names: string[] = [];
  readonly #firstWhen: number | undefined;
  readonly #deferred: DeferredWork[] = [];
  /** Those that the application was told of. */
  readonly #taken: DatabaseHandle[] = [];
  /** Those that were retained, or could not be. */
  readonly #examined = new Map<
    TestDatabase,
    { readonly retained: RetainedDatabase; readonly evidence: OpenEvidence | undefined }
  >();
  #status: "passed" | "failed" = "failed";
  #error: string | undefined;
  #restoreEnvironment: RestoreEnvironment | undefined;
  #hasEnded = false;
  readonly #startedMs = performance.now();

  constructor(harness: Harness<Context>, test: TestInfo, context: Context) {
    this.#harness = harness;
    this.test = test;
    this.#firstWhen = test.firstWhen;
    this.context = context;
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
    const { record, redact } = this.#harness.options;
    this.#made.push(database);
    const recorder = new DatabaseRecorder(name, database, {
      record: typeof record === "object" ? "steps" : record,
      redact,
      attempt: this.test.attempt,
      hasSteps: this.#firstWhen !== undefined,
      beginsWithWhen: () => this.#firstWhen === 0,
    });
    this.#recorders.set(database, recorder);
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
    if (this.#hasEnded) {
      const { action } = this.#harness.runner.words;
      throw misuseTypeError(
        `defer() was called when ${describeTest(this.test)} had ended: await what the ${action} does before it ends`,
      );
    }
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
    if (this.#hasEnded) {
      const { action } = this.#harness.runner.words;
      throw misuseTypeError(
        `mark() was called when ${describeTest(this.test)} had ended: await what the ${action} does before it ends`,
      );
    }
    this.#names.push(name);
    for (const recorder of this.#recorders.values()) recorder.markNamed(name);
  }

  /** Notes that a step is about to run, where what hooks wrote before it is to be told apart. */
  beginStep(): void {
    if (this.#steps.length > 0) return;
    for (const recorder of this.#recorders.values()) recorder.markBeginning();
  }

  /** Notes that a step has ended, in the order of {@link TestInfo.steps}. Every step of every green test pays for this. */
  endStep(outcome: StepOutcome): void {
    this.#steps.push(outcome);
    const isWhenNext = this.#steps.length === this.#firstWhen;
    for (const recorder of this.#recorders.values()) recorder.markStep(isWhenNext);
  }

  /** Notes how the next step ended, where that is known only when hooks have run. */
  noteUnseenStep(outcome: StepOutcome): void {
    this.#steps.push(outcome);
  }

  /**
   * Retains the databases as they are, and reports them: the test has just failed. If {@link end} then finds that another attempt comes, or that
   * the test failed as it should, they are removed again. Never throws.
   */
  async noteFailure(): Promise<void> {
    if (this.#harness.options.retain === "never") return;
    for (const database of this.#made) {
      try {
        await this.#retain(database, "retainInUse");
      } catch {
        // It is retained at the end of the test.
      }
    }
    this.#linkPages();
  }

  /**
   * Ends whatever uses the databases, which stay until {@link end}: deferred work, the application, variables, connections that were handed out.
   *
   * @param mayBeRetained whether somebody may look into the databases: an open transaction is gone afterwards
   * @returns the errors; none stops the rest
   */
  async release(mayBeRetained: boolean): Promise<readonly unknown[]> {
    const { options, runner } = this.#harness;
    if (mayBeRetained) {
      const rest = this.#made.filter((database) => !this.#examined.has(database));
      for (const database of rest) this.#harness.retainedDatabases.noteOpenTransaction(database);
    }
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
      this.#error = outcome.error;
      this.#status = outcome.status === "passed" && errors.length === 0 ? "passed" : "failed";
      if (shouldRetain(retain, outcome, errors.length > 0)) await this.#retainRest();
      else this.#withdraw(outcome.willRetry === true);
    } catch (error) {
      errors.push(error);
    }
    errors.push(...(await this.#dispose()));
    return errors;
  }

  #describeRecorded(of: string): RecordedAttempt {
    const { name, file, line, suite, attempt, databases, steps = [] } = this.test;
    const outcomes = this.#steps;
    return {
      test: {
        name,
        file,
        ...(line !== undefined && { line }),
        suite,
        attempt,
        kind: this.#harness.runner.words.test,
        status: this.#status,
        durationMs: Math.round(performance.now() - this.#startedMs),
      },
      otherDatabases: databases.filter((database) => database !== of),
      ...(this.#firstWhen === undefined
        ? this.#describeMarks()
        : {
            steps: steps.map((step, index) => toRecorded(step, outcomes[index])),
            rest: {
              keyword: "",
              section: "hook",
              text: "After hooks",
              status: this.#status === "failed" && outcomes.every(({ status }) => status === "passed") ? "failed" : "passed",
            },
          }),
    };
  }

  #describeMarks(): Pick<RecordedAttempt, "steps" | "rest"> {
    const { test: kind } = this.#harness.runner.words;
    const mark = { keyword: "", section: "mark" } as const;
    return {
      steps: this.#names.map((text) => ({ ...mark, text, status: "passed" as const })),
      rest: {
        ...mark,
        text: this.#names.length === 0 ? `the whole ${kind}` : `the end of the ${kind}`,
        status: this.#status,
        ...(this.#error !== undefined && this.#status === "failed" && { error: this.#error }),
      },
    };
  }

  async #dispose(): Promise<readonly unknown[]> {
    for (const { evidence } of this.#examined.values()) evidence?.close();
    for (const recorder of this.#recorders.values()) recorder.dispose();
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

  /** Never throws for what a test, a disk or a permission did. */
  async #retainRest(): Promise<void> {
    const rest = this.#made.filter((database) => !this.#examined.has(database));
    for (const database of rest) await this.#retain(database, "retain");
    if (rest.length > 0) this.#linkPages();
    for (const { retained, evidence } of this.#examined.values()) {
      const { path } = retained;
      if (path === undefined || evidence === undefined) continue;
      try {
        addStates(path, (statesPath) => evidence.writeStates(statesPath, path));
      } finally {
        evidence.close();
      }
    }
  }

  #withdraw(willRetry: boolean): void {
    for (const database of this.#made) this.#harness.withdraw(database, this.test, willRetry);
  }

  #linkPages(): void {
    this.#harness.retainedDatabases.linkPages([...this.#examined.values()].map(({ retained }) => retained));
  }

  async #retain(database: TestDatabase, how: "retain" | "retainInUse"): Promise<void> {
    const { runner, retainedDatabases } = this.#harness;
    const { id, file, suite, name, line = 0, attempt } = this.test;
    const failed = { uri: file, feature: suite.join(" "), name, line, attempt, kind: runner.words.test };
    const recorder = this.#recorders.get(database);
    const evidence = recorder?.openEvidence(() => this.#describeRecorded(recorder.name), how === "retainInUse");
    let retained: RetainedDatabase | undefined;
    try {
      retained = await retainedDatabases[how](database, failed, id, evidence);
    } finally {
      if (retained?.path === undefined) evidence?.close();
    }
    if (retained === undefined) return;
    this.#examined.set(database, { retained, evidence });
    if (runner.report?.(this.context, retained) === true) return;
    process.stderr.write(toLogText(`picklejar: ${this.test.name}\n${retained.report}\n`));
  }
}

function toRecorded(step: TestStep, outcome: StepOutcome | undefined): RecordedAttempt["steps"][number] {
  const { keyword, text, section, location } = step;
  const { status = "not-run", durationMs, error } = outcome ?? {};
  return {
    keyword,
    text,
    section,
    status,
    ...(location !== undefined && { location }),
    ...(durationMs !== undefined && { durationMs }),
    ...(error !== undefined && { error }),
  };
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
