import { removeExitHandlers } from "./exit-handlers.js";
import { unsetCurrentRun } from "./join-run.js";
import { closeTrackedFiles } from "../record/tracked-files.js";
import { removeRunDirectory } from "./remove-run-directory.js";
import type { RunDirectory } from "./run-directory.js";
import type { DatabaseLock } from "../sqlite/lock-attempt.js";

/** A run that this thread made and has not ended. */
export interface OwnedRun {
  readonly run: RunDirectory;
  readonly lease: DatabaseLock;
  /** What `PICKLEJAR_RUN` was before. */
  readonly outerText: string | undefined;
}

const ownedRuns = new Map<string, OwnedRun>();

/** By path of the run. */
const endListeners = new Map<string, (() => void)[]>();

/** Has something done before a run that this thread owns ends, as long as its directory is there; what was added last comes first. */
export function onRunEnd(run: RunDirectory, listener: () => void): void {
  if (!ownedRuns.has(run.path)) return;
  endListeners.set(run.path, [...(endListeners.get(run.path) ?? []), listener]);
}

/** Notes a run as this thread's to end. */
export function addOwnedRun(owned: OwnedRun): void {
  ownedRuns.set(owned.run.path, owned);
}

/**
 * Ends a run that this thread owns: its directory goes, and processes that belonged to it get no new databases. Does nothing to
 * a run that another owns, or that has ended.
 *
 * Synchronous, for exit handlers, and never throws: leftovers that cannot be removed are swept by the next run.
 */
export function endRun(run: RunDirectory): void {
  const owned = ownedRuns.get(run.path);
  if (owned === undefined) return;
  ownedRuns.delete(run.path);
  unsetCurrentRun(run, owned.outerText);
  for (const listener of (endListeners.get(run.path) ?? []).toReversed()) listener();
  endListeners.delete(run.path);
  // Closed first, since Windows removes no open file. No sweep interferes: this process is alive.
  closeTrackedFiles(run);
  owned.lease.release();
  removeRunDirectory(run.path);
  if (ownedRuns.size === 0) removeExitHandlers();
}

/** Ends all runs of this thread, the innermost first. */
export function endOwnedRuns(): void {
  for (const { run } of [...ownedRuns.values()].toReversed()) endRun(run);
}

export function ownsRuns(): boolean {
  return ownedRuns.size > 0;
}
