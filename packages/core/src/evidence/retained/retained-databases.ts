import { basename, dirname, join } from "node:path";

import { toLogLine } from "../../errors/log-text.js";
import { findConfig } from "../../config/find-config.js";
import { copyWritable } from "../../runs/place-copy.js";
import type { Run } from "../../runs/run.js";
import { canSqliteOpen, LONGEST_DATABASE_PATH_BYTES } from "../../files/longest-path.js";
import { removeDatabaseFiles } from "../../files/database-files.js";
import type { PreparedDatabase } from "../../databases/prepare-database.js";
import { preparationOf } from "../../databases/preparation.js";
import type { TestDatabase } from "../../databases/test-database.js";
import type { DatabaseDifference } from "../diff/compare-databases.js";
import { compareSnapshot } from "../diff/compare-snapshot.js";
import { ensureEvidenceDirectory } from "../diff/compare-with-template.js";
import { describeRetainedDatabase, describeTransaction } from "./describe-retained-database.js";
import { explainUnretained } from "./explain-unretained.js";
import { ensureRetainedDirectory, noteRetainedRunInUse } from "./retained-directory.js";
import { retainedNameOf, type FailedScenario } from "./retained-names.js";
import {
  beginRetainedRecord,
  completeRetainedRecord,
  addRetainedProblems,
  pagePathOf,
  statesPathOf,
  removeRetainedDatabase,
  removeRetainedRecord,
  type RetainedRecord,
} from "./retained-record.js";
import {
  acquireRetainedNumber,
  countRetainedDatabases,
  releaseRetainedNumber,
  type RetainedCounts,
  uncountNotRetained,
} from "./retained-slots.js";
import { redactDifference } from "./redact-difference.js";
import { type IsSecret, type Redact, toIsSecret } from "../recorder/redaction/redact-option.js";
import { findOpenTransaction, type OpenTransaction } from "../snapshots/open-transaction.js";
import { openCommandOf } from "./open-command.js";
import { messageOf } from "../../errors/message-of.js";
import { placeFile, writePrivately } from "../../files/place-privately.js";
import type { Recording } from "../recorder/recording.js";
import { describeRecording } from "../recorder/text/describe-recording.js";
import { connectionOfInMemory } from "../../databases/in-memory-database.js";
import { isOtherLibraryLoaded } from "../../sqlite/other-library.js";
import type { SnapshotResult } from "../snapshots/snapshot-database.js";
import { snapshotTestDatabase } from "../snapshots/snapshot-test-database.js";
import { misuseRangeError } from "../../errors/misuse-error.js";

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
  readonly renderPage?: (recording: Recording) => string;
}

/** The database of a failed scenario, and what the scenario changed in it. Plain data. */
export interface RetainedDatabase extends RetainedRecord {
  /** Absolute; absent where it could not be retained, which `problems` then says. */
  readonly path?: string;
  /** The line that opens it in a shell. */
  readonly openCommand?: string;
  /** A title for the report, without characters that a file's name cannot have. */
  readonly title: string;
  /** The same on at most 12 lines, where each step was recorded. */
  readonly summary?: string;
  /** Absolute path of the page that shows what each step did; absent where there is none. */
  readonly pagePath?: string;
  /**
   * All of this for people: plain text of several lines. To be attached as `text/plain`, with `title` as file name: an HTML report takes what is
   * logged for HTML, and a terminal does not show it.
   */
  readonly report: string;
}

/** What is known of the states of a test's database. */
export interface DatabaseEvidence {
  /** Writes the database as it was when the test failed to a new file; `false` where that state is not known. */
  writeDatabase(path: string): boolean;
  /**
   * Says what the test did to it.
   *
   * @param snapshotPath absolute, of the database that is retained
   */
  record(snapshotPath: string, facts: Pick<Recording, "retainedPath" | "number">): Recording;
}

