import { toLogText } from "../../errors/log-text.js";
import type { TestDatabase } from "../../databases/test-database.js";
import { addStates } from "../../evidence/retained/add-states.js";
import type { RetainedDatabase } from "../../evidence/retained/retained-database.js";
import type { Harness } from "../harness.js";
import { DatabaseRecorder } from "./database-recorder.js";
import { type AttemptEnd, describeAttempt } from "./describe-attempt.js";
import type { OpenEvidence, RecordedAttempt } from "./open-evidence.js";
import type { StepOutcome, TestInfo } from "./test-info.js";

/** What one attempt of a test did to its databases: noted while it runs, retained where it does not end as expected. */
export class AttemptEvidence<Context> {
  readonly #harness: Harness<Context>;
  readonly #test: TestInfo;
  readonly #context: Context;
  readonly #firstWhen: number | undefined;
  /** Of each database that the test was given, in that order. */
  readonly #recorders = new Map<TestDatabase, DatabaseRecorder>();
  readonly #steps: StepOutcome[] = [];
  /** Of the test's own marks. */
  readonly #names: string[] = [];
  /** Those that were retained, or could not be. */
  readonly #examined = new Map<
    TestDatabase,
    { readonly retained: RetainedDatabase; readonly evidence: OpenEvidence | undefined }
  >();
  readonly #startedMs = performance.now();
  #end: AttemptEnd = { status: "failed", error: undefined };

  constructor(harness: Harness<Context>, test: TestInfo, context: Context) {
    this.#harness = harness;
    this.#test = test;
    this.#firstWhen = test.firstWhen;
    this.#context = context;
  }

  /** Follows one more database, and answers what its test asks of it. */
  follow(name: string, database: TestDatabase): DatabaseRecorder {
    const { record, redact } = this.#harness.options;
    const firstWhen = this.#firstWhen;
    const recorder = new DatabaseRecorder(name, database, {
      record: typeof record === "object" ? "steps" : record,
      redact,
      attempt: this.#test.attempt,
      hasSteps: firstWhen !== undefined,
      beginsWithWhen: () => firstWhen === 0,
    });
    this.#recorders.set(database, recorder);
    return recorder;
  }

  markNamed(name: string): void {
    this.#names.push(name);
    for (const recorder of this.#recorders.values()) recorder.markNamed(name);
  }

  beginStep(): void {
    if (this.#steps.length > 0) return;
    for (const recorder of this.#recorders.values()) recorder.markBeginning();
  }

  endStep(outcome: StepOutcome): void {
    this.#steps.push(outcome);
    const isWhenNext = this.#steps.length === this.#firstWhen;
    for (const recorder of this.#recorders.values()) recorder.markStep(isWhenNext);
  }

  noteUnseenStep(outcome: StepOutcome): void {
    this.#steps.push(outcome);
  }

  /** Retains the databases as they are while the test still has them. Never throws; what cannot be retained now is retained by {@link retainRest}. */
  async retainInUse(): Promise<void> {
    for (const database of this.#recorders.keys()) {
      try {
        await this.#retain(database, "retainInUse");
      } catch {
        // It is retained at the end of the test.
      }
    }
    this.#linkPages();
  }

  /** Notes transactions that are open now in what may have to be retained later. */
  noteOpenTransactions(): void {
    for (const database of this.#rest) this.#harness.retainedDatabases.noteOpenTransaction(database);
  }

  /** Retains what is not retained yet, with the states that it went through. Never throws for what a test, a disk or a permission did. */
  async retainRest(end: AttemptEnd): Promise<void> {
    this.#end = end;
    const rest = this.#rest;
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

  /** Removes again what was retained: the test ended as expected, or another attempt comes. */
  withdraw(willRetry: boolean): void {
    for (const database of this.#recorders.keys()) this.#harness.withdraw(database, this.#test, willRetry);
  }

  /** Lets go of everything, before the databases are disposed of. */
  close(): void {
    for (const { evidence } of this.#examined.values()) evidence?.close();
    for (const recorder of this.#recorders.values()) recorder.dispose();
  }

  get #rest(): readonly TestDatabase[] {
    return [...this.#recorders.keys()].filter((database) => !this.#examined.has(database));
  }

  #describe(database: string): RecordedAttempt {
    return describeAttempt(database, {
      test: this.#test,
      kind: this.#harness.runner.words.test,
      steps: this.#firstWhen === undefined ? undefined : this.#steps,
      names: this.#names,
      end: this.#end,
      durationMs: Math.round(performance.now() - this.#startedMs),
    });
  }

  #linkPages(): void {
    this.#harness.retainedDatabases.linkPages([...this.#examined.values()].map(({ retained }) => retained));
  }

  async #retain(database: TestDatabase, how: "retain" | "retainInUse"): Promise<void> {
    const { runner, retainedDatabases } = this.#harness;
    const { id, file, suite, name, line = 0, attempt } = this.#test;
    const failed = { uri: file, feature: suite.join(" "), name, line, attempt, kind: runner.words.test };
    const recorder = this.#recorders.get(database);
    const evidence = recorder?.openEvidence(() => this.#describe(recorder.name), how === "retainInUse");
    let retained: RetainedDatabase | undefined;
    try {
      retained = await retainedDatabases[how](database, failed, id, evidence);
    } finally {
      if (retained?.path === undefined) evidence?.close();
    }
    if (retained === undefined) return;
    this.#examined.set(database, { retained, evidence });
    if (runner.report?.(this.#context, retained) === true) return;
    process.stderr.write(toLogText(`picklejar: ${this.#test.name}\n${retained.report}\n`));
  }
}
