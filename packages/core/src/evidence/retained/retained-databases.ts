import { dirname, join } from "node:path";

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
import { describeRetainedDatabase } from "./describe-retained-database.js";
import { explainUnretained } from "./explain-unretained.js";
import { ensureRetainedDirectory, noteRetainedRunInUse } from "./retained-directory.js";
import { retainedNameOf, type FailedScenario } from "./retained-names.js";
import {
  beginRetainedRecord,
  completeRetainedRecord,
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
import { findOpenTransaction, type OpenTransaction } from "../snapshots/open-transaction.js";
import { openCommandOf } from "./open-command.js";
import { placeFile } from "../../files/place-privately.js";
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
}

/** The database of a failed scenario, and what the scenario changed in it. Plain data. */
export interface RetainedDatabase extends RetainedRecord {
  /** Absolute; absent where it could not be retained, which `problems` then says. */
  readonly path?: string;
  /** The line that opens it in a shell. */
  readonly openCommand?: string;
  /** A title for the report, without characters that a file's name cannot have. */
  readonly title: string;
  /**
   * All of this for people: plain text of several lines. To be attached as `text/plain`, with `title` as file name: an HTML report takes what is
   * logged for HTML, and a terminal does not show it.
   */
  readonly report: string;
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
  readonly #transactions = new WeakMap<TestDatabase, OpenTransaction>();
  /** By test and database: the attempts of a test share a number, so that the path that the first attempt names is that of the last. */
  readonly #held = new Map<string, HeldNumber>();

  constructor({ run, projectDirectory = findProjectDirectory(), most = MAX_RETAINED }: RetainedDatabasesOptions) {
    if (!Number.isSafeInteger(most) || most < 0) throw misuseRangeError(`most must be a whole number, 0 or more; got ${most}`);
    this.projectDirectory = projectDirectory;
    this.#run = run;
    this.#most = most;
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
   * @returns `undefined` when the run has retained `most` databases already; `counts` says how many more there were.
   */
  async retain(database: TestDatabase, scenario: FailedScenario, testId?: string): Promise<RetainedDatabase | undefined> {
    return this.#retain(database, scenario, testId, (path, prepared) => snapshotTestDatabase(database, path, prepared));
  }

  /**
   * The same while the test still has its database: nothing that it, or its hooks, do with the database afterwards changes.
   *
   * @returns `undefined` also where that is not possible, so that the database has to be retained when its connections are closed
   */
  async retainInUse(database: TestDatabase, scenario: FailedScenario, testId: string): Promise<RetainedDatabase | undefined> {
    return this.#retain(database, scenario, testId, async (path, prepared) => {
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
    database: TestDatabase,
    scenario: FailedScenario,
    testId: string | undefined,
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
    const examined = number === undefined ? {} : await this.#keepFile({ database, prepared, record, problems, takeSnapshot });
    if (examined === undefined) return undefined;
    const { path, difference } = examined;
    if (held !== undefined && path !== undefined) held.path = path;
    if (path === undefined && number !== undefined) {
      if (key !== undefined) this.#held.delete(key);
      giveBack(this.#run, number);
    }
    const retained: RetainedRecord = { ...record, problems, ...(difference && { difference }) };
    return {
      ...retained,
      ...(path !== undefined && { path, openCommand: openCommandOf(path) }),
      title: toLogLine(
        `Database ${retained.database === "default" ? "" : `${retained.database} `}of this ${scenario.kind ?? "scenario"}`,
      ),
      report: describeRetainedDatabase(retained, path),
    };
  }

  /** Gives `undefined` where there is no snapshot, and should be one later. */
  async #keepFile({
    database,
    prepared,
    record,
    problems,
    takeSnapshot,
  }: KeepFileOptions): Promise<{ readonly path?: string; readonly difference?: DatabaseDifference } | undefined> {
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
      const difference = compareSnapshot(snapshot, snapshotPath, prepared, problems);
      if (path !== undefined) completeRetainedRecord(path, { ...record, problems, ...(difference && { difference }) });
      return { ...(path !== undefined && { path }), ...(difference && { difference }) };
    } catch (error) {
      problems.push(`Its database could not be retained: ${explainUnretained(error, database.path)}`);
      return {};
    } finally {
      const made = snapshotPath;
      if (made !== undefined) quietly(() => removeDatabaseFiles(made));
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

interface KeepFileOptions {
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
