import { join } from "node:path";

import type { PreparedDatabase } from "../../databases/prepared-database.js";
import type { TestDatabase } from "../../databases/test-database.js";
import { messageOf } from "../../errors/message-of.js";
import { removeDatabaseFiles } from "../../files/database-files.js";
import { canSqliteOpen, LONGEST_DATABASE_PATH_BYTES } from "../../files/longest-path.js";
import { placeFile } from "../../files/place-privately.js";
import { copyWritable } from "../../runs/place-copy.js";
import type { Run } from "../../runs/run.js";
import type { DatabaseDifference } from "../diff/compare-databases.js";
import { compareSnapshot } from "../diff/compare-snapshot.js";
import { ensureEvidenceDirectory } from "../diff/compare-with-template.js";
import type { Recording } from "../recorder/recording.js";
import type { IsSecret } from "../recorder/redaction/redact-option.js";
import type { SnapshotResult } from "../snapshots/snapshot-database.js";
import { explainUnretained } from "./explain-unretained.js";
import { redactDifference } from "./redact-difference.js";
import type { DatabaseEvidence, RetainedPaths } from "./retained-database.js";
import { ensureRetainedDirectory, noteRetainedRunInUse } from "./retained-directory.js";
import { retainedNameOf } from "./retained-names.js";
import { type RenderPage, writePage } from "./retained-pages.js";
import { beginRetainedRecord, completeRetainedRecord, removeRetainedRecord, type RetainedRecord } from "./retained-record.js";

export type TakeSnapshot = (path: string, prepared: PreparedDatabase) => Promise<SnapshotResult | undefined>;

/** Where files of a run are retained, and how they are shown. */
export interface RetainingRun {
  readonly run: Run;
  /** Absolute. */
  readonly projectDirectory: string;
  readonly isSecret: IsSecret;
  readonly renderPage: RenderPage | undefined;
}

export interface FileToRetain {
  readonly database: TestDatabase;
  readonly prepared: PreparedDatabase;
  readonly evidence: DatabaseEvidence | undefined;
  readonly record: Omit<RetainedRecord, "problems">;
  /** Gets what goes wrong. */
  readonly problems: string[];
  readonly takeSnapshot: TakeSnapshot;
}

/** What came of it. */
export interface RetainedFile extends RetainedPaths {
  readonly difference?: DatabaseDifference;
  readonly recording?: Recording;
}

/**
 * Retains a database as a file, with its record and its page beside it. Never throws for what a test, a disk or a permission did.
 *
 * @returns `undefined` where there is no snapshot, and should be one later
 */
export async function retainFile(retaining: RetainingRun, file: FileToRetain): Promise<RetainedFile | undefined> {
  const { database, prepared, evidence, record, problems, takeSnapshot } = file;
  let snapshotPath: string | undefined;
  try {
    snapshotPath = join(ensureEvidenceDirectory(retaining.run), `snapshot-${record.number}.db`);
    const snapshot = await takeSnapshot(snapshotPath, prepared);
    if (snapshot === undefined) return undefined;
    if (snapshot.state === "missing") {
      problems.push(`Its database is not retained: there is no file at "${database.path}" any more.`);
      return {};
    }
    if (snapshot.state === "raw") problems.push(`The file is retained as it is, and not compared: ${snapshot.problem}.`);
    // Before it is compared, which opens the snapshot: what is retained is what was read.
    const path = placeSnapshot(retaining, snapshotPath, record, problems);
    const recording = recordStates(evidence, snapshotPath, { path, number: record.number, problems });
    const compared = compareSnapshot(snapshot, snapshotPath, prepared, problems);
    const difference = compared && redactDifference(compared, retaining.isSecret);
    const known = { ...(difference && { difference }), ...(recording && { recording }) };
    if (path === undefined) return known;
    const pagePath = recording && writePage(path, recording, retaining.renderPage, problems);
    completeRetainedRecord(path, { ...record, problems, ...known });
    return { path, ...(pagePath !== undefined && { pagePath }), ...known };
  } catch (error) {
    problems.push(`Its database could not be retained: ${explainUnretained(error, database.path)}`);
    return {};
  } finally {
    const made = snapshotPath;
    if (made !== undefined) quietly(() => removeDatabaseFiles(made));
  }
}

function placeSnapshot(
  { run, projectDirectory }: RetainingRun,
  snapshotPath: string,
  record: Omit<RetainedRecord, "problems">,
  problems: string[],
): string | undefined {
  let path = projectDirectory;
  let isBegun = false;
  try {
    const directory = ensureRetainedDirectory(projectDirectory, run);
    path = join(directory, `${retainedNameOf(record.number, record.scenario, record.database)}.db`);
    isBegun = beginRetainedRecord(path, record);
    if (!isBegun || !placeFile(path, (privatePath) => copyWritable(snapshotPath, privatePath))) {
      throw new Error(`EEXIST: a file that is not picklejar's has that name, and stays`);
    }
    noteRetainedRunInUse(projectDirectory, run);
    if (!canSqliteOpen(path))
      problems.push(`SQLite opens no path of more than ${LONGEST_DATABASE_PATH_BYTES} bytes: move the file to open it.`);
    return path;
  } catch (error) {
    problems.push(`Its database could not be retained: ${explainUnretained(error, path)}`);
    if (isBegun) quietly(() => removeRetainedRecord(path));
    return undefined;
  }
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

function quietly(remove: () => void): void {
  try {
    remove();
  } catch {
    // It goes with the run; and there was an error before this one.
  }
}