/** What a run retains of a test. */
interface HeldNumber {
  /** Absent where the run had retained its most already, and has counted that. */
  readonly number: number | undefined;
  /** Absolute, once a database is there. */
  path?: string;
}

/** Keeps databases of failed scenarios for one run, as `.picklejar/failed/<run>/<name>.db`, with what is known of each beside it. */
export class RetainedDatabases {
  /** Absolute. */
  readonly projectDirectory: string;
  readonly #run: Run;
  readonly #most: number;
  readonly #isSecret: IsSecret;
  readonly #renderPage: ((recording: Recording) => string) | undefined;
  readonly #transactions = new WeakMap<TestDatabase, OpenTransaction>();
  /** By test and database: the attempts of a test share a number, so that the path that the first attempt names is that of the last. */
  readonly #held = new Map<string, HeldNumber>();

  constructor(options: RetainedDatabasesOptions) {
    const { run, projectDirectory = findProjectDirectory(), most = MAX_RETAINED, renderPage } = options;
    if (!Number.isSafeInteger(most) || most < 0) throw misuseRangeError(`most must be a whole number, 0 or more; got ${most}`);
    this.projectDirectory = projectDirectory;
    this.#run = run;
    this.#most = most;
    this.#renderPage = renderPage;
    // The recording says what it threw.
    this.#isSecret = toIsSecret(options.redact, () => undefined);
    run.onEnd(() => noteRetainedRunInUse(projectDirectory, run));
  }

