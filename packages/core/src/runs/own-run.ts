import { existsSync } from "node:fs";

import { processStartTime } from "../files/processes/process-start-time.js";
import { createRun } from "./create-run.js";
import { OverflowDirectory } from "./overflow-directory.js";
import { readOwnerRecord } from "./owner-record.js";
import { refuseSandbox } from "./refuse-sandbox.js";
import { Run } from "./run.js";

/**
 * Gives the run that this process owns, and makes one even if the process was started within another run: for a test runner that a test starts.
 * Processes that it starts from then on inherit it. It ends with the process, or with `end()`, which brings the outer run back.
 *
 * @param neededBytes what is known to come into it: if memory has no room for that, a new run is made on a disk
 * @throws what {@link createRun} and {@link refuseSandbox} throw
 */
export function ownRun(neededBytes = 0): Run {
  const current = Run.current();
  if (current !== undefined && isOfThisProcess(current)) {
    if (existsSync(current.path)) return current;
    // Its directory was removed during a long run: its databases are lost, but those to come need not be.
    current.end();
  }
  refuseSandbox();
  const run = Run.make(() => createRun({ neededBytes })).makeCurrent();
  // Its end also removes the directories of this process's threads.
  run.own(OverflowDirectory, run);
  return run;
}

/** In another container or pid namespace, its owner may have this very pid. */
function isOfThisProcess({ isOwner, ownerPid, path }: Run): boolean {
  if (isOwner) return true;
  return ownerPid === process.pid && readOwnerRecord(path)?.startTime === processStartTime(process.pid);
}
