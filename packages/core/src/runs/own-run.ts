import { existsSync } from "node:fs";

import { createRun } from "./create-run.js";
import { addOwnedRun, endOwnedRuns, endRun, onRunEnd, ownsRuns } from "./end-run.js";
import { installExitHandlers, removeExitHandlers } from "./exit-handlers.js";
import { currentRun, setCurrentRun } from "./join-run.js";
import { readOwnerRecord } from "./owner-record.js";
import { processStartTime } from "../files/process-start-time.js";
import type { RunDirectory } from "./run-directory.js";
import { RUN_VARIABLE } from "./run-variable.js";
import { removeOverflowRuns } from "./overflow-run.js";

/**
 * Gives the run that this process owns, making one even where it was started in another's: for a test runner that a test starts.
 * Processes that it starts from then on inherit it.
 *
 * It ends with the process, or with {@link endRun}, which brings the outer run back.
 *
 * @param neededBytes what is known to come into it: where memory has no room for that, a new one is made on a disk
 * @throws what {@link createRun} throws
 */
export function ownRun(neededBytes = 0): RunDirectory {
  const current = currentRun();
  if (current !== undefined && isOfThisProcess(current)) {
    if (existsSync(current.path)) return current;
    // Somebody cleaned up under a long run: its databases are lost, what comes next need not be.
    endRun(current);
  }
  // Before the directory is made: a signal that comes meanwhile must find somebody who removes it.
  installExitHandlers(endOwnedRuns);
  try {
    const { run, lease } = createRun({ neededBytes });
    addOwnedRun({ run, lease, outerText: process.env[RUN_VARIABLE] });
    onRunEnd(run, () => removeOverflowRuns(run));
    setCurrentRun(run);
    return run;
  } finally {
    if (!ownsRuns()) removeExitHandlers();
  }
}

/** In another container, or pid namespace, its owner may have this very pid. */
function isOfThisProcess({ isOwner, ownerPid, path }: RunDirectory): boolean {
  if (isOwner) return true;
  return ownerPid === process.pid && readOwnerRecord(path)?.startTime === processStartTime(process.pid);
}
