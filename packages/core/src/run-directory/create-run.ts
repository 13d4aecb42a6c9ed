import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { threadId } from "node:worker_threads";
import type Tmp from "tmp";

import { PicklejarError } from "../errors/picklejar-error.js";
import { RunDirectoryUnavailableError } from "../errors/run-errors.js";
import { tryAcquireDatabaseLock, type DatabaseLock } from "../sqlite/database-lock.js";
import { chooseStorage } from "./choose-storage.js";
import { writeOwnerRecord } from "./owner-record.js";
import { ensureParentDirectory } from "./parent-directory.js";
import { processStartTime } from "./process-start-time.js";
import { removeRunDirectory } from "./remove-run-directory.js";
import { toRunDirectory, type RunDirectory } from "./run-directory.js";
import { createNonce, createRunName, LEASE_NAME } from "./run-names.js";
import { sweepRuns } from "./sweep-runs.js";

export interface CreateRunResult {
  readonly run: RunDirectory;
  /** Says for as long as it is held that the run is alive. */
  readonly lease: DatabaseLock;
}

/**
 * Makes a run directory for this thread, after sweeping the dead ones, so that their room counts.
 *
 * The owner record comes last: a directory that has one has all its folders, and its lease was taken.
 *
 * @throws {@link RunDirectoryUnsafeError} `RUN_DIRECTORY_UNSAFE`
 * @throws {@link RunDirectoryUnavailableError} `RUN_DIRECTORY_UNAVAILABLE`
 * @throws {@link SqliteUnavailableError} `SQLITE_UNAVAILABLE`
 */
export function createRun(): CreateRunResult {
  sweepRuns();
  const parent = ensureParentDirectory(chooseStorage());
  let path: string | undefined;
  try {
    const nonce = createNonce();
    path = makeDirectory(parent, createRunName(nonce));
    const run = toRunDirectory({ path, ownerPid: process.pid, nonce }, true);
    for (const directory of [run.databasesDirectory, run.recordDirectory, run.placedDirectory])
      mkdirSync(directory, { mode: 0o700 });
    const lease = takeLease(path);
    const startTime = processStartTime(process.pid);
    writeOwnerRecord(path, { pid: process.pid, threadId, startTime, nonce, startedAt: new Date().toISOString() });
    return { run, lease };
  } catch (error) {
    if (path !== undefined) removeRunDirectory(path);
    throw error instanceof PicklejarError ? error : new RunDirectoryUnavailableError(parent, error);
  }
}

/** `tmp` is loaded here, as most processes of a run never make a directory. `keep` because we remove it ourselves. */
function makeDirectory(parent: string, name: string): string {
  const tmp: typeof Tmp = createRequire(import.meta.url)("tmp");
  return tmp.dirSync({ tmpdir: parent, name, mode: 0o700, keep: true }).name;
}

function takeLease(path: string): DatabaseLock {
  const lease = tryAcquireDatabaseLock(join(path, LEASE_NAME));
  if (lease === undefined) throw new Error(`the lease in "${path}" is taken`);
  return lease;
}