  /** What the run has retained so far, over all of its processes and threads. */
  get counts(): RetainedCounts {
    return countRetainedDatabases(this.#run);
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
   * Adds the states of its steps to a retained database. Never throws: a problem is written down with what is known of the database.
   *
   * @param path absolute, of the retained database
   * @param write writes them to a path, and gives what is left out
   */
  addStates(path: string, write: (statesPath: string) => readonly string[]): void {
    let problems: readonly string[];
    try {
      problems = write(statesPathOf(path));
    } catch (error) {
      problems = [`The states of its steps could not be stored: ${explainUnretained(error, statesPathOf(path))}`];
    }
    if (problems.length > 0) quietly(() => addRetainedProblems(path, problems));
  }

  /**
   * The same while the test still has its database: nothing that it, or its hooks, do with the database afterwards changes.
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
    if (database.path === ":memory:") return connectionOfInMemory(database)?.inTransaction !== true;
    return this.#transactions.get(database) === undefined || !isOtherLibraryLoaded();
  }

  /**
   * Removes what is retained of a test that need not be. Never throws.
   *
   * @param willRetry whether another attempt comes, which keeps the number
   */
  withdraw(database: TestDatabase, testId: string, willRetry: boolean): void {
    if (this.#held.size === 0) return;
    const key = keyOf(testId, preparationOf(database));
    const held = this.#held.get(key);
    if (held === undefined) return;
    quietly(() => this.#removeHeld(held));
    if (willRetry) return;
    this.#held.delete(key);
    quietly(() => {
      if (held.number === undefined) uncountNotRetained(this.#run);
      else releaseRetainedNumber(this.#run, held.number);
    });
  }

  #removeHeld(held: HeldNumber): void {
    if (held.path === undefined) return;
    removeRetainedDatabase(held.path);
    delete held.path;
  }

  /** @throws what `fs` throws */
  #hold(key: string | undefined): HeldNumber {
    const known = key === undefined ? undefined : this.#held.get(key);
    if (known !== undefined) {
      this.#removeHeld(known);
      return known;
    }
    const held = { number: acquireRetainedNumber(this.#run, this.#most) };
    if (key !== undefined) this.#held.set(key, held);
    return held;
  }

  async #retain(
    { database, scenario, testId, evidence }: ToRetain,
    takeSnapshot: TakeSnapshot,
  ): Promise<RetainedDatabase | undefined> {
    const problems: string[] = [];
    const prepared = preparationOf(database);
    const key = testId === undefined ? undefined : keyOf(testId, prepared);
    let held: HeldNumber | undefined;
    try {
      held = this.#hold(key);
      if (held.number === undefined) return undefined;
    } catch (error) {
      problems.push(`Its database could not be retained: ${explainUnretained(error, this.#run.path)}`);
    }
    const number = held?.number;
    this.noteOpenTransaction(database);
    const openTransaction = this.#transactions.get(database);
    const record = {
      number: number ?? 0,
      scenario,
      database: prepared?.database.name ?? "default",
      fingerprint: database.fingerprint,
      ...(prepared?.template && { template: prepared.template.path }),
      retainedAt: new Date().toISOString(),
      ...(openTransaction && { openTransaction }),
    };
    const examined =
      number === undefined ? {} : await this.#keepFile({ database, prepared, record, problems, evidence, takeSnapshot });
    if (examined === undefined) return undefined;
    const { path, difference, recording, pagePath } = examined;
    if (held !== undefined && path !== undefined) held.path = path;
    if (path === undefined && number !== undefined) {
      if (key !== undefined) this.#held.delete(key);
      giveBack(this.#run, number);
    }
    const retained: RetainedRecord = {
      ...record,
      problems,
      ...(difference && { difference }),
      ...(recording && { recording }),
    };
    const summary = describeSummary(retained, pagePath);
    return {
      ...retained,
      ...(path !== undefined && { path, openCommand: openCommandOf(path) }),
      title: toLogLine(
        `Database ${retained.database === "default" ? "" : `${retained.database} `}of this ${scenario.kind ?? "scenario"}`,
      ),
      ...(pagePath !== undefined && { pagePath }),
      ...(summary !== undefined && { summary }),
      report: describeRetainedDatabase(retained, path, summary),
    };
  }

  /** Gives `undefined` where there is no snapshot, and should be one later. */
  async #keepFile({
    database,
    prepared,
    record,
    problems,
    evidence,
    takeSnapshot,
  }: KeepFileOptions): Promise<Examined | undefined> {
    let snapshotPath: string | undefined;
    try {
      snapshotPath = join(ensureEvidenceDirectory(this.#run), `snapshot-${record.number}.db`);
      const snapshot = await takeSnapshot(snapshotPath, prepared);
      if (snapshot === undefined) return undefined;
      if (snapshot.state === "missing") {
        problems.push(`Its database is not retained: there is no file at "${database.path}" any more.`);
        return {};
      }
      if (snapshot.state === "raw") problems.push(`The file is retained as it is, and not compared: ${snapshot.problem}.`);
      const path = this.#place(snapshotPath, record, problems);
      const recording = recordStates(evidence, snapshotPath, { path, number: record.number, problems });
      const compared = compareSnapshot(snapshot, snapshotPath, prepared, problems);
      const difference = compared && redactDifference(compared, this.#isSecret);
      const pagePath = path === undefined || recording === undefined ? undefined : this.#writePage(path, recording, problems);
      const known = { ...(difference && { difference }), ...(recording && { recording }) };
      if (path !== undefined) completeRetainedRecord(path, { ...record, problems, ...known });
      return { ...(path !== undefined && { path }), ...(pagePath !== undefined && { pagePath }), ...known };
    } catch (error) {
      problems.push(`Its database could not be retained: ${explainUnretained(error, database.path)}`);
      return {};
    } finally {
      const made = snapshotPath;
      if (made !== undefined) quietly(() => removeDatabaseFiles(made));
    }
  }

  #writePage(path: string, recording: Recording, problems: string[]): string | undefined {
    const pagePath = pagePathOf(path);
    try {
      const page = this.#renderPage?.(recording);
      if (page === undefined) return undefined;
      if (placeFile(pagePath, (privatePath) => writePrivately(privatePath, page))) return pagePath;
      throw new Error(`EEXIST: a file that is not picklejar's has that name, and stays`);
    } catch (error) {
      problems.push(`The page of its steps could not be written: ${explainUnretained(error, pagePath)}`);
      return undefined;
    }
  }

  /** Before it is compared, which opens the snapshot: what is retained is what was read. */
  #place(snapshotPath: string, record: Omit<RetainedRecord, "problems">, problems: string[]): string | undefined {
    let path = this.projectDirectory;
    let isBegun = false;
    try {
      const directory = ensureRetainedDirectory(path, this.#run);
      path = join(directory, `${retainedNameOf(record.number, record.scenario, record.database)}.db`);
      isBegun = beginRetainedRecord(path, record);
      if (!isBegun || !placeFile(path, (privatePath) => copyWritable(snapshotPath, privatePath))) {
        throw new Error(`EEXIST: a file that is not picklejar's has that name, and stays`);
      }
      noteRetainedRunInUse(this.projectDirectory, this.#run);
      if (!canSqliteOpen(path))
        problems.push(`SQLite opens no path of more than ${LONGEST_DATABASE_PATH_BYTES} bytes: move the file to open it.`);
      return path;
    } catch (error) {
      problems.push(`Its database could not be retained: ${explainUnretained(error, path)}`);
      if (isBegun) quietly(() => removeRetainedRecord(path));
      return undefined;
    }
  }
}

type TakeSnapshot = (path: string, prepared: PreparedDatabase | undefined) => Promise<SnapshotResult | undefined>;

interface ToRetain {
  readonly database: TestDatabase;
  readonly scenario: FailedScenario;
  readonly testId: string | undefined;
  readonly evidence: DatabaseEvidence | undefined;
}

interface Examined {
  readonly path?: string;
  readonly pagePath?: string;
  readonly difference?: DatabaseDifference;
  readonly recording?: Recording;
}

function recordStates(
  evidence: DatabaseEvidence | undefined,
  snapshotPath: string,
  { path, number, problems }: { readonly path: string | undefined; readonly number: number; readonly problems: string[] },
): Recording | undefined {
  try {
    return evidence?.record(snapshotPath, { ...(path !== undefined && { retainedPath: path }), number });
  } catch (error) {
    problems.push(`What its steps did could not be recorded: ${messageOf(error)}.`);
    return undefined;
  }
}

/** In CI a link would lead nowhere: the folder is what is uploaded. Without steps, the rows that differ from the template say more. */
function describeSummary({ recording, openTransaction }: RetainedRecord, pagePath: string | undefined): string | undefined {
  if (recording === undefined || recording.detail !== "steps") return undefined;
  const notes = describeTransaction(openTransaction);
  if (pagePath === undefined || !isCi()) return describeRecording(recording, { notes, pagePath });
  return `${describeRecording(recording, { notes })}\n${toLogLine(`${basename(pagePath)} in .picklejar/failed/${basename(dirname(pagePath))}`)}`;
}

function isCi(): boolean {
  return ![undefined, "", "0", "false"].includes(process.env["CI"]);
}

interface KeepFileOptions {
  readonly evidence: DatabaseEvidence | undefined;
  readonly database: TestDatabase;
  readonly prepared: PreparedDatabase | undefined;
  readonly record: Omit<RetainedRecord, "problems">;
  readonly problems: string[];
  readonly takeSnapshot: TakeSnapshot;
}

function keyOf(testId: string, prepared: PreparedDatabase | undefined): string {
  return JSON.stringify([testId, prepared?.database.name ?? "default"]);
}

function findProjectDirectory(): string {
  try {
    const file = findConfig(process.cwd());
    return file === undefined ? process.cwd() : dirname(file);
  } catch {
    // Two of them, side by side: whoever loads the configuration says so.
    return process.cwd();
  }
}

function giveBack(run: Run, number: number): void {
  try {
    releaseRetainedNumber(run, number);
  } catch {
    // The run may be over.
  }
}

function quietly(remove: () => void): void {
  try {
    remove();
  } catch {
    // It goes with the run; and there was an error before this one.
  }
}
