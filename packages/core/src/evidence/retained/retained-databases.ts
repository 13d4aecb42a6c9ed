import type { PreparedDatabase } from "../../databases/prepared-database.js";
import { TestDatabase } from "../../databases/test-database.js";
import { misuseRangeError } from "../../errors/misuse-error.js";
import type { Run } from "../../runs/run.js";
import { isOtherLibraryLoaded } from "../../sqlite/other-library.js";
import { type Redact, toIsSecret } from "../recorder/redaction/redact-option.js";
import { findOpenTransaction, type OpenTransaction } from "../snapshots/open-transaction.js";
import { snapshotTestDatabase } from "../snapshots/snapshot-test-database.js";
import { findProjectDirectory } from "./find-project-directory.js";
import { explainUnretained } from "./explain-unretained.js";
import { type HeldNumber, HeldNumbers } from "./held-numbers.js";
import { retainFile, type RetainingRun, type TakeSnapshot } from "./retain-file.js";
import { type DatabaseEvidence, type RetainedDatabase, toRetainedDatabase } from "./retained-database.js";
import { noteRetainedRunInUse } from "./retained-directory.js";
import type { FailedScenario } from "./retained-names.js";
import { linkPages, type RenderPage } from "./retained-pages.js";
import type { RetainedRecord } from "./retained-record.js";
import { countRetainedDatabases, type RetainedCounts } from "./retained-slots.js";

/** How many databases of failed tests a run retains unless told otherwise. */
export const MAX_RETAINED = 20;

export interface RetainedDatabasesOptions {
  readonly run: Run;
  /**
   * Absolute; `.picklejar/failed` is made in it.
   * @defaultValue the folder of the configuration file, else the working directory
   */
  readonly projectDirectory?: string;
  /**
   * So many databases a run keeps, over all of its processes and threads.
   * @defaultValue 20
   */
  readonly most?: number;
  /** Whose values are not shown. @defaultValue those of columns whose names look like secrets */
  readonly redact?: Redact | undefined;
  /** Gives the page of a recording, as HTML; without it, none is written. */
  readonly renderPage?: RenderPage;
}

/** Keeps databases of failed scenarios for one run, as `.picklejar/failed/<run>/<name>.db`, with what is known of each beside it. */
export class RetainedDatabases {
  /** Absolute. */
  readonly projectDirectory: string;
  readonly #retaining: RetainingRun;
  readonly #held: HeldNumbers;
  readonly #transactions = new WeakMap<TestDatabase, OpenTransaction>();

  constructor(options: RetainedDatabasesOptions) {
    const { run, projectDirectory = findProjectDirectory(), most = MAX_RETAINED, renderPage } = options;
    if (!Number.isSafeInteger(most) || most < 0) throw misuseRangeError(`most must be a whole number, 0 or more; got ${most}`);
    this.projectDirectory = projectDirectory;
    this.#held = new HeldNumbers(run, most);
    // The recording says what it threw.
    this.#retaining = { run, projectDirectory, renderPage, isSecret: toIsSecret(options.redact, () => undefined) };
    run.onEnd(() => noteRetainedRunInUse(projectDirectory, run));
  }

  /** What the run has retained so far, over all of its processes and threads. */
  get counts(): RetainedCounts {
    return countRetainedDatabases(this.#retaining.run);
  }

  /**
   * Looks whether a transaction is open in a database that will be retained, which {@link retain} then says. To be called as long as the connections are
   * open that may be in one.
   */
  noteOpenTransaction(database: TestDatabase): void {
    const found = this.#transactions.get(database) ?? findOpenTransaction(database);
    if (found !== undefined) this.#transactions.set(database, found);
  }

  /**
   * Keeps what is committed in a database, as one file of its own, and says how it differs from its template. To be called before
   * `dispose()`; connections may still be open, also in other processes and in the middle of a transaction. A database in memory has to
   * be open still.
   *
   * Never throws for what a scenario, a disk or a permission did: `problems` says it, so that it hides no failure of the scenario's own.
   *
   * @param testId the same for all attempts of a test: what an earlier attempt retained is replaced
   * @param evidence of its states
   * @returns `undefined` when the run has retained `most` databases already; `counts` says how many more there were.
   */
  async retain(
    database: TestDatabase,
    scenario: FailedScenario,
    testId?: string,
    evidence?: DatabaseEvidence,
  ): Promise<RetainedDatabase | undefined> {
    return this.#retain({ database, scenario, testId, evidence }, async (path, prepared) =>
      evidence?.writeDatabase(path) === true ? { state: "whole" } : snapshotTestDatabase(database, path, prepared),
    );
  }

