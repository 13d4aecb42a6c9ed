import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { threadId } from "node:worker_threads";

import { loadLate } from "../errors/load-late.js";
import { FileLocksUnavailableError } from "../errors/classes/lock-errors.js";
import { PicklejarError } from "../errors/picklejar-error.js";
import { RunDirectoryUnavailableError } from "../errors/classes/run-errors.js";
import { tryAcquireDatabaseLock } from "../sqlite/database-lock.js";
import type { DatabaseLock } from "../sqlite/lock-attempt.js";
import { loadSqlite } from "../sqlite/load-sqlite.js";
import { canSqliteOpen, LONGEST_DATABASE_PATH_BYTES } from "../files/longest-path.js";
import { chooseStorage } from "./choose-storage.js";
import { announceOwner, confirmOwner } from "./owner-record.js";
import { ensureParentDirectory } from "../files/parent-directory.js";
import { processStartTime } from "../files/processes/process-start-time.js";
import { removeRunDirectory } from "./remove-run-directory.js";
import { LONGEST_NAME_IN_RUN_BYTES, RunDirectory, type RunReference } from "./run-directory.js";
import { createNonce, createRunName, LEASE_NAME } from "./run-names.js";
import { sweepRuns } from "./sweep-runs.js";

export interface CreateRunOptions {
  /** What is known to come into it: if memory has no room for that, it is made on a disk. @defaultValue 0 */
  readonly neededBytes?: number;
  /** Absolute. @defaultValue what {@link chooseStorage} picks */
  readonly storage?: string;
  /** Nonce of the run that an {@link OverflowDirectory} belongs to. */
  readonly overflowOf?: string;
}

/**
 * Creates a run directory for this thread, after it has swept the dead ones, whose room counts.
 *
 * The owner record comes last: a directory that has one is complete, and its lease was taken. Slow modules are loaded first, so that the steps
 * take little time.
 *
 * @returns the run, and the lease that shows that it is alive
 * @throws {@link RunDirectoryUnsafeError} `RUN_DIRECTORY_UNSAFE`
 * @throws {@link RunDirectoryUnavailableError} `RUN_DIRECTORY_UNAVAILABLE`
 * @throws {@link SqliteUnavailableError} `SQLITE_UNAVAILABLE`
 */
export function createRun(options: CreateRunOptions = {}): readonly [RunReference, DatabaseLock] {
  loadSqlite();
  const tmp = loadLate("tmp");
  if (options.overflowOf === undefined) sweepRuns();
  const parent = ensureParentDirectory(options.storage ?? chooseStorage(undefined, options.neededBytes));
  const nonce = createNonce();
  const name = createRunName(nonce);
  refuseLongPath(join(parent, name), parent);
  const owner = {
    pid: process.pid,
    threadId,
    startTime: processStartTime(process.pid),
    nonce,
    startedAt: new Date(startOfRun()).toISOString(),
    ...(options.overflowOf === undefined ? {} : { overflowOf: options.overflowOf }),
  };
  let path: string | undefined;
  let lease: DatabaseLock | undefined;
  try {
    // Without `keep`, tmp would remove it at a regular exit.
    path = tmp.dirSync({ tmpdir: parent, name, mode: 0o700, keep: true }).name;
    announceOwner(path, owner);
    const run = new RunDirectory({ path, ownerPid: process.pid, nonce });
    for (const directory of [run.databasesDirectory, run.recordDirectory, run.trackedDirectory])
      mkdirSync(directory, { mode: 0o700 });
    lease = takeLease(path);
    // Workers look for runs, and an overflow directory is not one.
    if (options.overflowOf === undefined) confirmOwner(path);
    return [run, lease];
  } catch (error) {
    lease?.release();
    if (path !== undefined) removeRunDirectory(path);
    throw error instanceof PicklejarError ? error : new RunDirectoryUnavailableError(parent, error);
  }
}

/** Of this process: its first run begins with it. */
let hasMadeRun = false;

/** A run begins with its process, not with its directory: otherwise databases that another run retained meanwhile would look older. */
function startOfRun(): number {
  const startMs = hasMadeRun ? Date.now() : performance.timeOrigin;
  hasMadeRun = true;
  return startMs;
}

/** Otherwise each step would fail later: "unable to open database file". */
function refuseLongPath(path: string, parent: string): void {
  if (canSqliteOpen(path, LONGEST_NAME_IN_RUN_BYTES)) return;
  const problem = `its databases would have paths of up to ${Buffer.byteLength(path) + LONGEST_NAME_IN_RUN_BYTES} bytes, and SQLite opens at most ${LONGEST_DATABASE_PATH_BYTES}`;
  throw new RunDirectoryUnavailableError(parent, new Error(problem), "Set PICKLEJAR_DIR to a folder with a shorter path.");
}

function takeLease(path: string): DatabaseLock {
  try {
    const lease = tryAcquireDatabaseLock(join(path, LEASE_NAME));
    if (lease !== undefined) return lease;
    // Nobody else knows the folder, so nobody holds the lock.
    throw new FileLocksUnavailableError(path);
  } catch (error) {
    if (!(error instanceof FileLocksUnavailableError)) throw error;
    throw new RunDirectoryUnavailableError(dirname(path), error, "Set PICKLEJAR_DIR to such a folder.");
  }
}
