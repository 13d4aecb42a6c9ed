import { existsSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

import { RunEndedError, type RunEndedReason } from "../errors/run-errors.js";
import { findRunOf } from "./find-run-of.js";
import { isRunAlive } from "./is-run-alive.js";
import { ownRun } from "./own-run.js";
import { readOwnerRecord } from "./owner-record.js";
import { Run } from "./run.js";
import { parseRunVariable, RUN_VARIABLE } from "./run-variable.js";

/**
 * Gives the run that this process belongs to, and makes one that it owns when it belongs to none.
 *
 * @remarks When there is a run, a small file and a process are looked at.
 * @throws {@link RunEndedError} `RUN_ENDED` when it belongs to a run that is over: a new one would outlive the tests it is for.
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

function whyEnded(run: Run): RunEndedReason | undefined {
  if (!existsSync(run.path)) return "directory-gone";
  const owner = readOwnerRecord(run.path);
  return owner === undefined || isRunAlive(run.path, owner) ? undefined : "owner-gone";
}

/** A worker thread may have been given an environment of its own; the main thread's run outlives it in any case. */
function joinMainThread(): Run | undefined {
  const run = isMainThread ? undefined : findRunOf(process.pid);
  return run && Run.join(run);
}
