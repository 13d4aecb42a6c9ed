import { existsSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { explainStorageError } from "../sqlite/explain-file-error.js";
import { canonicalPathOf } from "../sqlite/canonical-path.js";
import { identifyFile, type FileIdentity } from "./file-identity.js";
import { forgetInitializedPath } from "./initialized-paths.js";
import { currentRun } from "./join-run.js";
import type { RunDirectory } from "./run-directory.js";

/**
 * Takes the early return away from a database, for every process of the run: its ledger is about to be changed on purpose
 * (`down`, `baseline`), so the record no longer says what is in it.
 *
 * @param path absolute
 * @throws `DISK_FULL` where that cannot be noted: then the ledger must stay as it is
 */
export function revokeEarlyReturn(path: string): void {
  forgetInitializedPath(path);
  forgetInitializedPath(canonicalPathOf(path));
  const run = currentRun();
  const identity = run === undefined ? undefined : identifyFile(path);
  // A run that has ended has no other process to tell.
  if (run === undefined || identity === undefined || !existsSync(run.recordDirectory)) return;
  try {
    writeFileSync(markerPath(run, identity), "");
  } catch (error) {
    throw explainStorageError(error, run.recordDirectory);
  }
}

/** Whether some process of the run changed this file's ledger on purpose. One `stat`. */
export function isRevoked(run: RunDirectory, identity: FileIdentity): boolean {
  return statSync(markerPath(run, identity), { throwIfNoEntry: false }) !== undefined;
}

/** Undoes {@link revokeEarlyReturn} for a file that holds its template again. One `stat`. */
export function restoreEarlyReturn(run: RunDirectory, identity: FileIdentity): void {
  if (isRevoked(run, identity)) rmSync(markerPath(run, identity), { force: true });
}

function markerPath(run: RunDirectory, identity: FileIdentity): string {
  return join(run.recordDirectory, `${identity.replaceAll(":", "-")}.revoked`);
}
