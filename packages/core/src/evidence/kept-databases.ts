import { chmodSync, constants, copyFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { findConfig } from "../config/find-config.js";
import type { RunDirectory } from "../run-directory/run-directory.js";
import { explainFileError } from "../sqlite/explain-file-error.js";
import { removeDatabaseFiles } from "../sqlite/database-files.js";
import { connectionOfInMemory, markAsWal } from "../test-database/in-memory-database.js";
import type { PreparedDatabase } from "../test-database/prepare-database.js";
import { preparationOf } from "../test-database/preparation.js";
import type { TestDatabase } from "../test-database/test-database.js";
import type { DatabaseDifference } from "./compare-databases.js";
import { compareWithTemplate, ensureEvidenceDirectory } from "./compare-with-template.js";
import { describeKeptDatabase } from "./describe-kept-database.js";
import { ensureKeptDirectory } from "./kept-directory.js";
import { keptNameOf, type FailedScenario } from "./kept-names.js";
import { writeKeptRecord, type KeptRecord } from "./kept-record.js";
import { countKeptDatabases, giveKeptNumberBack, takeKeptNumber, type KeptCounts } from "./kept-slots.js";
import { openCommandOf } from "./open-command.js";
import { backUp, snapshotDatabase, type SnapshotResult } from "./snapshot-database.js";

export interface KeptDatabasesOptions {
  readonly run: RunDirectory;
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
export interface KeptDatabase extends KeptRecord {
  /** Absolute; absent where it could not be kept, which `problems` then says. */
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

/** So many rows of each kind and table are in the report. */
const SHOWN_ROWS = 10;

/** A suite of which many scenarios fail waits for each of them. */
const COMPARISON_LIMIT_MS = 5000;

/** Keeps databases of failed scenarios for one run, as `.picklejar/failed/<run>/<name>.db`, with what is known of each beside it. */
export class KeptDatabases {
  /** Absolute. */
  readonly projectDirectory: string;
  readonly #run: RunDirectory;
  readonly #most: number;

  constructor({ run, projectDirectory = findProjectDirectory(), most = 20 }: KeptDatabasesOptions) {
    if (!Number.isSafeInteger(most) || most < 0) throw new RangeError(`most must be a whole number, 0 or more; got ${most}`);
    this.projectDirectory = projectDirectory;
    this.#run = run;
    this.#most = most;
  }

  /** What the run has kept so far, over all of its processes and threads. */
  get counts(): KeptCounts {
    return countKeptDatabases(this.#run);
  }

  /**
   * Keeps what is committed in a database, as one file of its own, and says how it differs from its template. To be called before
   * `dispose()`; connections may still be open, also in other processes and in the middle of a transaction. A database in memory has to
   * be open still.
   *
   * Never throws for what a scenario, a disk or a permission did: `problems` says it, so that it hides no failure of the scenario's own.
   *
   * @returns `undefined` when the run has kept `most` databases already; `counts` says how many more there were.
   */
  async keep(database: TestDatabase, scenario: FailedScenario): Promise<KeptDatabase | undefined> {
    const problems: string[] = [];
    let number: number | undefined;
    try {
      number = takeKeptNumber(this.#run, this.#most);
      if (number === undefined) return undefined;
    } catch (error) {
      problems.push(`Its database could not be kept: ${messageOf(error, this.#run.path)}`);
    }
    const prepared = preparationOf(database);
    const record = {
      number: number ?? 0,
      scenario,
      database: prepared?.database.name ?? "default",
      fingerprint: database.fingerprint,
      ...(prepared?.template && { template: prepared.template.path }),
      keptAt: new Date().toISOString(),
    };
    const examined = number === undefined ? {} : await this.#keepFile(database, prepared, record, problems);
    const { path, difference } = examined;
    if (path === undefined && number !== undefined) giveBack(this.#run, number);
    const kept: KeptRecord = { ...record, problems, ...(difference && { difference }) };
    return {
      ...kept,
      ...(path !== undefined && { path, openCommand: openCommandOf(path) }),
      title: kept.database === "default" ? "Database of this scenario" : `Database ${kept.database} of this scenario`,
      report: describeKeptDatabase(kept, path),
    };
  }

  async #keepFile(
    database: TestDatabase,
    prepared: PreparedDatabase | undefined,
    record: Omit<KeptRecord, "problems">,
    problems: string[],
  ): Promise<{ readonly path?: string; readonly difference?: DatabaseDifference }> {
    let snapshotPath: string | undefined;
    try {
      snapshotPath = join(ensureEvidenceDirectory(this.#run), `snapshot-${record.number}.db`);
      const snapshot = await takeSnapshot(database, snapshotPath, prepared);
      if (snapshot.state === "missing") {
        problems.push(`Its database is not kept: there is no file at "${database.path}" any more.`);
        return {};
      }
      if (snapshot.state === "raw") problems.push(`The file is kept as it is, and not compared: ${snapshot.problem}.`);
      const path = this.#place(snapshotPath, record, problems);
      const difference = compare(snapshot, snapshotPath, prepared, problems);
      if (path !== undefined) writeKeptRecord(path, { ...record, problems, ...(difference && { difference }) });
      return { ...(path !== undefined && { path }), ...(difference && { difference }) };
    } catch (error) {
      problems.push(`Its database could not be kept: ${messageOf(error, database.path)}`);
      return {};
    } finally {
      if (snapshotPath !== undefined) removeQuietly(snapshotPath);
    }
  }

  /** Before it is compared, which opens the snapshot: what is kept is what was read. */
  #place(
    snapshotPath: string,
    { number, scenario, database }: Omit<KeptRecord, "problems">,
    problems: string[],
  ): string | undefined {
    let path: string | undefined;
    try {
      const directory = ensureKeptDirectory(this.projectDirectory, this.#run);
      path = join(directory, `${keptNameOf(number, scenario, database)}.db`);
      copyFileSync(snapshotPath, path, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
      chmodSync(path, 0o600);
      return path;
    } catch (error) {
      problems.push(`Its database could not be kept: ${messageOf(error, path ?? this.projectDirectory)}`);
      // Half of a file; one that was there before is not ours.
      if (path !== undefined && !(error instanceof Error && "code" in error && error.code === "EEXIST")) removeQuietly(path);
      return undefined;
    }
  }
}

async function takeSnapshot(
  database: TestDatabase,
  snapshotPath: string,
  prepared: PreparedDatabase | undefined,
): Promise<SnapshotResult> {
  if (database.path !== ":memory:") return snapshotDatabase(database.path, snapshotPath);
  const connection = connectionOfInMemory(database);
  if (connection?.open !== true) throw new Error("it was in memory, and its connection is not open");
  if (connection.inTransaction) connection.exec("ROLLBACK");
  await backUp(connection, snapshotPath);
  if (prepared?.template?.manifest.journalMode === "wal") markAsWal(snapshotPath);
  return { state: "whole" };
}

function compare(
  { state }: SnapshotResult,
  snapshotPath: string,
  prepared: PreparedDatabase | undefined,
  problems: string[],
): DatabaseDifference | undefined {
  if (state !== "whole") return undefined;
  const template = prepared?.template;
  if (prepared === undefined || template === undefined) {
    problems.push("It is not compared, as there is no template (PICKLEJAR_TEMPLATE=off).");
    return undefined;
  }
  try {
    return compareWithTemplate(template, snapshotPath, prepared, { shownRows: SHOWN_ROWS, limitMs: COMPARISON_LIMIT_MS });
  } catch (error) {
    problems.push(`It could not be compared with its template: ${messageOf(error, snapshotPath)}`);
    return undefined;
  }
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

function giveBack(run: RunDirectory, number: number): void {
  try {
    giveKeptNumberBack(run, number);
  } catch {
    // The run may be over.
  }
}

function removeQuietly(path: string): void {
  try {
    removeDatabaseFiles(path);
  } catch {
    // It goes with the run; and there was an error before this one.
  }
}

function messageOf(error: unknown, path: string): string {
  // What our error advises for it is about the run directory.
  if (error instanceof Error && "code" in error && error.code === "ENOSPC") return `no space is left for "${path}": free some.`;
  const explained = explainFileError(error, path);
  return explained instanceof Error ? explained.message : String(explained);
}
