import { existsSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

import { RunEndedError, type RunEndedReason } from "../errors/classes/run-errors.js";
import { processStartTime } from "../files/processes/process-start-time.js";
import { listStored } from "./choose-storage.js";
import { isRunAlive } from "./is-run-alive.js";
import { ownRun } from "./own-run.js";
import { readOwnerRecord } from "./owner-record.js";
import type { RunReference } from "./run-directory.js";
import { parseRunName } from "./run-names.js";
import { parseRunVariable, RUN_VARIABLE } from "./run-variable.js";
import { Run } from "./run.js";

/**
 * Gives the run that this process belongs to. If it belongs to none, it makes one and owns it.
 *
 * @remarks For an existing run, looks at a small file and a process.
 * @throws {@link RunEndedError} `RUN_ENDED` if its run has ended: a new one would outlive the tests it is for
 * @throws what {@link ownRun} throws
 */
export function ensureRun(): Run {
  const run = Run.current();
  if (run?.isOwner === true) return ownRun();
  const reference = run ?? parseRunVariable(process.env[RUN_VARIABLE]);
  if (reference === undefined) return joinMainThread() ?? ownRun();
  const reason = run === undefined ? "directory-gone" : whyEnded(run);
  if (run === undefined || reason !== undefined) throw new RunEndedError(reference, reason ?? "directory-gone");
  return run;
}

/**
 * Gives the run of a test runner's process: a worker joins its coordinator's run, a coordinator owns a run, even if it was started within another
 * one. A worker that did not inherit its coordinator's run finds it by the owner records.
 *
 * @param coordinatorPid the process that coordinates this worker, its own for a thread; `undefined` for a coordinator. If that process owns no
 * run, this one owns one.
 * @throws what {@link ensureRun} and {@link ownRun} throw
 */
export function joinOrOwnRun(coordinatorPid: number | undefined): Run {
  if (coordinatorPid === undefined) return ownRun();
  if (parseRunVariable(process.env[RUN_VARIABLE])?.ownerPid === coordinatorPid) return ensureRun();
  const run = findRunOf(coordinatorPid);
  return run === undefined ? ownRun() : Run.join(run);
}

function whyEnded(run: Run): RunEndedReason | undefined {
  if (!existsSync(run.path)) return "directory-gone";
  const owner = readOwnerRecord(run.path);
  return owner === undefined || isRunAlive(run.path, owner) ? undefined : "owner-gone";
}

/** A worker thread may have its own environment. The main thread's run outlives it in any case. */
function joinMainThread(): Run | undefined {
  const run = isMainThread ? undefined : findRunOf(process.pid);
  return run && Run.join(run);
}

/** Finds the latest run that the main thread of a running process owns, by the owner records. */
function findRunOf(pid: number): RunReference | undefined {
  const startTime = processStartTime(pid);
  const found = listStored()
    .filter(({ name }) => parseRunName(name)?.pid === pid)
    .map(({ path }) => ({ path, owner: readOwnerRecord(path) }))
    .filter(({ owner }) => owner?.pid === pid && owner.threadId === 0 && owner.startTime === startTime)
    .toSorted((a, b) => (a.owner?.startedAt ?? "").localeCompare(b.owner?.startedAt ?? ""))
    .at(-1);
  return found?.owner && { path: found.path, ownerPid: pid, nonce: found.owner.nonce };
}
