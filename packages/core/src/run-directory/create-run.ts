import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { threadId } from "node:worker_threads";
import type Tmp from "tmp";

import { PicklejarError } from "../errors/picklejar-error.js";
import { RunDirectoryUnavailableError } from "../errors/run-errors.js";
import { tryAcquireDatabaseLock } from "../sqlite/database-lock.js";
import type { DatabaseLock } from "../sqlite/lock-attempt.js";
import { loadSqlite } from "../sqlite/load-sqlite.js";
import { chooseStorage } from "./choose-storage.js";
import { announceOwner, confirmOwner } from "./owner-record.js";
import { ensureParentDirectory } from "./parent-directory.js";
import { processStartTime } from "./process-start-time.js";
import { removeRunDirectory } from "./remove-run-directory.js";
import { toRunDirectory, type RunDirectory } from "./run-directory.js";
import { createNonce, createRunName, LEASE_NAME } from "./run-names.js";
import { sweepRuns } from "./sweep-runs.js";

export interface CreateRunOptions {
  /** What is known to come into it: where memory has no room for that, it is made on a disk. @defaultValue 0 */
  readonly neededBytes?: number;
  /** Absolute. @defaultValue what {@link chooseStorage} picks */
  readonly storage?: string;
  /** Nonce of a run that has no room left; see {@link ensureSpareRun}. */
  readonly spareOf?: string;
}

export interface CreateRunResult {
  readonly run: RunDirectory;
  /** Says for as long as it is held that the run is alive. */
  readonly lease: DatabaseLock;
}

/**
 * Makes a run directory for this thread, after sweeping the dead ones, so that their room counts.
 *
 * The owner record comes last: a directory that has one has all its folders, and its lease was taken. What takes time to load is loaded
 * before, so that hardly anything can be killed between the first step and the last.
 *
 * @throws {@link RunDirectoryUnsafeError} `RUN_DIRECTORY_UNSAFE`
 * @throws {@link RunDirectoryUnavailableError} `RUN_DIRECTORY_UNAVAILABLE`
 * @throws {@link SqliteUnavailableError} `SQLITE_UNAVAILABLE`
 */
export function createRun(options: CreateRunOptions = {}): CreateRunResult {
  loadSqlite();
  const tmp = loadTmp();
  if (options.spareOf === undefined) sweepRuns();
  const parent = ensureParentDirectory(options.storage ?? chooseStorage(undefined, options.neededBytes));
  const nonce = createNonce();
  const owner = {
    pid: process.pid,
    threadId,
    startTime: processStartTime(process.pid),
    nonce,
    startedAt: new Date().toISOString(),
    ...(options.spareOf === undefined ? {} : { spareOf: options.spareOf }),
  };
  let path: string | undefined;
  let lease: DatabaseLock | undefined;
  try {
    // `keep`, because tmp would remove it only at a regular exit.
    path = tmp.dirSync({ tmpdir: parent, name: createRunName(nonce), mode: 0o700, keep: true }).name;
    announceOwner(path, owner);
    const run = toRunDirectory({ path, ownerPid: process.pid, nonce }, true);
    for (const directory of [run.databasesDirectory, run.recordDirectory, run.placedDirectory])
      mkdirSync(directory, { mode: 0o700 });
    lease = takeLease(path);
    // A spare one is no run that workers could look for.
    if (options.spareOf === undefined) confirmOwner(path);
    return { run, lease };
  } catch (error) {
    lease?.release();
    if (path !== undefined) removeRunDirectory(path);
    throw error instanceof PicklejarError ? error : new RunDirectoryUnavailableError(parent, error);
  }
}

/** Here, as most processes of a run never make a directory. */
function loadTmp(): typeof Tmp {
  return createRequire(import.meta.url)("tmp");
}

function takeLease(path: string): DatabaseLock {
  const lease = tryAcquireDatabaseLock(join(path, LEASE_NAME));
  if (lease === undefined) throw new Error(`the lease in "${path}" is taken`);
  return lease;
}
