import { readdirSync } from "node:fs";
import { join } from "node:path";

import { possibleStorages } from "./choose-storage.js";
import { createRun } from "./create-run.js";
import { addOwnedRun, endOwnedRuns, endRun } from "./end-run.js";
import { installExitHandlers } from "./exit-handlers.js";
import { readAnnouncedOwner } from "./owner-record.js";
import { findParentDirectory } from "../files/parent-directory.js";
import { removeEndedDirectory, removeRunDirectory } from "./remove-run-directory.js";
import type { RunDirectory } from "./run-directory.js";
import { isEndedName, parseRunName } from "./run-names.js";

/** Of this thread, by nonce of the run. */
const overflowRuns = new Map<string, RunDirectory>();

/**
 * Makes sure of a directory for the databases of this process that have no room where its run lies. It has a lease of its own, and goes with the
 * process; the record stays in the run.
 *
 * @throws what {@link createRun} throws
 */
export function ensureOverflowRun(run: RunDirectory, storage: string): RunDirectory {
  const known = overflowRuns.get(run.nonce);
  if (known !== undefined) return known;
  installExitHandlers(endOwnedRuns);
  const { run: spare, lease } = createRun({ storage, overflowOf: run.nonce });
  addOwnedRun({ run: spare, lease, outerText: undefined });
  overflowRuns.set(run.nonce, spare);
  return spare;
}

/** Removes what this process had as spare: its threads end without a chance to. Never throws. */
export function removeOverflowRuns({ nonce }: RunDirectory): void {
  const own = overflowRuns.get(nonce);
  overflowRuns.delete(nonce);
  if (own !== undefined) endRun(own);
  for (const storage of possibleStorages()) {
    const parent = findParentDirectory(storage);
    for (const name of parent === undefined ? [] : listNames(parent)) {
      const path = join(parent ?? "", name);
      // A thread that is terminated may get as far as to take the name away.
      if (isEndedName(name) && name.startsWith(`ended-${process.pid}-`)) removeEndedDirectory(path);
      else if (parseRunName(name)?.pid === process.pid && readAnnouncedOwner(path)?.overflowOf === nonce)
        removeRunDirectory(path);
    }
  }
}

function listNames(parent: string): readonly string[] {
  try {
    return readdirSync(parent);
  } catch {
    return [];
  }
}
