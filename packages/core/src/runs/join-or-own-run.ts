import { ensureRun } from "./ensure-run.js";
import { findRunOf } from "./find-run-of.js";
import { ownRun } from "./own-run.js";
import { Run } from "./run.js";
import { parseRunVariable, RUN_VARIABLE } from "./run-variable.js";

/**
 * Gives the run of a test runner's process: for a worker its coordinator's, for a coordinator one of its own, even if it is started within another
 * run. A worker that was not handed its coordinator's run (it got an environment of its own, or that of an outer run) finds it by the owner records.
 *
 * @param coordinatorPid the process that coordinates this worker, its own if it is a thread; `undefined` for a coordinator. If that process owns no
 * run, it coordinates nobody: then this one owns a run.
 * @throws what {@link ensureRun} and {@link ownRun} throw
 */
export function joinOrOwnRun(coordinatorPid: number | undefined): Run {
  if (coordinatorPid === undefined) return ownRun();
  if (parseRunVariable(process.env[RUN_VARIABLE])?.ownerPid === coordinatorPid) return ensureRun();
  const run = findRunOf(coordinatorPid);
  return run === undefined ? ownRun() : Run.join(run);
}
