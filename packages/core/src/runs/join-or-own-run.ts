import { isMainThread } from "node:worker_threads";

import { ensureRun } from "./ensure-run.js";
import { findRunOf } from "./find-run-of.js";
import { ownRun } from "./own-run.js";
import { Run } from "./run.js";
import { parseRunVariable, RUN_VARIABLE } from "./run-variable.js";

export interface JoinOrOwnRunOptions {
  /** Whether the caller is support code of Cucumber, in its coordinator or in a worker of it. */
  readonly isCucumber: boolean;
}

/**
 * Gives the run that this process is to use, deciding who owns it.
 *
 * | process | run |
 * |---|---|
 * | not Cucumber | the one in the environment, else one of its own: {@link ensureRun} |
 * | Cucumber 13 worker: not the main thread | the one that this process owns |
 * | Cucumber 12 worker: `CUCUMBER_WORKER_ID` and an IPC channel | the one that its parent owns |
 * | any other Cucumber: the coordinator, and one that a step starts | one of its own: {@link ownRun} |
 *
 * A worker that was not handed its coordinator's run (`runCucumber` given an environment of its own, or handed an outer run) finds it by
 * the owner records. A Cucumber that a step starts inherits `CUCUMBER_WORKER_ID`, but neither IPC channel nor a parent that owns a run,
 * so that it is no worker.
 *
 * @throws what {@link ensureRun} and {@link ownRun} throw
 */
export function joinOrOwnRun({ isCucumber }: JoinOrOwnRunOptions): Run {
  if (!isCucumber) return ensureRun();
  const coordinatorPid = findCoordinatorPid();
  if (coordinatorPid === undefined) return ownRun();
  if (parseRunVariable(process.env[RUN_VARIABLE])?.ownerPid === coordinatorPid) return ensureRun();
  const run = findRunOf(coordinatorPid);
  return run === undefined ? ownRun() : Run.join(run);
}

/** The process that coordinates this worker of Cucumber; `undefined` when this is no worker. */
function findCoordinatorPid(): number | undefined {
  if (!isMainThread) return process.pid;
  const isFork = process.send !== undefined && process.env["CUCUMBER_WORKER_ID"] !== undefined;
  return isFork ? process.ppid : undefined;
}