  /**
   * The same as {@link retain} while the test still has its database: nothing that it, or its hooks, do with the database afterwards changes.
   *
   * @returns `undefined` also where that is not possible, so that the database has to be retained when its connections are closed
   */
  async retainInUse(
    database: TestDatabase,
    scenario: FailedScenario,
    testId?: string,
    evidence?: DatabaseEvidence,
  ): Promise<RetainedDatabase | undefined> {
    return this.#retain({ database, scenario, testId, evidence }, async (path, prepared) => {
      if (evidence?.writeDatabase(path) === true) return { state: "whole" };
      const snapshot = this.#canReadInUse(database) ? await snapshotTestDatabase(database, path, prepared) : undefined;
      return snapshot?.state === "raw" ? undefined : snapshot;
    });
  }

  /** In memory there is one connection, whose transaction a snapshot would roll back. To open a file drops what another library has locked. */
  #canReadInUse(database: TestDatabase): boolean {
    if (database.path === ":memory:") return TestDatabase.lifeOf(database).memory?.inTransaction !== true;
    return this.#transactions.get(database) === undefined || !isOtherLibraryLoaded();
  }

  /**
   * Removes what is retained of a test that need not be. Never throws.
   *
   * @param attempt of the test that ends now, from 1
   * @param willRetry whether another attempt comes, which keeps the number
   */
  withdraw(database: TestDatabase, testId: string, attempt: number, willRetry: boolean): void {
    if (this.#held.isEmpty && attempt === 1) return;
    const key = keyOf(testId, TestDatabase.lifeOf(database).prepared);
    if (attempt > 1) this.#held.adopt(key);
    this.#held.withdraw(key, willRetry);
  }

  /** Links the pages of one test's databases to each other, once all of them are retained. Never throws. */
  linkPages(databases: readonly RetainedDatabase[]): void {
    const { renderPage } = this.#retaining;
    if (renderPage !== undefined) linkPages(databases, renderPage);
  }

  async #retain(
    { database, scenario, testId, evidence }: ToRetain,
    takeSnapshot: TakeSnapshot,
  ): Promise<RetainedDatabase | undefined> {
    const problems: string[] = [];
    const { prepared } = TestDatabase.lifeOf(database);
    const key = testId === undefined ? undefined : keyOf(testId, prepared);
    let held: HeldNumber | undefined;
    try {
      if (key !== undefined && scenario.attempt > 1) this.#held.adopt(key);
      held = this.#held.hold(key);
      if (held.number === undefined) return undefined;
    } catch (error) {
      problems.push(`Its database could not be retained: ${explainUnretained(error, this.#retaining.run.path)}`);
    }
    const number = held?.number;
    const record = { ...this.#describe(database, prepared), number: number ?? 0, scenario };
    const file =
      number === undefined
        ? {}
        : await retainFile(this.#retaining, { database, prepared, record, problems, evidence, takeSnapshot });
    if (file === undefined) return undefined;
    const { path, difference, recording } = file;
    if (held !== undefined && path !== undefined) this.#held.notePath(key, held, path);
    if (path === undefined && number !== undefined) this.#held.release(key, number);
    const known = { ...(difference && { difference }), ...(recording && { recording }) };
    return toRetainedDatabase({ ...record, problems, ...known }, file);
  }

  #describe(database: TestDatabase, prepared: PreparedDatabase): Omit<RetainedRecord, "problems" | "number" | "scenario"> {
    this.noteOpenTransaction(database);
    const openTransaction = this.#transactions.get(database);
    return {
      database: prepared.database.name,
      fingerprint: database.fingerprint,
      ...(prepared.template && { template: prepared.template.path }),
      retainedAt: new Date().toISOString(),
      ...(openTransaction && { openTransaction }),
    };
  }
}

interface ToRetain {
  readonly database: TestDatabase;
  readonly scenario: FailedScenario;
  readonly testId: string | undefined;
  readonly evidence: DatabaseEvidence | undefined;
}

function keyOf(testId: string, prepared: PreparedDatabase): string {
  return JSON.stringify([testId, prepared.database.name]);
}
